/** How many calls are let in: a minute's number for each caller, a tenant's places, and a short queue. */
import { CodedError } from '../../src/errors/index.js';
import { createAdmission } from '../../src/security/admission.js';

const bounds = { concurrent: 2, queue: 1, requestsPerMinute: 3 };
const NORTH = { tenant: 'north', issuer: 'https://ehr.north.example' };
const SOUTH = { tenant: 'south', issuer: 'https://ehr.south.example' };

const refusal = async (work: Promise<unknown>): Promise<readonly unknown[]> => {
  try {
    await work;
    return ['in'];
  } catch (error) {
    if (error instanceof CodedError) return [error.status, (error.details.retryAfter ?? 0) >= 1];
    throw error;
  }
};

test('each caller has a number of requests a minute of its own', async () => {
  const { count } = createAdmission(() => bounds);
  for (let i = 0; i < 3; i += 1) await count(NORTH);
  expect(await refusal(count(NORTH))).toEqual([429, true]);
  expect(await refusal(count({ ...NORTH, issuer: 'https://second.north.example' }))).toEqual(['in']);
  expect(await refusal(count(SOUTH))).toEqual(['in']);
});

test('a tenant has places and a queue of its own, and a place that is given back is taken', async () => {
  const { enter } = createAdmission(() => bounds);
  const leave = await enter(NORTH, 1000);
  await enter(NORTH, 1000);
  const waiting = enter(NORTH, 10_000);
  expect(await refusal(enter(NORTH, 1000))).toEqual([503, true]);
  expect(await refusal(enter(SOUTH, 1000))).toEqual(['in']);
  leave();
  expect(typeof (await waiting)).toBe('function');
});

test('nobody waits beyond the time there is, and who has gone from the queue makes room', async () => {
  const { enter } = createAdmission(() => bounds);
  await enter(NORTH, 1000);
  const leave = await enter(NORTH, 1000);
  expect(await refusal(enter(NORTH, 5))).toEqual([503, true]);
  const waiting = enter(NORTH, 10_000);
  leave();
  await waiting;
});

test('a changed configuration holds at once', async () => {
  let now = bounds;
  const { count, enter } = createAdmission(() => now);
  for (let i = 0; i < 3; i += 1) await count(NORTH);
  await enter(NORTH, 1);
  await enter(NORTH, 1);
  now = { concurrent: 3, queue: 0, requestsPerMinute: 10 };
  await count(NORTH);
  for (let i = 0; i < 3; i += 1) await enter(NORTH, 1);
  expect(await refusal(enter(NORTH, 1))).toEqual([503, true]);
});
