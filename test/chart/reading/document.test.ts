import { readFileSync, writeFileSync } from 'node:fs';
import { faultTable } from './faults.js';

const PAGE = new URL('../../../docs/reliability.md', import.meta.url);
const TABLE =
  /(<!-- generated: faults -->\n<!-- prettier-ignore-start -->\n)[\s\S]*?(<!-- prettier-ignore-end -->\n<!-- \/generated -->)/;

test('docs/reliability.md shows the faults as they are tested', () => {
  const page = readFileSync(PAGE, 'utf8');
  const fresh = page.replace(TABLE, (_all, start: string, end: string) => `${start}\n${faultTable()}\n\n${end}`);
  // After a change of the matrix: UPDATE_DOCS=1 npm test -- test/chart/reading/document
  if (process.env['UPDATE_DOCS']) writeFileSync(PAGE, fresh);
  expect(page.match(TABLE)).not.toBeNull();
  expect(readFileSync(PAGE, 'utf8')).toBe(fresh);
});
