/** A stolen token at the other replica: what one process has seen, those that share its PostgreSQL refuse. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { makeKeys } from '../security/tokens.js';
import type { TestDatabase } from '../store/support/engine.js';
import { tempDataDir } from '../support/data-dir.js';
import { chart, hospitals, type Hospitals } from '../red-team/support/hospital.js';
import { POSTGRES } from './support/engine.js';

let database: TestDatabase;
let replicas: Hospitals[];
beforeEach(async () => {
  database = await POSTGRES.create();
  const keys = await Promise.all([makeKeys('n1'), makeKeys('s1')]);
  const start = () => hospitals({ keys, environment: { ...database.environment, DATA_DIR: tempDataDir() } });
  replicas = [await start(), await start()];
});
afterEach(async () => {
  await Promise.all(replicas.map((one) => one.stop()));
  await database.remove();
});

const statusAt = async (replica: Hospitals | undefined, token: string): Promise<number | undefined> =>
  (await replica?.post(chart(), { token }))?.status;

test('a token that one replica has seen is refused by the other', async () => {
  const [one, two] = replicas;
  const token = (await one?.token()) as string;
  expect([await statusAt(one, token), await statusAt(two, token)]).toEqual([200, 401]);
  expect(await statusAt(two, (await one?.token()) as string)).toBe(200);
});

test('of both at the same moment one lets it in', async () => {
  const [one, two] = replicas;
  for (let round = 0; round < 20; round += 1) {
    const token = (await one?.token()) as string;
    const both = await Promise.all([statusAt(one, token), statusAt(two, token)]);
    expect(both.sort()).toEqual([200, 401]);
  }
});
