/** Charts of many thousand records of the same kind: what is asked of each pair of them would take minutes. */
import { parseDay } from '../../src/sdk/index.js';
import type { Json } from '../../src/sdk/index.js';
import { inputsOf } from '../support/case-chart.js';
import { realService } from '../support/service.js';

const service = realService();
const BACK = 'SCT#279039007 Low back pain';
const day = (index: number): string =>
  new Date(Date.UTC(2026, 5, 14) - (index % 360) * 86_400_000).toISOString().slice(0, 10);
const many = (count: number, make: (index: number) => Json): Json[] => Array.from({ length: count }, (_, i) => make(i));

/** Milliseconds for a chart of this size; the best of three, so that a pause of the machine does not count. */
function cost(rows: (count: number) => Json[], count: number): number {
  const inputs = inputsOf([
    { Patient: { birthDate: '1954-01-10', gender: 'female' } },
    { Condition: { code: 'SCT#254837009 Malignant neoplasm of breast', onset: '2018-04-02' } },
    ...rows(count),
  ]);
  const runs = [1, 2, 3].map(() => {
    const start = performance.now();
    service.assess({ inputs, asOf: parseDay('2026-06-15') as number, settings: { otherCancers: true } });
    return performance.now() - start;
  });
  return Math.min(...runs);
}

test.each<[string, (count: number) => Json[]]>([
  [
    'visits for pain, beside old pains',
    (count) => [
      ...many(count, (i) => ({ Encounter: { date: day(i), reason: BACK } })),
      ...many(count, () => ({
        Condition: { code: BACK, status: 'resolved', onset: '2020-01-01', abated: '2020-02-01' },
      })),
    ],
  ],
  [
    'pain scores of visits',
    (count) => [
      ...many(count, (i) => ({ Encounter: { id: `e${i}`, date: day(i), reason: BACK } })),
      ...many(count, (i) => ({
        Observation: { code: 'LOINC#72514-3 Pain severity', value: '7', date: day(i % 30), encounter: `e${i}` },
      })),
    ],
  ],
  [
    'visits for weakness, beside causes',
    (count) => [
      ...many(count, (i) => ({
        Condition: { id: `c${i}`, code: 'SCT#713514005 Muscle weakness of limb', onset: day(i) },
      })),
      ...many(count, (i) => ({ Encounter: { date: day(i), diagnosis: `c${i}` } })),
      ...many(count, () => ({ Condition: { code: 'SCT#24700007 Multiple sclerosis', onset: '2027-01-01' } })),
    ],
  ],
  [
    'sciatica of both sides',
    (count) =>
      many(count, (i) => ({
        Condition: { code: i % 2 === 0 ? 'ICD10CM#M54.31 Right' : 'ICD10CM#M54.32 Left', onset: day(i) },
      })),
  ],
])('%s: eight times the records cost nowhere near sixty-four times the time', (_name, rows) => {
  const small = Math.max(cost(rows, 250), 2);
  expect(cost(rows, 2000) / small).toBeLessThan(40);
});
