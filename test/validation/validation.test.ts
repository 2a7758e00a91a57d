/** Everything that must have a case has one, and docs/clinical-validation.md says so truly. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { coverage } from './coverage.js';
import { END, START, gapsOf, render } from './render.js';

const found = coverage();

test('every row, feature, number, reason, variant, note, code set and hazard has a case', () => {
  expect(gapsOf(found)).toEqual([]);
});

test('docs/clinical-validation.md is as `npm run validation` writes it', () => {
  const text = readFileSync(new URL('../../docs/clinical-validation.md', import.meta.url), 'utf8');
  const generated = text.slice(text.indexOf(START) + START.length, text.indexOf(END));
  expect(generated.trim()).toBe(render(found));
});

test('the cases that prove an edge are kept', () => {
  expect(parse(readFileSync(new URL('witnesses.yaml', import.meta.url), 'utf8'))).toEqual(found.witnesses);
});
