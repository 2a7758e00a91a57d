/** Two finished runs, patient by patient. */
import { compareRuns, readRows, ResultsError } from '../../src/cohort/evaluation/index.js';
import type { FailedRow, ResultRow } from '../../src/cohort/record.js';
import { row } from './records-support.js';

const failed = (patient: string): FailedRow => ({ patient, error: 'worker-lost' });

test('patients are matched by id, whoever is missing, failed or changed', async () => {
  const a = [
    row('a', 'urgent'),
    row('b', null),
    row('c', 'urgent'),
    failed('d'),
    row('e', null),
    failed('g'),
    row('i', 'urgent'),
  ];
  const b: (ResultRow | FailedRow)[] = [
    row('a', 'recommended', { features: ['falls'], sites: ['lung'], level: 'possible' }),
    row('b', 'urgent'),
    row('c', null),
    row('d', 'urgent'),
    row('e', null, { reason: 'no-cancer' }),
    row('f', 'urgent'),
    failed('g'),
    failed('i'),
  ];
  const result = await compareRuns(a, b);
  expect(result).toMatchObject({
    patients: { both: 7, onlyA: { total: 0 }, onlyB: { ids: ['f'] } },
    failed: { onlyA: { ids: ['d'] }, onlyB: { ids: ['i'] }, both: 1 },
    assessments: 4,
    changed: 3,
    gained: { ids: ['b'] },
    lost: { ids: ['c'] },
    lowered: { ids: ['a'] },
    reasons: { 'no-pain > no-cancer': 1 },
    otherLevel: 1,
    otherSites: 1,
    featuresGained: { falls: 1, fever: 1 },
    featuresLost: { fever: 2 },
    cards: { before: { count: 2, of: 4 }, after: { count: 2, of: 4 } },
  });
  const turned = await compareRuns(b, a);
  expect(turned).toMatchObject({ gained: result.lost, lost: result.gained, raised: result.lowered });
  expect(await compareRuns(a, a)).toMatchObject({ changed: 0, patients: { both: 7 }, featuresLost: {} });
  expect(await compareRuns([], b)).toMatchObject({ assessments: 0, patients: { onlyB: { total: 8 } } });
});

test('visits are matched by their id', async () => {
  const visit = (encounter: string, tier: ResultRow['tier'], asOf = '2026-01-01') =>
    row('a', tier, { encounter, asOf });
  const result = await compareRuns(
    [visit('1', 'urgent'), visit('2', null), visit('3', null)],
    [visit('2', 'urgent'), visit('1', 'urgent'), visit('4', null)],
  );
  expect(result).toMatchObject({ assessments: 2, changed: 1, visits: { onlyA: 1, onlyB: 1 }, gained: { ids: ['a'] } });
});

test.each<[string, readonly (ResultRow | FailedRow)[], readonly (ResultRow | FailedRow)[], string]>([
  [
    'an unsorted run',
    [row('a', null)],
    [row('b', null), row('a', null)],
    'Run B is not sorted by patient id at row 2.',
  ],
  ['a patient twice', [row('a', null), row('a', null)], [], 'Run A has a patient or visit twice, at row 2.'],
  ['a run of visits against one of patients', [row('a', null)], [row('a', null, { encounter: 'x' })], 'One run has'],
])('%s is refused', async (_what, a, b, words) => {
  await expect(compareRuns(a, b)).rejects.toThrow(ResultsError);
  await expect(compareRuns(a, b)).rejects.toThrow(words);
});

test('both sources are closed when one is refused', async () => {
  const closed: string[] = [];
  async function* source(name: string, rows: readonly ResultRow[]) {
    try {
      yield* rows;
    } finally {
      closed.push(name);
    }
  }
  const run = compareRuns(source('a', [row('b', null), row('a', null)]), source('b', [row('a', null), row('c', null)]));
  await expect(run).rejects.toThrow(ResultsError);
  expect(closed.sort()).toEqual(['a', 'b']);
});

test('rows are read back, and a line that is none is named by its number', async () => {
  const rows: (ResultRow | FailedRow)[] = [];
  for await (const one of readRows([JSON.stringify(row('a', 'urgent')), '', JSON.stringify(failed('b'))]))
    rows.push(one);
  expect(rows).toEqual([row('a', 'urgent'), failed('b')]);
  const read = async () => {
    for await (const _ of readRows(['{"patient":"a","error":"x"}', '{"patient":"secret","tier":"high"}']));
  };
  await expect(read()).rejects.toThrow(new ResultsError('Line 2 is no row of results.ndjson.'));
});
