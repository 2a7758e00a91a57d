/** What stands between calls and the store: how long a call waits for it, and what a full disk comes to. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { sql, type Kysely, type Migration } from 'kysely';
import { readEnvironment } from '../../src/config/environment.js';
import { loadSettings, readTextFile } from '../../src/config/load.js';
import type { Settings, Tenant } from '../../src/config/settings.js';
import type { HookRequest } from '../../src/hooks/answer.js';
import type { CallReport } from '../../src/hooks/call-memory.js';
import type { FeedbackEntry } from '../../src/hooks/feedback.js';
import type { Assessment } from '../../src/sdk/assessment.js';
import type { CdsService } from '../../src/sdk/service.js';
import { openLibsql } from '../../src/store/engines/libsql/open.js';
import { pseudonymsOf } from '../../src/store/keys.js';
import { MIGRATIONS } from '../../src/store/migrations.js';
import type { MemoryQuery, Store } from '../../src/store/port.js';
import { openRecords, type Records } from '../../src/store/records.js';
import { tempDataDir } from '../support/data-dir.js';
import { inputsOf } from '../support/case-chart.js';
import { until } from '../support/until.js';
import { NOON, SERVICE } from './support/records.js';

const settings: Settings = loadSettings(readEnvironment({}), readTextFile, 'UTC');
const tenant = settings.tenants[0] as Tenant;
const REQUEST = { patientId: 'p1', userId: 'Practitioner/d1', prefetch: {} } as HookRequest;
const ASSESSMENT: Assessment = {
  tier: 'recommended',
  asOf: '2026-06-15',
  rule: { id: SERVICE, version: '1.0.0', contentHash: 'sha256:00' },
  settings: { otherCancers: true },
  cancer: { level: 'established', sites: ['breast'] },
  features: [],
  found: [],
  notFound: [],
  notEvaluated: [],
  unavailable: [],
  notes: [],
};

let dataDir: string;
let stops: (() => Promise<void>)[];
beforeEach(() => {
  dataDir = tempDataDir();
  stops = [];
});
afterEach(async () => {
  jest.useRealTimers();
  for (const stop of stops) await stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function recordsOn(open: () => Promise<Store>) {
  const told = { troubles: [] as string[], lost: 0, otherKey: 0 };
  const records = await openRecords({
    open,
    pseudonyms: () => pseudonymsOf('a key'),
    dataDir,
    settings: () => settings,
    now: () => new Date(NOON),
    onTrouble: (line) => void told.troubles.push(line),
    onOtherKey: () => void (told.otherKey += 1),
    onRecovered: () => undefined,
    onLost: (count) => void (told.lost += count),
    onFeedback: () => undefined,
  });
  return { records, told };
}

function report(records: Records, patientId = 'p1'): void {
  records.record({
    service: SERVICE,
    tenant,
    request: { ...REQUEST, patientId },
    inputs: inputsOf([]),
    assessment: ASSESSMENT,
    recall: { entries: [] },
    decision: { verdict: { shown: 'card', outcome: 'card' }, shown: 'card', outcome: 'card', tier: 'recommended' },
    stages: {},
    at: new Date(NOON),
    signal: new AbortController().signal,
  } as CallReport);
}

describe('a store that hangs', () => {
  /** Opens and writes; what it is asked for it never answers. */
  function hanging() {
    const asked: MemoryQuery[] = [];
    const store = {
      noteKey: () => Promise.resolve(),
      keys: () => Promise.resolve([]),
      purge: () => Promise.resolve({ decisions: 0, feedback: 0 }),
      close: () => Promise.resolve(),
      recordDecisions: () => Promise.resolve(),
      memoryOf: (query: MemoryQuery) => {
        asked.push(query);
        return new Promise(() => undefined);
      },
    } as unknown as Store;
    return { asked, store };
  }

  test('costs a call a quarter of a second once, then nothing for a second', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    const { asked, store } = hanging();
    const { records } = await recordsOn(() => Promise.resolve(store));
    const recalled = async (): Promise<number> => {
      const began = performance.now();
      let took: number | undefined;
      const recall = records.recall({ id: SERVICE } as CdsService, tenant, REQUEST, ASSESSMENT).then((memory) => {
        took = performance.now() - began;
        expect(memory.entries).toEqual([]);
      });
      for (let step = 0; took === undefined && step < 100; step += 1) await jest.advanceTimersByTimeAsync(10);
      await recall;
      return took ?? Number.NaN;
    };
    expect(await recalled()).toBe(250);
    for (let call = 0; call < 5; call += 1) expect(await recalled()).toBe(0);
    expect(asked).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(1000);
    expect(await recalled()).toBe(250);
    expect(asked).toHaveLength(2);
    await records.stop();
  });
});

describe('a full disk', () => {
  /** The file may not grow by a page, as on a disk that is full. */
  const FULL: Migration = {
    async up(db: Kysely<unknown>) {
      await sql`pragma max_page_count = 1`.execute(db);
    },
  };
  const full = (): Promise<Store> => openLibsql({ dataDir, migrations: { ...MIGRATIONS, '9999-full': FULL } });
  const entry = (text: string): FeedbackEntry => ({
    card: '5f9b0f0c-7f6b-4a53-9c8e-0123456789ab',
    outcome: 'overridden',
    acceptedSuggestions: [],
    reasons: [],
    comment: text,
    outcomeTimestamp: new Date(NOON).toISOString(),
    timestampReplaced: false,
  });

  test.each([
    ['decisions wait beside it', true],
    ['they are counted where nothing can wait', false],
  ])(
    'refuses feedback and says so; %s',
    async (_what, spillable) => {
      if (!spillable) writeFileSync(join(dataDir, 'spill'), 'no room for a folder');
      const { records, told } = await recordsOn(full);
      await expect(records.storeFeedback(SERVICE, tenant.id, [entry('x'.repeat(4000))])).rejects.toThrow();
      expect(told.troubles).toEqual([expect.stringMatching(/^the disk of DATA_DIR is full.*\(SQLITE_FULL\)$/)]);
      for (let call = 0; call < 20; call += 1) report(records, `p${call}`);
      await records.stop();
      const { spilled, lost } = await records.health();
      expect([spilled, lost, told.lost]).toEqual(spillable ? [20, 0, 0] : [0, 20, 20]);
    },
    30_000,
  );
});

test('a store with records of another key says so, once at its opening', async () => {
  const earlier = await openLibsql({ dataDir });
  await earlier.noteKey({ fingerprint: pseudonymsOf('another').fingerprint, since: NOON });
  await earlier.close();
  const { records, told } = await recordsOn(() => openLibsql({ dataDir }));
  stops.push(() => records.stop());
  await until('it is open', async () => (await records.health()).status === 'ok', 10_000);
  expect(told.otherKey).toBe(1);
});
