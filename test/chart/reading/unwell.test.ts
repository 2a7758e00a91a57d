/** Servers that answer nothing. */
import nock from 'nock';
import { INPUTS } from '../../../src/chart/inputs.js';
import type { Deadline } from '../../../src/fhir/client/index.js';
import { answerOf, BASE, gather, newServers, ORIGIN, pathOf, prefetchWithout } from './ehr.js';

afterEach(() => {
  nock.abortPendingRequests();
  nock.cleanAll();
});

describe('a server that answers nothing', () => {
  test('is left alone after five calls, tried again in time, and used again once it answers', async () => {
    let time = 1_000_000;
    const servers = newServers(() => time);
    const call = async () =>
      (await gather({ servers, now: () => time, prefetch: prefetchWithout('conditions'), deadline: later() })).inputs
        .conditions;
    const later = (): Deadline => ({ signal: new AbortController().signal, at: time + 4000 });
    let asked = 0;
    const dead = nock(ORIGIN).persist().get('/fhir/Condition').query(true).replyWithError('refused');
    dead.on('request', () => (asked += 1));
    for (let i = 0; i < 5; i += 1) expect((await call()).state).toBe('error');
    expect([asked, servers.openBreakers()]).toEqual([5, 1]);
    expect(await call()).toMatchObject({
      state: 'error',
      why: expect.stringContaining('not been answering') as string,
    });
    time += 250;
    await call();
    await call();
    expect(asked).toBe(6);
    nock.cleanAll();
    nock(ORIGIN).persist().get('/fhir/Condition').query(true).reply(200, answerOf('conditions'));
    time += 250;
    expect((await call()).state).toBe('present');
    expect((await call()).state).toBe('present');
    expect(servers.openBreakers()).toBe(0);
  });

  test('costs one deadline, not nine', async () => {
    for (const input of INPUTS) nock(ORIGIN).get(pathOf(input)).query(true).delay(5000).reply(200, {});
    const chart = await gather({ ms: 150 });
    expect(INPUTS.map((input) => chart.inputs[input].state)).toEqual(INPUTS.map(() => 'timeout'));
    expect(chart.took).toBeLessThan(150 + 1000);
  });

  test('is not blamed when the caller went away', async () => {
    const servers = newServers();
    nock(ORIGIN).persist().get('/fhir/Condition').query(true).delay(5000).reply(200, {});
    for (let i = 0; i < 6; i += 1) {
      const gone = AbortSignal.timeout(10);
      const deadline = { signal: gone, at: Date.now() + 4000 };
      await gather({ servers, prefetch: prefetchWithout('conditions'), deadline });
    }
    expect(servers.openBreakers()).toBe(0);
  });

  test.each([
    ['in time', 0, 1],
    ['so late that the process was kept from listening', 1000, 0],
  ])('counts as silent where the deadline rings %s: +%d ms', async (_name, lateMs, opened) => {
    nock(ORIGIN).persist().get('/fhir/Condition').query(true).delay(5000).reply(200, {});
    let time = 1_000_000;
    const servers = newServers(() => time);
    for (let call = 0; call < 6; call += 1) {
      const ringing = new AbortController();
      const deadline = { signal: ringing.signal, at: time + 4000 };
      const gathered = gather({ servers, now: () => time, prefetch: prefetchWithout('conditions'), deadline });
      time = deadline.at + lateMs;
      ringing.abort();
      expect((await gathered).inputs.conditions.state).not.toBe('present');
    }
    expect(servers.openBreakers()).toBe(opened);
  });
});

test('a read that ignores its signal holds nobody up', async () => {
  const access = newServers().access(BASE);
  if (!access) throw new Error('not usable');
  const deaf = { ...access, get: () => new Promise<never>(() => undefined) };
  const chart = await gather({ access: deaf, ms: 100, prefetch: prefetchWithout('conditions', 'orders') });
  expect([chart.inputs.conditions.state, chart.inputs.orders.state]).toEqual(['timeout', 'timeout']);
  expect(chart.inputs.patient.state).toBe('present');
});
