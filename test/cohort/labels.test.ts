/** Labels of patients from a file. */
import { Readable } from 'node:stream';
import { LabelsError, readLabels } from '../../src/cohort/evaluation/index.js';
import { parseDay } from '../../src/fhir/dates.js';

const read = (...lines: readonly string[]) => readLabels([lines.join('\n')]);
const truth = (labels: Awaited<ReturnType<typeof read>>, patient: string) => {
  const number = labels.numberOf(patient);
  return number === undefined ? undefined : labels.truthOf(number);
};

test('every way to write an outcome is read, in any order of columns', async () => {
  const labels = await readLabels([
    '\uFEFFoutcome,note,PATIENT, date\r\n1,x,a,2026-01-02\r\nTRUE,"y, ""z""",Patient/b,2026-01-03\r\n',
    'yes,,c,2026-01-04\r\n0,,d,\r\nfalse,,e,2026-02-',
    '01\r\nNo,,f,\r\n\r\n',
  ]);
  expect(labels.problems).toEqual([]);
  expect(labels.size).toBe(6);
  expect(truth(labels, 'a')).toEqual({ outcome: parseDay('2026-01-02') });
  expect(truth(labels, 'b')).toEqual({ outcome: parseDay('2026-01-03') });
  expect(truth(labels, 'c')).toEqual({ outcome: parseDay('2026-01-04') });
  expect(truth(labels, 'd')).toEqual({});
  expect(truth(labels, 'e')).toEqual({ followedUntil: parseDay('2026-02-01') });
  expect(truth(labels, 'f')).toEqual({});
});

test('a wrong line is named by its number and never by its content, and the others are read', async () => {
  const labels = await read(
    'patient,date,outcome',
    'secret-a,2026-02-30,1',
    'secret-b,,1',
    ',2026-01-01,1',
    'secret-c,2026-01-01,maybe',
    'secret-d,2026-01',
    'secret-e,2026-01,0',
    'secret-g,2026-01-01T10:00:00Z,0',
    'secret-h,2026-01-01,constructor',
    'fine,2026-01-01,1',
  );
  expect(labels.problems.map(({ line, code }) => [line, code])).toEqual([
    [2, 'invalid-date'],
    [3, 'missing-date'],
    [4, 'missing-patient'],
    [5, 'invalid-outcome'],
    [6, 'too-few-fields'],
    [7, 'invalid-date'],
    [8, 'invalid-date'],
    [9, 'invalid-outcome'],
  ]);
  expect(JSON.stringify(labels.problems)).not.toMatch(/secret|maybe|2026/);
  expect([labels.size, labels.problemsTotal]).toEqual([1, 8]);
});

test('a quotation mark that is not closed is said; what stands before it is read', async () => {
  const labels = await read('patient,date,outcome', 'a,2026-01-01,1', 'secret,"2026-01-02,1', 'b,2026-01-03,1');
  expect(labels.size).toBe(1);
  expect(labels.problems).toMatchObject([{ code: 'malformed-csv' }]);
  expect(labels.problems[0]?.line).toBeGreaterThanOrEqual(3);
  expect(JSON.stringify(labels.problems)).not.toContain('secret');
});

test.each([
  ['nothing', ''],
  ['no header', 'a,2026-01-01,1'],
  ['semicolons', 'patient;date;outcome\na;2026-01-01;1'],
  ['a column missing', 'patient,outcome\na,1'],
])('a file with %s is refused', async (_what, text) => {
  await expect(readLabels([text])).rejects.toThrow(LabelsError);
});

test('an error of the file itself is passed on', async () => {
  const broken = new Readable({ read: () => broken.destroy(new Error('EIO')) });
  await expect(readLabels(broken)).rejects.toThrow('EIO');
});

test.each([
  [['a,2026-01-05,1', 'a,2026-01-02,1'], { outcome: parseDay('2026-01-02') }, 1],
  [['a,2026-01-05,1', 'a,2026-01-02,0'], { outcome: parseDay('2026-01-05') }, 1],
  [['a,2026-01-05,0', 'a,2026-01-02,0'], { followedUntil: parseDay('2026-01-02') }, 1],
  [['a,,0', 'a,2026-01-02,0'], { followedUntil: parseDay('2026-01-02') }, 1],
  [['a,2026-01-05,1', 'a,2026-01-05,1'], { outcome: parseDay('2026-01-05') }, 0],
])('of two labels %j one counts, whatever their order, and both are said', async (lines, expected, differing) => {
  for (const order of [lines, [...lines].reverse()]) {
    const labels = await read('patient,date,outcome', ...order);
    expect(truth(labels, 'a')).toEqual(expected);
    expect(labels.duplicates).toEqual({ total: 1, ids: ['a'], differing });
  }
});
