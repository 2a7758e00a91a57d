/** The matching rules on value sets made for one rule each (docs/terminology.md, "Matching"). */
import fc from 'fast-check';
import { MEMO_LIMIT } from '../../src/terminology/compile.js';
import { BoundedMemo } from '../../src/terminology/memo.js';
import { expandRange } from '../../src/terminology/ranges.js';
import { CM, compiled, concept, filter, ICD10, ICD9, ICDO3, LOINC, SCT, setsOf, shipped, valueSet } from './content.js';

describe('within one set', () => {
  const set = compiled(
    valueSet(
      'a',
      filter(CM, 'prefixRange', 'C00-C96', { except: ['C77'], role: 'range' }),
      filter(CM, 'prefix', 'C50', { role: 'short' }),
      filter(CM, 'prefix', 'C50.9', { role: 'long' }),
      concept(CM, 'C50.911', { role: 'code' }),
    ),
  );
  it.each([
    ['C50.911', 'code', 7],
    ['C50.919', 'long', 4],
    ['C50.1', 'short', 3],
    ['C61', 'range', 3],
  ])('%s: %s', (code, role) => {
    const meanings = set.match({ system: CM, code })?.meanings;
    expect(meanings).toHaveLength(1);
    expect(meanings?.[0]?.role).toBe(role);
  });
  it('says how specific the match is', () =>
    expect(
      ['C50.911', 'C50.919', 'C50.1'].map((code) => set.match({ system: CM, code })?.meanings[0]?.specificity),
    ).toEqual([6, 4, 3]));
  it('leaves exceptions out first', () => expect(setsOf(set, CM, 'C77.9')).toEqual([]));
  it('counts letters with letters: C7A is not between C00 and C96', () => expect(setsOf(set, CM, 'C7A.8')).toEqual([]));
  it('matches an exact list exactly', () => {
    const exact = compiled(valueSet('a', filter(CM, 'in', ['C7A.090', 'C7A.093'])));
    expect(setsOf(exact, CM, 'c7a090')).toEqual(['a']);
    expect(setsOf(exact, CM, 'C7A.0901')).toEqual([]);
  });
});

describe('ranges', () => {
  it.each([
    ['140-209', 70, '140', '209'],
    ['C00-C97', 98, 'C00', 'C97'],
    ['D37-D44', 8, 'D37', 'D44'],
  ])('%s', (range, count, first, last) => {
    const prefixes = expandRange(range) ?? [];
    expect([prefixes.length, prefixes[0], prefixes.at(-1)]).toEqual([count, first, last]);
  });
  it.each(['C96-C00', 'C00-C9', 'C00', 'C00-1A0', 'A000-Z999', 'c00-c96'])('%s is none', (range) =>
    expect(expandRange(range)).toBeUndefined(),
  );
  it('of ICD-9-CM hold no V or E codes and no longer numbers', () => {
    const set = compiled(valueSet('a', filter(ICD9, 'prefixRange', '140-209')));
    expect(['140', '1409', '209.36', '174.9'].map((code) => setsOf(set, ICD9, code).length)).toEqual([1, 1, 1, 1]);
    expect(['139.9', '210', 'V14.0', 'E849', '14'].map((code) => setsOf(set, ICD9, code).length)).toEqual([
      0, 0, 0, 0, 0,
    ]);
  });
});

describe('ICD-10 of the WHO and of national editions', () => {
  const sets = compiled(
    valueSet('who', filter(ICD10, 'prefix', 'Z85.4', { role: 'who' })),
    valueSet(
      'cm',
      filter(CM, 'prefix', 'Z85', { role: 'cm' }),
      filter(CM, 'prefix', 'G89.3'),
      filter(CM, 'prefix', 'O'),
      filter(CM, 'prefix', 'R97.21'),
      concept(CM, 'Z96.2'),
    ),
  );
  it('takes explicit rows of any set alone', () => {
    expect(setsOf(sets, ICD10, 'Z85.4')).toEqual(['who']);
    expect(setsOf(sets, CM, 'Z85.4')).toEqual(['cm']);
  });
  it('falls back to ICD-10-CM filters of three or four characters', () => {
    expect(setsOf(sets, ICD10, 'Z85.8')).toEqual(['cm']);
    expect(setsOf(sets, 'http://fhir.de/CodeSystem/bfarm/icd-10-gm', 'g89.3')).toEqual(['cm']);
  });
  it('never to longer or shorter filters, never to code rows', () =>
    expect(['R97.21', 'O80', 'Z96.2'].map((code) => setsOf(sets, ICD10, code).length)).toEqual([0, 0, 0]));
});

describe('seventh characters of ICD-10-CM', () => {
  const set = compiled(valueSet('a', filter(CM, 'prefix', 'M48.5', { except7th: ['S'] })));
  it.each([
    ['M48.50XS', 0],
    ['m4850xs', 0],
    ['M48.50XA', 1],
    ['M48.5', 1],
    ['M48.5XS', 1],
  ])('%s matches %i times', (code, count) => expect(setsOf(set, CM, code)).toHaveLength(count));
});

describe('ICD-O-3', () => {
  const set = compiled(valueSet('a', filter(ICDO3, 'prefix', 'C50')));
  it('matches a topography with malignant behaviour, never alone', () => {
    const count = (behaviour?: string) =>
      set.match({ system: ICDO3, code: 'C50.9', ...(behaviour === undefined ? {} : { behaviour }) })?.meanings.length;
    expect([count(), count('0'), count('2'), count('6'), count('3')]).toEqual([0, 0, 0, 0, 1]);
    expect(set.knows(ICDO3, 'C50.9')).toBe(false);
  });
});

describe('a code without a system', () => {
  it.each([
    ['C50.9', CM],
    ['c50.911', CM],
    ['M54.5', CM],
    ['94222008', SCT],
    ['29463-7', LOINC],
  ])('%s is read', (code, system) => {
    for (const missing of [undefined, null, '', ' ']) {
      const matched = shipped.terminology.match({ system: missing, code });
      expect(matched?.canonicalSystem).toBe(system);
      expect(matched?.meanings.length).toBeGreaterThan(0);
    }
  });
  it.each([
    'C10.',
    'C10..',
    'C10E.',
    'C50',
    'C509',
    'N142.',
    'B34..00',
    '724.2',
    '73211008',
    '29463-8',
    '404684003',
    '12345-5',
    'L02',
  ])('%s is not: it could be a Read code, a local code or anything', (code) =>
    expect(shipped.terminology.match({ code })?.meanings).toEqual([]),
  );
  it('is not read where two systems list the digits', () => {
    const both = compiled(
      valueSet('a', concept(SCT, '94222008'), concept('http://www.nlm.nih.gov/research/umls/rxnorm', '94222008')),
    );
    expect(setsOf(both, undefined, '94222008')).toEqual([]);
  });
});

describe('whatever a chart holds', () => {
  it('never throws, and matches nothing that is no coding', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (system, code) => {
        shipped.terminology.knows(system, code);
        shipped.terminology.match({ system, code });
      }),
    );
    expect(shipped.terminology.match({ system: SCT })).toBeUndefined();
    expect(shipped.terminology.match({ system: SCT, code: ' ' })).toBeUndefined();
    expect(setsOf(shipped.terminology, 'http://local.example/codes', '94222008')).toEqual([]);
    expect(setsOf(shipped.terminology, { evil: true }, '94222008')).toEqual([]);
    expect(setsOf(shipped.terminology, SCT, '__proto__')).toEqual([]);
  });
  it('keeps what was written beside the canonical system', () =>
    expect(
      shipped.terminology.match({ system: 'urn:oid:2.16.840.1.113883.6.90', code: 'c509', display: 'x' }),
    ).toMatchObject({
      system: 'urn:oid:2.16.840.1.113883.6.90',
      code: 'c509',
      display: 'x',
      canonicalSystem: CM,
    }));
  it('remembers within bounds, whoever sends whatever', () => {
    const terminology = compiled(valueSet('a', concept(SCT, '94222008')));
    const systems = [SCT, LOINC, CM, ICD10, ICD9, undefined];
    for (let i = 0; i < 60_000; i++) terminology.knows(systems[i % systems.length], `${i}`);
    expect(terminology.remembered).toBeGreaterThan(0);
    expect(terminology.remembered).toBeLessThanOrEqual(MEMO_LIMIT);
    for (let i = 0; i < 1_000; i++) terminology.knows(SCT, `${i}`.repeat(2_000));
    expect(terminology.remembered).toBeLessThanOrEqual(MEMO_LIMIT);
    expect(terminology.knows(SCT, '94222008')).toBe(true);
  });
  it('keeps what is in use when a flood goes by', () => {
    const memo = new BoundedMemo<number>(10);
    memo.set('used', 1);
    for (let i = 0; i < 1_000; i++) {
      memo.set(`flood ${i}`, i);
      expect(memo.get('used')).toBe(1);
      expect(memo.size).toBeLessThanOrEqual(10);
    }
    expect(memo.get('flood 1')).toBeUndefined();
  });
});

describe('the codes of a set', () => {
  it('are those of its rows, filtered by meaning', () => {
    expect(shipped.terminology.codesOf('obs-vitals', (meaning) => meaning.role === 'weight')).toEqual([
      '29463-7',
      '3141-9',
      '8350-1',
      '8351-9',
      '18833-4',
    ]);
    expect(shipped.terminology.codesOf('obs-labs')).toHaveLength(30);
  });
  it('of an unknown set are a mistake', () =>
    expect(() => shipped.terminology.codesOf('obs-lab')).toThrow('unknown value set "obs-lab"'));
});
