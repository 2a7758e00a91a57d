/** Reports made in the process that answers calls: one at a time, shared, kept for ten times as long as they took. */
import type { Report } from '../../src/analytics/report.js';
import type { CodedError } from '../../src/errors/index.js';
import { StoreError } from '../../src/store/trouble.js';
import { createReports } from '../../src/web/dashboard/reports.js';
import type { Asked } from '../../src/web/dashboard/query.js';
import { filtersOf, searchOf } from '../../src/web/app/dashboard/filters.js';

const asked = (since: number): Asked => ({ since, mode: 'live' });
const reportOf = (name: string): Report => ({ since: name }) as Report;

/** Reports that are made when the test says so. */
function workshop() {
  const begun: {
    readonly asked: Asked;
    readonly end: (report: Report) => void;
    readonly fail: (error: Error) => void;
  }[] = [];
  let time = 0;
  const reports = createReports({
    make: (one) => new Promise((end, fail) => begun.push({ asked: one, end, fail })),
    clock: () => time,
    patienceMs: 10_000,
  });
  return { begun, reports, pass: (ms: number) => void (time += ms) };
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('who asks for the same shares one, and the next is not begun before', async () => {
  const { begun, reports } = workshop();
  const answers = [reports.of(asked(1)), reports.of(asked(1)), reports.of(asked(2))];
  await turn();
  expect(begun.map((one) => one.asked.since)).toEqual([1]);
  begun[0]?.end(reportOf('one'));
  await turn();
  expect(begun.map((one) => one.asked.since)).toEqual([1, 2]);
  begun[1]?.end(reportOf('two'));
  expect((await Promise.all(answers)).map(({ since }) => since)).toEqual(['one', 'one', 'two']);
});

test('is kept for ten times as long as it took, two seconds at least', async () => {
  const { begun, reports, pass } = workshop();
  const first = reports.of(asked(1));
  await turn();
  pass(3000);
  begun[0]?.end(reportOf('one'));
  await first;
  pass(29_999);
  expect((await reports.of(asked(1))).since).toBe('one');
  pass(1);
  const second = reports.of(asked(1));
  await turn();
  begun[1]?.end(reportOf('later'));
  expect((await second).since).toBe('later');
  pass(1999);
  expect((await reports.of(asked(1))).since).toBe('later');
  pass(1);
  const third = reports.of(asked(1));
  await turn();
  expect(begun).toHaveLength(3);
  begun[2]?.end(reportOf('last'));
  expect((await third).since).toBe('last');
});

test('what failed is said without the words of the engine, and tried again', async () => {
  const { begun, reports } = workshop();
  const first = reports.of(asked(1));
  await turn();
  begun[0]?.fail(Object.assign(new Error('disk I/O error at /srv/patient-4711'), { code: 'SQLITE_IOERR' }));
  const error = await first.catch((one: CodedError) => one);
  expect(error).toMatchObject({ code: 'report-unavailable' });
  expect((error as CodedError).details.text).toMatch(/^The store cannot be read: .* \(SQLITE_IOERR\)\.$/);
  expect((error as CodedError).details.text).not.toContain('4711');
  const second = reports.of(asked(1));
  await turn();
  begun[1]?.end(reportOf('one'));
  expect((await second).since).toBe('one');
});

test('too many different ones are refused, and those before them made', async () => {
  const { begun, reports } = workshop();
  const waiting = Array.from({ length: 8 }, (_, index) => reports.of(asked(index)));
  await expect(reports.of(asked(99))).rejects.toMatchObject({ code: 'busy' });
  for (let index = 0; index < 8; index += 1) {
    await turn();
    begun[index]?.end(reportOf(String(index)));
  }
  expect((await Promise.all(waiting)).map(({ since }) => since)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
});

test('one that takes longer than anybody waits is told so, and is there for who asks later', async () => {
  let end: (report: Report) => void = () => undefined;
  const reports = createReports({ make: () => new Promise((resolve) => (end = resolve)), patienceMs: 1 });
  await expect(reports.of(asked(1))).rejects.toMatchObject({ code: 'report-unavailable' });
  end(reportOf('late'));
  await turn();
  expect((await reports.of(asked(1))).since).toBe('late');
});

test('no store is open', async () => {
  const reports = createReports({ make: () => Promise.reject(new StoreError('STORE_CLOSED', 'x')) });
  await expect(reports.of(asked(1))).rejects.toMatchObject({ details: { text: expect.stringContaining('not open') } });
});

test('filters go into an address and come back; what is none of them does not', () => {
  const filters = { weeks: '26', tenant: 'north', site: 'a & b=c' };
  expect(filtersOf(searchOf(filters))).toEqual(filters);
  expect(searchOf(filtersOf('?token=secret&site=%20&mode=shadow&utm=1'))).toBe('?mode=shadow');
  expect(searchOf({})).toBe('');
});
