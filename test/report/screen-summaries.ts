/** Invented runs: with visits, with one assessment each, with labels, with nothing at all. */
import { compareRuns, readLabels, type Labels } from '../../src/cohort/evaluation/index.js';
import type { PatientRecord } from '../../src/cohort/record.js';
import type { ScreenSummary } from '../../src/cohort/summary.js';
import { assessed, patientOf, row, visitsOf } from '../cohort/records-support.js';
import { summaryFrom } from './screen-support.js';

const QUALITY = {
  conditions: 3,
  uncodedConditions: 1,
  undatedConditions: 2,
  observations: 4,
  observationsWithoutUnit: 1,
  observationsWithoutDate: 0,
  unmapped: [{ system: 'https://codes.example', code: 'N77', count: 1 }],
};

const groups = { gender: 'female', race: '2054-5', ethnicity: '2135-2' };
const TRIED = {
  'without fever': { tier: null, reason: 'no-current-back-pain' },
  'other cancers off': { tier: 'urgent' },
} as const;

/** Forty patients over two months: cards of every tier, outcomes after some, a chart that failed. */
const VISITED: readonly PatientRecord[] = [
  ...Array.from({ length: 30 }, (_, n): PatientRecord => ({
    ...visitsOf(
      `quiet-${n}`,
      [
        ['2026-01-10', null],
        ['2026-02-10', null],
      ],
      { quality: QUALITY },
    ),
  })),
  {
    patient: 'found',
    assessed: [
      assessed('found', 'urgent', '2026-01-05', {
        age: 71,
        groups,
        clinicians: ['Practitioner/a'],
        visitClass: 'EMER',
        trials: TRIED,
      }),
    ],
    outcome: '2026-02-04',
    quality: QUALITY,
  },
  { ...visitsOf('missed', [['2026-01-20', null]]), outcome: '2026-03-01' },
  {
    patient: 'false',
    assessed: (['recommended', 'recommended', 'emergency'] as const).map((tier, n) =>
      assessed('false', tier, `2026-02-0${n + 1}`, {
        age: 45,
        groups: { gender: 'male' },
        clinicians: ['Practitioner/a', 'Practitioner/b'],
        trials: { 'without fever': { tier }, 'other cancers off': { tier } },
      }),
    ),
  },
  {
    patient: 'unsure',
    assessed: [
      assessed('unsure', 'incomplete', '2026-02-20', {
        notEvaluated: [{ criterion: 'weight-loss', reason: 'no-unit' }],
        trials: { 'without fever': { tier: 'incomplete' }, 'other cancers off': { tier: 'incomplete' } },
      }),
    ],
  },
  { patient: 'gone', assessed: [], error: 'worker-lost' },
];
const TRIALS = [
  { name: 'without fever', without: ['fever'] },
  { name: 'other cancers off', otherCancers: false },
];
const PROBLEMS = {
  problems: [{ file: 'Condition.ndjson', line: 12, code: 'malformed-line', message: 'is not JSON' }],
  problemsTotal: 1,
  problemsByCode: { 'malformed-line': 1 },
} as const;

export const visited = (): ScreenSummary => ({
  ...summaryFrom(VISITED, { eachVisit: true, trials: TRIALS }),
  ...PROBLEMS,
});
export const once = (): ScreenSummary =>
  summaryFrom([patientOf('a', 'urgent'), patientOf('b', null), patientOf('c', 'incomplete')]);
export const empty = (): ScreenSummary => summaryFrom([]);
export const failed = (): ScreenSummary =>
  summaryFrom(
    ['a', 'b'].map((patient) => ({ patient, assessed: [], error: 'worker-lost' })),
    { eachVisit: true },
  );
export const untrue = (): ScreenSummary =>
  summaryFrom([patientOf('a', 'urgent'), patientOf('b', null)], { evaluation: null, trials: [] });

const LABELS = async (): Promise<Labels> =>
  readLabels([
    'patient,date,outcome\nfound,2026-02-01,1\nmissed,2026-03-01,1\nfalse,,0\nnobody,2026-01-01,1\nx,2026-13-01,1\n',
  ]);
export const compared = async (): Promise<ScreenSummary> =>
  summaryFrom(VISITED, {
    eachVisit: true,
    evaluation: { labels: await LABELS() },
    comparison: await compareRuns(
      [row('a', null), row('b', 'urgent'), row('c', null)],
      [row('a', 'urgent'), row('b', null, { features: [] }), row('d', null)],
    ),
  });

export const SUMMARIES: readonly (readonly [string, () => ScreenSummary | Promise<ScreenSummary>])[] = [
  ['visits', visited],
  ['one assessment each', once],
  ['nobody', empty],
  ['failures alone', failed],
  ['no truth', untrue],
  ['labels and an earlier run', compared],
];
