import { jest } from '@jest/globals';
import fc from 'fast-check';
import { convertUnit } from '../../src/fhir/units.js';

describe('convertUnit', () => {
  test.each([
    [10.62, 'mg/dL', 'mmol/L', { molarMass: 40.08 }, 2.6497],
    [5.3, 'meq/L', 'mmol/L', { charge: 2 }, 2.65],
    [4, 'mg/dL', 'meq/L', { molarMass: 40.08, charge: 2 }, 1.996],
    [8, 'mmol/L', 'g/L', { molarMass: 16114 }, 128.912],
    [10, 'ng/mL', 'ug/L', {}, 10],
    [1.2, 'ukat/L', 'U/L', {}, 72],
    [3, 'nkat/L', 'U/L', {}, 0.18],
    [101.3, '[degF]', 'Cel', {}, 38.5],
    [25, 'mL/min/{1.73_m2}', 'mL/min', {}, 25],
    [2, 'ug{FEU}/L', 'ng/mL', {}, 2],
    [0, 'mg/dL', 'mg/L', {}, 0],
  ])('%d %s in %s', (value, from, to, substance, expected) => {
    expect(convertUnit(value, from, to, substance)).toBeCloseTo(expected, 3);
  });

  test.each([
    ['mg/dL', 'mmol/L', 'mass and substance without a molar mass'],
    ['mg/dL', 'mm/h', 'different quantities'],
    ['MG/DL', 'mg/L', 'another case: UCUM is case-sensitive'],
    ['', 'mg/L', 'nothing'],
    ['constructor', 'mg/L', 'a name that the library throws for'],
    ['((m)(m)(m)(m))', 'm', 'parentheses, which are not read'],
    ['mg / dL', 'mg/L', 'blanks'],
    [`mg/${'d'.repeat(100)}L`, 'mg/L', 'too long'],
  ])('%s to %s is not known (%s)', (from, to) => {
    expect(convertUnit(1, from, to)).toBeUndefined();
  });

  test('a value that is no number converts to nothing', () => {
    expect(convertUnit(Number.NaN, 'mg/dL', 'mg/L')).toBeUndefined();
    expect(convertUnit(Number.POSITIVE_INFINITY, 'mg/dL', 'mg/L')).toBeUndefined();
  });

  test('the substance belongs to what is remembered', () => {
    expect(convertUnit(4.008, 'mg/dL', 'mmol/L', { molarMass: 40.08 })).toBeCloseTo(1, 9);
    expect(convertUnit(4.008, 'mg/dL', 'mmol/L', { molarMass: 20.04 })).toBeCloseTo(2, 9);
    expect(convertUnit(4.008, 'mg/dL', 'mmol/L')).toBeUndefined();
  });

  test('any text is a unit or is none: it never throws, and nothing is written to the console', () => {
    const said = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    const ucumish = fc.string({
      unit: fc.constantFrom(...'mgdLuUkat/.{}()[]*-+^0123456789%\'"_ h'.split('')),
      maxLength: 20,
    });
    fc.assert(
      fc.property(fc.oneof(fc.string(), ucumish), fc.double(), (unit, value) => {
        const converted = convertUnit(value, unit, 'U/L');
        expect(converted === undefined || Number.isFinite(converted)).toBe(true);
      }),
      { numRuns: 2000 },
    );
    expect(said).not.toHaveBeenCalled();
    said.mockRestore();
  });
});
