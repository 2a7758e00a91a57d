import fc from 'fast-check';
import { CODE_FORMS, hasVerhoeffDigit, isLoinc, isSnomedConcept } from '../../src/terminology/check-digits.js';
import { SYSTEMS } from '../../src/terminology/systems.js';
import { shipped } from './content.js';

const TEN = [...'0123456789'];
const digits = (minLength: number, maxLength: number) =>
  fc.array(fc.constantFrom(...TEN), { minLength, maxLength }).map((list) => list.join(''));
const withCheck = (body: string): string => body + TEN.find((digit) => hasVerhoeffDigit(body + digit));

describe('Verhoeff', () => {
  it('knows the published vector', () => expect(hasVerhoeffDigit('2363')).toBe(true));

  it('accepts exactly one check digit for any number', () =>
    fc.assert(
      fc.property(digits(1, 17), (body) => TEN.filter((digit) => hasVerhoeffDigit(body + digit)).length === 1),
    ));

  it('finds every wrong digit', () =>
    fc.assert(
      fc.property(digits(5, 17), fc.nat(), fc.integer({ min: 1, max: 9 }), (body, where, shift) => {
        const good = withCheck(body);
        const at = where % good.length;
        const other = String((Number(good[at]) + shift) % 10);
        return !hasVerhoeffDigit(good.slice(0, at) + other + good.slice(at + 1));
      }),
    ));

  it('finds every swap of two neighbours', () =>
    fc.assert(
      fc.property(digits(5, 17), fc.nat(), (body, where) => {
        const good = withCheck(body);
        const at = where % (good.length - 1);
        const [a, b] = [good.charAt(at), good.charAt(at + 1)];
        return a === b || !hasVerhoeffDigit(good.slice(0, at) + b + a + good.slice(at + 2));
      }),
    ));
});

describe('a SNOMED CT concept id', () => {
  it.each(['73211009', '94222008', '126906006', '495741000119105'])('%s is one', (id) =>
    expect(isSnomedConcept(id)).toBe(true),
  );
  it.each([
    ['a wrong check digit', '73211008'],
    ['a description (partition 01)', '751689013'],
    ['a leading zero', '073211009'],
    ['too short', '10009'],
    ['letters', '7321100X'],
    ['nothing', ''],
  ])('%s is none', (_, id) => expect(isSnomedConcept(id)).toBe(false));

  it('needs partition 00 or 10 even where the check digit is right', () =>
    fc.assert(
      fc.property(digits(3, 14), fc.constantFrom('01', '02', '11', '12', '20'), (body, partition) => {
        return !isSnomedConcept(withCheck(`1${body}${partition}`));
      }),
    ));
});

describe('a LOINC code', () => {
  it.each(['29463-7', '30854-4', '8310-5', '2857-1'])('%s is one', (code) => expect(isLoinc(code)).toBe(true));
  it.each(['29463-8', '294637', 'LA32-8', '-7', '29463-', '12345678-9'])('%s is none', (code) =>
    expect(isLoinc(code)).toBe(false),
  );
  it('has exactly one check digit', () =>
    fc.assert(fc.property(digits(1, 7), (body) => TEN.filter((digit) => isLoinc(`${body}-${digit}`)).length === 1)));
  it('finds every wrong digit', () =>
    fc.assert(
      fc.property(fc.constantFrom(...loincCodes), fc.nat(), fc.integer({ min: 1, max: 9 }), (code, where, shift) => {
        const at = where % (code.length - 2);
        const other = String((Number(code[at]) + shift) % 10);
        return !isLoinc(code.slice(0, at) + other + code.slice(at + 1));
      }),
    ));
});

const loincCodes = shipped.valueSets.flatMap((set) =>
  set.codes.filter((row) => row.system === SYSTEMS.loinc).map((row) => row.code),
);

describe('the forms of codes', () => {
  it.each([
    [SYSTEMS.icd10cm, ['C50', 'C7A.090', 'M48.50XS', 'Z85.3'], ['C5', 'C50.', 'c50.9', 'C509', 'CC0', 'C50.91111']],
    [SYSTEMS.icd10, ['C50', 'C50.9', 'M80.08'], ['C7A.0', 'C50.911', '174.9']],
    [SYSTEMS.icd9cm, ['185', '724.2', 'V10.3', 'E849.0'], ['84.60', 'C50.9', '1749', 'V1.3']],
    [SYSTEMS.icdo3, ['C50', 'C50.9', '8500/3'], ['8500', '8500/', '850/3', 'D05']],
    [SYSTEMS.icpc2, ['L02'], ['L2', '02']],
    [SYSTEMS.rxnorm, ['1049502'], ['0123', 'A1']],
    [SYSTEMS.atc, ['N02AA01'], ['N02A', 'N2AA01']],
    [SYSTEMS.cpt, ['72148'], ['7214']],
  ] as const)('%s', (system, good, bad) => {
    expect(good.filter((code) => !CODE_FORMS[system].code(code))).toEqual([]);
    expect(bad.filter((code) => CODE_FORMS[system].code(code))).toEqual([]);
  });
});
