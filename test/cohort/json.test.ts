/** Where a JSON value ends in bytes: as strict as `JSON.parse`. */
import fc from 'fast-check';
import { jsonEnd } from '../../src/cohort/scan/json.js';

/** Whether the whole text is one value, by the bytes; they end with a newline, as lines do. */
const isJson = (text: string): boolean => {
  const bytes = Buffer.from(`${text}\n`);
  return jsonEnd(bytes, 0) === bytes.length - 1;
};

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

test.each(['{}', '[]', '{"a":[1,-0.5e+3,"\\u00e9\\n",true,null,{"b":{}}]}', '{ "a" : [ 1 , 2 ] }', '"é"', '0', '-1E9'])(
  '%s is JSON',
  (text) => {
    expect([isJson(text), parses(text)]).toEqual([true, true]);
  },
);

test.each([
  '{"a":1,}',
  '{"a"}',
  '{a:1}',
  '[1 2]',
  '[1,]',
  '01',
  '1.',
  '.5',
  '-',
  '1e',
  '+1',
  'tru',
  'nul',
  '"\\x"',
  '"\\u12g4"',
  '"a\tb"',
  '{"a":1',
  '[{]}',
  '"',
  '',
  '{"a":{oops}}',
])('%s is none', (text) => {
  expect([isJson(text), parses(text)]).toEqual([false, false]);
});

test('property: what parses is JSON, and what does not is none', () => {
  const spoiled = fc
    .tuple(
      fc.json({ maxDepth: 4 }),
      fc.nat(),
      fc.constantFrom('', '"', '\\', '{', ']', ',', '0', 'e', ' ', '\t', '-', '.'),
    )
    .map(([text, at, piece]) => {
      const from = at % (text.length + 1);
      return text.slice(0, from) + piece + text.slice(from + 1);
    });
  fc.assert(
    fc.property(fc.oneof(fc.json({ maxDepth: 5 }), spoiled), (text) => {
      // A blank before or after belongs to no value.
      fc.pre(text === text.trim() && !text.includes('\n'));
      expect(isJson(text)).toBe(parses(text));
    }),
    { numRuns: 3_000 },
  );
});

test('what is nested deeper than a resource can be is left to whoever parses', () => {
  expect(isJson('['.repeat(100) + ']'.repeat(100))).toBe(true);
  expect(isJson('['.repeat(100_000) + ']'.repeat(100_000))).toBe(false);
});
