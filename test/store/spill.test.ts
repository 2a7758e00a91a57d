/** Decisions that wait on the disk: whole files, whoever wrote them, and never one that stops the others. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { DecisionRecord } from '../../src/store/port.js';
import { createSpill } from '../../src/store/spill.js';
import { tempDataDir } from '../support/data-dir.js';
import { decision } from './support/records.js';

let dataDir: string;
beforeEach(() => void (dataDir = tempDataDir()));
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));
const folder = (): string => join(dataDir, 'spill');
const files = (): readonly string[] => (existsSync(folder()) ? readdirSync(folder()).sort() : []);

const none = (): never => {
  throw new Error('Nothing is damaged here.');
};

/** What comes back, batch by batch. */
function collected() {
  const batches: (readonly DecisionRecord[])[] = [];
  return { batches, store: (records: readonly DecisionRecord[]) => Promise.resolve(void batches.push(records)) };
}

test('what is written comes back as it was, the oldest first, and is gone then', async () => {
  const spill = createSpill(dataDir);
  const written = [[decision(), decision({ origin: 'o' })], [decision({ tier: null })]];
  for (const batch of written) await spill.write(batch);
  expect(spill.waiting).toBe(3);
  for (const name of files()) expect(statSync(join(folder(), name)).mode & 0o777).toBe(0o600);
  expect(statSync(folder()).mode & 0o777).toBe(0o700);
  const { batches, store } = collected();
  await spill.replay(store, none);
  expect(batches.flat()).toHaveLength(3);
  expect(batches).toEqual(expect.arrayContaining(written));
  expect([spill.waiting, files()]).toEqual([0, []]);
});

test('another process counts and brings back what an earlier one left', async () => {
  await createSpill(dataDir).write([decision(), decision()]);
  const spill = createSpill(dataDir);
  expect(spill.waiting).toBe(0);
  await spill.survey();
  expect(spill.waiting).toBe(2);
  const { batches, store } = collected();
  await spill.replay(store, none);
  expect(batches.flat()).toHaveLength(2);
});

test('a batch that is refused stays, and those after it', async () => {
  const spill = createSpill(dataDir);
  await spill.write([decision()]);
  await spill.write([decision()]);
  await expect(spill.replay(() => Promise.reject(new Error('down')), none)).rejects.toThrow('down');
  expect(files()).toHaveLength(2);
  await spill.survey();
  expect(spill.waiting).toBe(2);
});

test('two processes that bring back at once lose nothing', async () => {
  const [one, two] = [createSpill(dataDir), createSpill(dataDir)];
  const written = Array.from({ length: 20 }, () => decision());
  for (const record of written) await one.write([record]);
  const { batches, store } = collected();
  await Promise.all([one.replay(store, none), two.replay(store, none)]);
  expect(new Set(batches.flat().map(({ id }) => id))).toEqual(new Set(written.map(({ id }) => id)));
  expect(files()).toEqual([]);
});

describe('a file that is not whole', () => {
  const whole = decision();
  test.each<[string, string]>([
    ['half a line', `${JSON.stringify(whole)}\n{"id":"a","at":`],
    ['a line that is no record', `null\n7\n"x"\n[]\n{}\n${JSON.stringify(whole)}\n`],
    [
      'a record without what a row needs',
      `${JSON.stringify({ ...whole, patient: undefined })}\n${JSON.stringify(whole)}\n`,
    ],
    ['a record of another type', `${JSON.stringify({ ...whole, at: 'noon' })}\n${JSON.stringify(whole)}\n`],
    ['nothing but noise', `\u0000\ufffd\n\n${JSON.stringify(whole)}`],
  ])('%s: what can be read comes back, and the file is gone', async (_what, text) => {
    mkdirSync(folder());
    writeFileSync(join(folder(), '000001700000000-0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a.2.ndjson'), text);
    const spill = createSpill(dataDir);
    const { batches, store } = collected();
    let damaged = 0;
    await spill.replay(store, (records) => void (damaged += records));
    expect(batches.flat()).toEqual([whole]);
    // Its name says that there were two.
    expect(damaged).toBe(1);
    expect(files()).toEqual([]);
  });

  test('one that was never finished is not read, and is gone when nobody can be writing it any more', async () => {
    mkdirSync(folder());
    const names = ['old', 'new'].map((name) => `000001700000000-${name}.1.ndjson.part`);
    for (const name of names) writeFileSync(join(folder(), name), JSON.stringify(whole));
    const lastWeek = new Date(Date.now() - 7 * 86_400_000);
    utimesSync(join(folder(), names[0] as string), lastWeek, lastWeek);
    const spill = createSpill(dataDir);
    await spill.survey();
    expect([spill.waiting, files()]).toEqual([0, [names[1]]]);
  });

  test('what is none of ours is left alone', async () => {
    mkdirSync(folder());
    writeFileSync(join(folder(), 'notes.txt'), 'x');
    await createSpill(dataDir).replay(() => Promise.reject(new Error('never')), none);
    expect(readFileSync(join(folder(), 'notes.txt'), 'utf8')).toBe('x');
  });
});

describe('what can’t be set aside is refused, and leaves nothing', () => {
  test('past the bound, until some of it came back', async () => {
    const spill = createSpill(dataDir, 2000);
    await spill.write([decision()]);
    await expect(spill.write([decision(), decision()])).rejects.toMatchObject({ code: 'ENOSPC' });
    expect([spill.waiting, files().length]).toEqual([1, 1]);
    await spill.replay(() => Promise.resolve(), none);
    await spill.write([decision()]);
    expect(spill.waiting).toBe(1);
  });

  test('where the folder can’t be made', async () => {
    writeFileSync(folder(), 'a file in its place');
    const spill = createSpill(dataDir);
    await expect(spill.write([decision()])).rejects.toThrow();
    await spill.survey();
    await spill.replay(() => Promise.resolve(), none);
    expect(spill.waiting).toBe(0);
  });
});
