/** The four-hour pattern must not get lost behind a newer record of the same feature. */
import { parseDay } from '../../src/sdk/index.js';
import type { Json } from '../../src/sdk/index.js';
import { hoursUntilMri } from '../support/case-run.js';
import { inputsOf } from '../support/case-chart.js';
import { realService } from '../support/service.js';

const service = realService();
const assess = (...rows: Json[]) =>
  service.assess({
    inputs: inputsOf([{ Patient: { birthDate: '1954-01-10', gender: 'male' } }, ...rows]),
    asOf: parseDay('2026-06-15') as number,
    settings: { otherCancers: true },
  });
const PROSTATE = { Condition: { code: 'SCT#399068003 Malignant tumor of prostate', onset: '2018-04-02' } };
const cord = (code: string, onset: string): Json => ({ Condition: { code, onset } });

const hours = (...rows: Json[]): number => hoursUntilMri(assess(PROSTATE, ...rows), service);

describe('the hours until the MRI', () => {
  const CAUDA = 'ICD10CM#G83.4 Cauda equina syndrome';
  const CORD = 'ICD10CM#G95.20 Unspecified cord compression';

  test.each([
    ['cord compression alone', [cord(CORD, '2026-06-13')], 24],
    ['cauda equina syndrome alone', [cord(CAUDA, '2026-06-11')], 4],
    ['cauda equina syndrome, then cord compression', [cord(CAUDA, '2026-06-11'), cord(CORD, '2026-06-13')], 4],
  ])('%s', (_name, rows, expected) => {
    expect(hours({ Condition: { code: 'SCT#279039007 Low back pain', onset: '2026-05-20' } }, ...rows)).toBe(expected);
  });

  test('both records stand in the evidence, the newest first', () => {
    const { found } = assess(PROSTATE, cord(CAUDA, '2026-06-11'), cord(CORD, '2026-06-13'));
    expect(found.filter((one) => one.criterion === 'cord-compression').map((one) => one.date)).toEqual([
      '2026-06-13',
      '2026-06-11',
    ]);
  });
});

test('sciatica of both sides names the records of both', () => {
  const sciatica = (id: string, code: string, onset: string): Json => ({ Condition: { id, code, onset } });
  const { found } = assess(
    PROSTATE,
    sciatica('right', 'ICD10CM#M54.31 Sciatica, right side', '2026-05-20'),
    sciatica('left', 'ICD10CM#M54.32 Sciatica, left side', '2026-06-10'),
  );
  const both = found.filter(({ criterion }) => criterion === 'bilateral-radicular-pain');
  expect(both.map(({ date, sources }) => [date, sources.map(({ reference }) => reference)])).toEqual([
    ['2026-06-10', ['Condition/left', 'Condition/right']],
  ]);
});
