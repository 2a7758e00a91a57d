/** Every requirement has its place, every test that is named exists, and docs/conformance.md says so truly. */
import { readFileSync } from 'node:fs';
import { mistakes, readTable, render, titlesOf, type Table } from './requirements-table.js';

const table = readTable();

test('every requirement stands once, with a place and a test that exist', () => {
  expect(mistakes(table)).toEqual([]);
});

test('docs/conformance.md is as `npm run conformance` writes it', () => {
  const page = readFileSync(new URL('../../docs/conformance.md', import.meta.url), 'utf8');
  expect(page).toBe(render(table));
});

test.each<[string, (row: Table['service'][number]) => Partial<Table['service'][number]>, RegExp]>([
  ['a test that was renamed', () => ({ tests: ['requirements: no such title'] }), /^1: there is no test/],
  ['a test of a file that is not there', () => ({ tests: ['none: x'] }), /^1: there is no test/],
  ['a place that was moved', () => ({ in: 'src/none.ts' }), /^1: there is no src/],
  ['no test', () => ({ tests: [] }), /^1: no test/],
  ['a state without a reason', () => ({ state: 'partly' }), /^1: why/],
  ['another number', ({ id }) => ({ id: id + 1 }), /^1 lacks/],
])('%s is noticed', (_what, change, wrong) => {
  const [first, ...rest] = table.service;
  if (!first) throw new Error('an empty table');
  expect(mistakes({ ...table, service: [{ ...first, ...change(first) }, ...rest] })).toEqual(
    expect.arrayContaining([expect.stringMatching(wrong)]),
  );
});

test('titles are found however a test is written, and nowhere else', () => {
  const source = `describe('a', () => { test('b', f); test.each([1])('c %s', f); it.each\`x\`('d', f); other('e', f); });
    // test('f', g)
    const text = "test('g', h)";`;
  expect([...titlesOf(source)].sort()).toEqual(['a › b', 'a › c %s', 'b', 'c %s']);
});
