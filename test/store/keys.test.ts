/** The key, and what is made with it: digests that nobody can make without it, comments that nobody can read. */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { KEY_FILE, keyOfFolder, pseudonymsOf, readKeyFile } from '../../src/store/keys.js';
import { troubleOf } from '../../src/store/trouble.js';
import { tempDataDir } from '../support/data-dir.js';

const [mine, another] = [pseudonymsOf('a key'), pseudonymsOf('another key')];

describe('digests', () => {
  test('are the same for the same, and different where anything differs', () => {
    const all = [
      mine.digest('patient', 'north', 'p1'),
      mine.digest('user', 'north', 'p1'),
      mine.digest('patient', 'south', 'p1'),
      mine.digest('patient', 'north', 'p2'),
      mine.digest('patient', 'northp', '1'),
      another.digest('patient', 'north', 'p1'),
    ];
    expect(new Set(all).size).toBe(all.length);
    for (const one of all) expect(one).toMatch(/^[\w-]{43}$/);
    expect(pseudonymsOf('a key').digest('patient', 'north', 'p1')).toBe(all[0]);
  });
});

describe('a sealed comment', () => {
  test('opens with its key alone, whatever it holds, and looks different each time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const sealed = mine.seal(text);
        expect(mine.open(sealed)).toBe(text);
        expect(another.open(sealed)).toBeUndefined();
        expect(mine.seal(text)).not.toBe(sealed);
        expect(sealed).toMatch(/^[A-Za-z0-9+/]+=*$/);
      }),
      { numRuns: 50 },
    );
  });

  test('that was changed or cut does not open', () => {
    const sealed = Buffer.from(mine.seal('text'), 'base64');
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(mine.open(changed.toString('base64'))).toBeUndefined();
      expect(mine.open(sealed.subarray(0, at).toString('base64'))).toBeUndefined();
    }
    expect(mine.open('no base64 at all: ☃')).toBeUndefined();
  });
});

describe('the key of a folder', () => {
  let dataDir: string;
  beforeEach(() => void (dataDir = tempDataDir()));
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));
  const file = (): string => join(dataDir, KEY_FILE);
  const lineOf = (work: () => unknown): string => {
    try {
      return `none: ${String(work())}`;
    } catch (error) {
      return troubleOf(error);
    }
  };

  test('is made once, for this user alone, in a folder that is made too', () => {
    rmSync(dataDir, { recursive: true });
    expect(readKeyFile(dataDir)).toBeUndefined();
    const key = keyOfFolder(dataDir);
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(keyOfFolder(dataDir)).toBe(key);
    expect(readKeyFile(dataDir)).toBe(key);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    expect(readdirSync(dataDir)).toEqual([KEY_FILE]);
  });

  test.each(['', 'short', `${'a'.repeat(63)}g`, 'A'.repeat(64), `${'a'.repeat(64)}\n${'b'.repeat(64)}`])(
    'in a file that holds none (%j) is not replaced: that would forget every patient in silence',
    (text) => {
      writeFileSync(file(), text);
      for (const work of [keyOfFolder, readKeyFile])
        expect(lineOf(() => work(dataDir))).toBe(
          'the key of the patient hash in DATA_DIR can’t be read: restore patient.key (KEY_UNUSABLE)',
        );
      expect(readFileSync(file(), 'utf8')).toBe(text);
    },
  );

  test('stands with or without an end of line', () => {
    writeFileSync(file(), `${'ab'.repeat(32)}\r\n`);
    expect(keyOfFolder(dataDir)).toBe('ab'.repeat(32));
  });

  test('that can’t be read or made is said', () => {
    mkdirSync(file());
    expect(lineOf(() => keyOfFolder(dataDir))).toMatch(/^DATA_DIR can’t be written to.*\(EISDIR\)$/);
    const taken = join(dataDir, 'taken');
    writeFileSync(taken, '');
    chmodSync(taken, 0o400);
    expect(lineOf(() => keyOfFolder(join(taken, 'data')))).toMatch(/^DATA_DIR can’t be written to.*\(ENOTDIR\)$/);
    expect(existsSync(join(taken, 'data'))).toBe(false);
  });
});
