/** Records that many patients share are written once and counted by number: nothing of that shows in what comes out. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { bareCharts, essenceOf } from '../../src/cohort/assess/bare.js';
import { screenPatient } from '../../src/cohort/assess/screen-patient.js';
import { Evaluation } from '../../src/cohort/evaluation/index.js';
import type { PatientRecord } from '../../src/cohort/record.js';
import { mergeRecords } from '../../src/cohort/run/merge-records.js';
import { recordFor, writeRecords } from '../../src/cohort/run/records-file.js';
import { writeResults } from '../../src/cohort/run/results.js';
import { Tally } from '../../src/cohort/statistics/index.js';
import type { Resource } from '../../src/fhir/resource.js';
import { parseDay } from '../../src/fhir/dates.js';
import { AS_OF, screenOptions, tempFolder } from './support/exports.js';
import { assessed, patientOf } from './records-support.js';

const silent = (age: number): PatientRecord => ({
  patient: '',
  assessed: [{ ...assessed('', null, AS_OF, { age, groups: { gender: 'female' } }) }],
  quality: {
    conditions: 7,
    reasons: 6,
    uncodedConditions: 5,
    undatedConditions: 4,
    observations: 3,
    observationsWithoutUnit: 2,
    observationsWithoutDate: 1,
    unmapped: [{ system: 'x', code: 'y', count: 2 }],
  },
});
const named = (record: PatientRecord, patient: string): PatientRecord => recordFor({ patient, record, isShared: true });

/** Patients in two files; who is in `shared` has that record and no own one. */
function filesOf(shared: Readonly<Record<string, PatientRecord>>, own: readonly PatientRecord[]): readonly string[] {
  const folder = tempFolder();
  const ids = [...Object.keys(shared), ...own.map(({ patient }) => patient)].sort();
  return [0, 1].map((file) => {
    const path = join(folder, String(file));
    writeRecords(path, (out) => {
      for (const id of ids.filter((_, at) => at % 2 === file)) {
        const one = shared[id];
        if (one) out.shared(id, one);
        else out.own(own.find(({ patient }) => patient === id) as PatientRecord);
      }
    });
    return path;
  });
}

test('rows and statistics are those of records of their own', () => {
  const [young, old] = [silent(30), silent(70)];
  const failed: PatientRecord = { patient: '', assessed: [], error: 'no-visit' };
  const shared = { a: young, c: old, d: young, f: young, g: failed, h: old };
  const own = [patientOf('b', 'urgent', { outcome: '2026-07-01' }), patientOf('e', null)];
  const whole = [...Object.entries(shared).map(([id, record]) => named(record, id)), ...own].sort((a, b) =>
    a.patient < b.patient ? -1 : 1,
  );
  const folds = () => [new Tally(), new Evaluation()] as const;
  const [output, [tally, truth]] = [tempFolder(), folds()];
  writeResults(output, mergeRecords(filesOf(shared, own)), [tally, truth]);
  const [plain, [byHand, truthByHand]] = [tempFolder(), folds()];
  for (const record of whole) for (const fold of [byHand, truthByHand]) fold.add(record);
  writeResults(plain, mergeRecords(filesOf({}, whole)), []);
  const rows = (folder: string) => readFileSync(join(folder, 'results.ndjson'), 'utf8');
  expect(rows(output)).toBe(rows(plain));
  expect(
    rows(output)
      .split('\n')
      .map((line) => line.slice(0, 14)),
  ).toEqual([...'abcdefgh'.split('').map((id) => `{"patient":"${id}"`), '']);
  expect(tally.done()).toEqual(byHand.done());
  expect(truth.done()).toEqual(truthByHand.done());
});

test('a fold that asks who is told of each by name', () => {
  const met: string[] = [];
  const fold = {
    asksWho: true,
    add: (record: PatientRecord) => void met.push(record.patient, `${record.assessed[0]?.row.patient}`),
  };
  writeResults(tempFolder(), mergeRecords(filesOf({ a: silent(30), b: silent(30) }, [])), [fold]);
  expect(met).toEqual(['a', 'a', 'b', 'b']);
});

test('property: a chart in which nothing could matter has the record of its Patient alone', () => {
  const options = screenOptions({ records: true });
  const bare = bareCharts(options);
  const today = parseDay(AS_OF) as number;
  const day = fc
    .integer({ min: today - 40_000, max: today + 800 })
    .map((number) => new Date(number * 86_400_000).toISOString().slice(0, 10));
  const written = fc.oneof(
    { weight: 4, arbitrary: day },
    day.map((one) => one.slice(0, 7)),
    day.map((one) => one.slice(0, 4)),
    fc.constantFrom('', '2026-02-30', '1950-13-01', '0000-01-01', 'x', AS_OF, '2008-06-15', '2008-06-16', '2024-02-29'),
  );
  const patient = fc.record(
    {
      birthDate: written,
      deceasedBoolean: fc.boolean(),
      deceasedDateTime: written,
      gender: fc.constantFrom('female', 'male', 'x'),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(patient, (more) => {
      const resource = { resourceType: 'Patient', id: 'p', ...more } as Resource;
      const record = screenPatient({ resourceType: 'Bundle', entry: [{ resource }] }, options);
      expect(named(bare(essenceOf(resource)), 'p')).toEqual(record);
    }),
    { numRuns: 400 },
  );
});
