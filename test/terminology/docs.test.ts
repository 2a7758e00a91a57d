import { readFileSync } from 'node:fs';
import { shipped } from './content.js';
import { valueSetTable } from './table.js';

const START = '<!-- value sets: made from the files, checked by test/terminology/docs.test.ts -->\n';
const END = '\n<!-- end of value sets -->';

describe('docs/terminology.md', () => {
  it('shows the value sets as they are (paste what this test expects)', () => {
    const text = readFileSync(new URL('../../docs/terminology.md', import.meta.url), 'utf8');
    const start = text.indexOf(START) + START.length;
    expect(text.slice(start, text.indexOf(END))).toBe(valueSetTable(shipped.valueSets));
  });
});
