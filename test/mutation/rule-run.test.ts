/** The run of the mutants itself: a mutant that changes what a case expects is killed, one that changes nothing is not. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as sdk from '../../src/sdk/index.js';
import { readCases } from '../support/cases.js';
import { realContent } from '../support/service.js';
import { checksOf } from './checks.js';
import { moduleLoader } from './modules.js';
import type { Switchboard } from './rule-run.js';
import { RuleRun } from './rule-run.js';

const folder = resolve('cds-services/metastatic-back-pain');
const board: Switchboard & { loads: number } = { loads: 0 };

/** Row 2 of the decision table with three mutants built in by hand, where Stryker builds in thousands. */
function read(path: string): string {
  const source = readFileSync(path, 'utf8');
  if (!path.endsWith('triage.ts')) return source;
  const row = 'f.major && (f.backPain || f.neckPain)';
  expect(source).toContain(row);
  const mutants = `(board.activeMutant === 'never' ? false : board.activeMutant === 'same' ? ${row} : ${row})`;
  return `import { board } from './board.js';
board.loads += 1;
if (board.activeMutant === 'unloadable') throw new Error('no such row');
${source.replace(row, mutants)}`;
}

const reload = moduleLoader({
  root: folder,
  outside: new Map<string, Record<string, unknown>>([
    [resolve('src/sdk/index'), sdk],
    [join(folder, 'board'), { board }],
  ]),
  read,
});
const cases = readCases()
  .filter(({ file }) => file.startsWith('weight-loss/'))
  .slice(0, 5);
const run = new RuleRun(reload, realContent(), checksOf(cases), board);

test('without a mutant everything holds', () => {
  const results = run.withoutMutant();
  expect(results.filter(({ wrong }) => wrong !== undefined)).toEqual([]);
  expect(results.length).toBeGreaterThan(cases.length);
});

test('a mutant that takes a row out of the table is killed by a case that expects the row', () => {
  const result = run.withMutant({ id: 'never', fileName: 'triage.ts' });
  expect(result).toMatchObject({ is: 'killed', by: expect.stringMatching(/^case weight-loss/) as string });
});

test('a mutant that changes nothing survives every check that reaches it', () => {
  const only = cases.slice(0, 3).map(({ file }) => `case ${file}`);
  expect(run.withMutant({ id: 'same', fileName: 'triage.ts' }, only)).toEqual({ is: 'survived', checks: 3 });
});

test('a mutant with which the service does not load is killed', () => {
  expect(run.withMutant({ id: 'unloadable', fileName: 'triage.ts' })).toMatchObject({ is: 'killed', checks: 0 });
});

test('the modules are loaded anew for each mutant', () => {
  const before = board.loads;
  run.withMutant({ id: 'same', fileName: 'triage.ts' }, []);
  expect(board.loads).toBe(before + 1);
});
