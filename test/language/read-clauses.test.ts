/** Reading texts: what holds for every string, and what the generic parts do with a lexicon that has nothing clinical. */
import { performance } from 'node:perf_hooks';
import { readTextContent } from '../../cds-services/metastatic-back-pain/evidence/text-content.js';
import { meaningsOf } from '../../cds-services/metastatic-back-pain/evidence/text-meanings.js';
import type { Lexicon, LexiconSource } from '../../src/language/index.js';
import { TEXT_LIMIT, compileLexicon, readClauses } from '../../src/language/index.js';
import { normalise } from '../../src/language/normalise.js';
import { compilePattern } from '../../src/language/patterns.js';
import { realContent } from '../support/service.js';

const real = readTextContent(realContent());

const source: LexiconSource = {
  classes: { colour: ['red', 'green'] },
  abbreviations: { bk: 'big bike', 'w/o': 'without' },
  contrasts: ['but'],
  unstopped: ['dr'],
  softStopped: ['no5'],
  gapStops: ['not'],
  void: ['bike shed'],
  asserting: ['no wonder'],
  ownNegation: ['unable'],
  ends: ['with'],
  heads: ['has'],
  marks: ['since'],
  cues: [
    { certainty: 'negated', stands: 'before', phrases: ['no|without'], within: 2, over: [',', 'or'], ends: true },
    { certainty: 'uncertain', stands: 'before', phrases: ['?'], within: 2, joined: true },
    { certainty: 'uncertain', stands: 'after', phrases: ['?'], within: 0, joined: true },
    { certainty: 'conditional', stands: 'before-rest', phrases: ['if'], needs: ['call'] },
    { certainty: 'family', stands: 'heads-clause', phrases: ['theirs'], groups: ['thing'] },
  ],
  recalls: { groups: ['thing'], phrases: ['another'] },
  terms: {
    bike: { group: 'thing', phrases: ['bike|bikes', 'big bike', '<colour> ... bike'] },
    boat: { group: 'thing', phrases: ['boat*', 'unable to float'] },
    car: { group: 'other', head: true, phrases: ['car'] },
  },
};
const lexicon = compileLexicon(source);
const says = (text: string, using: Lexicon = lexicon): readonly string[] =>
  readClauses(text, using).assertions.map((one) => `${one.name} ${one.certainty} "${one.phrase}"`);

describe('a lexicon without anything clinical', () => {
  test.each([
    ['a bike', ['bike asserted "bike"']],
    ['a BIG  Bike', ['bike asserted "BIG  Bike"']],
    ['bk', ['bike asserted "bk"']],
    ['red old bike', ['bike asserted "red old bike"']],
    ['red, bike', ['bike asserted "bike"']],
    ['boats', ['boat asserted "boats"']],
    ['bike shed', []],
    ['no bike', ['bike negated "bike"']],
    ['w/o bike', ['bike negated "bike"']],
    ['no wonder bike', ['bike asserted "bike"']],
    ['no a b c bike', ['bike asserted "bike"']],
    ['no bike, boat or car', ['bike negated "bike"', 'boat negated "boat"', 'car negated "car"']],
    ['no bike, car', ['bike negated "bike"', 'car asserted "car"']],
    ['no bike, has boat', ['bike negated "bike"', 'boat asserted "boat"']],
    ['no bike, boat since May', ['bike negated "bike"', 'boat asserted "boat"']],
    ['no bike with boat', ['bike negated "bike"', 'boat asserted "boat"']],
    ['no bike, unable to float', ['bike negated "bike"', 'boat asserted "unable to float"']],
    ['no bike but boat', ['bike negated "bike"', 'boat asserted "boat"']],
    ['no bike. Boat', ['bike negated "bike"', 'boat asserted "Boat"']],
    ['no another bike', ['bike historical "bike"']],
    ['?bike', ['bike uncertain "bike"']],
    ['bike? boat', ['bike uncertain "bike"', 'boat asserted "boat"']],
    ['if bike call', ['bike conditional "bike"']],
    ['if bike', ['bike asserted "bike"']],
    ['theirs: bike, car', ['bike family "bike"', 'car asserted "car"']],
  ])('%j', (text, expected) => {
    expect(says(text)).toEqual(expected);
  });

  test('full stops of abbreviations and numbers end nothing, the others do', () => {
    const clauses = (text: string): number => readClauses(text, lexicon).clauses.length;
    expect(clauses('seen by dr. who')).toBe(1);
    expect(clauses('38.4 degrees')).toBe(1);
    expect(clauses('e.g. this')).toBe(1);
    expect(clauses('at no5. and here')).toBe(1);
    expect(clauses('at no5. Here')).toBe(2);
    expect(clauses('one. two')).toBe(2);
    expect(clauses('one.two')).toBe(2);
    expect(clauses('a; b\nc but d • e')).toBe(5);
  });

  test.each([
    ['(bike)', 'has no word that must be there'],
    ['<shape> bike', 'class "shape"'],
    ['... bike', 'begins or ends with a gap'],
    ['a||b', 'empty alternative'],
  ])('the phrase %j is refused: %s', (phrase, why) => {
    expect(() => compilePattern(phrase, true, source.classes)).toThrow(why);
  });
});

/** A generator that always gives the same: a failing string can be read from the message. */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
}
const PIECES = [
  'no ',
  'leg weakness',
  ', ',
  '. ',
  ';',
  '\n',
  'but ',
  '?',
  'breast ',
  'cancer',
  'e\u0301',
  '\u200b',
  'ﬁ',
  '—',
  '’',
  '\ud83d',
  '\udc00',
  '😀',
  'LBP',
  ' ',
  '\t',
  'if ',
  'return ',
  'mother ',
  '3.5',
  'T8.',
  'c/o ',
  'İ',
  'ß',
  '\u0000',
  'mets from ',
  '(',
  ')',
  'and ',
  'or ',
  'ruled out',
  '①',
  '½',
  'denies ',
  'cannot walk',
  'w/o ',
  '-ve',
  'Ca. ',
];
const strings = Array.from({ length: 400 }, (_, seed) => {
  const next = random(seed + 1);
  return Array.from({ length: Math.floor(next() * 30) }, () => PIECES[Math.floor(next() * PIECES.length)]).join('');
});

describe('whatever the text', () => {
  test('the clauses together are the whole text: no character is lost', () => {
    for (const text of strings) {
      const { clauses } = readClauses(text, real.lexicon);
      let at = 0;
      for (const { start, end } of clauses) {
        expect({ text, start }).toEqual({ text, start: at });
        at = end;
      }
      expect({ text, at }).toEqual({ text, at: text.length });
    }
  });

  test('every phrase is quoted as it was written, within its clause', () => {
    for (const text of strings) {
      const { assertions, parts, clauses } = readClauses(text, real.lexicon);
      for (const one of [...assertions, ...parts]) {
        expect(text.slice(one.start, one.end)).toBe(one.phrase);
        expect(one.phrase).not.toBe('');
        const clause = clauses[one.clause];
        expect(clause && clause.start <= one.start && one.end <= clause.end).toBe(true);
        expect(text).toContain(clause?.text);
      }
    }
  });

  test('the same text always says the same, and nothing throws', () => {
    for (const text of strings) {
      expect(meaningsOf(text, 'whole', real)).toEqual(meaningsOf(text, 'whole', real));
    }
  });

  test('each character keeps its place in the original', () => {
    for (const text of strings) {
      const { text: normal, starts, ends } = normalise(text);
      expect([starts.length, ends.length]).toEqual([normal.length, normal.length]);
      for (let index = 1; index < starts.length; index += 1) {
        expect(starts[index]).toBeGreaterThanOrEqual(starts[index - 1] as number);
      }
    }
  });

  test.each([
    ['ＬＢＰ', 'low-back-pain asserted "ＬＢＰ"'],
    ['low\u2011back pain', 'low-back-pain asserted "low\u2011back pain"'],
    ['back\u00a0pain', 'back-pain asserted "back\u00a0pain"'],
    ['back\u200b pain', 'back-pain asserted "back\u200b pain"'],
    ['can’t walk', 'gait-disturbance asserted "can’t walk"'],
  ])('%j is read in spite of its characters, and quoted with them', (text, expected) => {
    expect(says(text, real.lexicon)).toEqual([expected]);
  });
});

describe('long and hostile texts', () => {
  test('a text is cut, never within a character, and says so', () => {
    const at = (length: number) => readClauses('x'.repeat(length) + ' leg weakness', real.lexicon);
    expect(at(10).isCut).toBe(false);
    expect(at(TEXT_LIMIT).isCut).toBe(true);
    expect(at(TEXT_LIMIT).assertions).toEqual([]);
    const pair = readClauses('x'.repeat(TEXT_LIMIT - 1) + '😀 more', real.lexicon);
    expect(pair.clauses.at(-1)?.end).toBe(TEXT_LIMIT - 1);
  });

  test.each([
    'no ',
    'leg weakness ',
    'if call ',
    '? ',
    'cancer, ',
    'mets from ',
    'cancer of ',
    'no , ',
    'legs ',
    '(',
    '\u0301',
    'a',
    'breast and ',
    'ruled out ',
    'no leg weakness, ',
    'mother or ',
    'e.g. ',
    '1.',
    'metastases to bone from ',
  ])('a megabyte of %j is read in bounded time', (piece) => {
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
    const began = performance.now();
    meaningsOf(text, 'whole', real);
    // A few dozen milliseconds in truth; the machine may be busy.
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});
