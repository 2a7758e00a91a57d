/** What a report reads of the store: decisions joined with feedback, orphans, and counts of unmapped codes. */
import { openLibsql } from '../../src/store/engines/libsql/open.js';
import type { LookupEntry, Store } from '../../src/store/port.js';
import { CODES_A_DAY } from '../../src/store/sql-unmapped.js';
import { createUnmappedJournal } from '../../src/store/unmapped-counts.js';
import type { UnmappedCode } from '../../src/terminology/unmapped.js';
import { tempDataDir } from '../support/data-dir.js';
import { decision, feedback, uuid } from '../support/records.js';

let store: Store;
beforeEach(async () => {
  store = await openLibsql({ dataDir: tempDataDir() });
});
afterEach(() => store.close());

async function all(list: AsyncIterable<LookupEntry>): Promise<readonly LookupEntry[]> {
  const found: LookupEntry[] = [];
  for await (const one of list) found.push(one);
  return found;
}
const at = (day: string): number => Date.parse(`${day}T00:00:00Z`);

describe('decisions since', () => {
  it('come oldest first over many pages, each once, also where many share one instant', async () => {
    const records = Array.from({ length: 1203 }, (_, index) =>
      decision(index < 700 ? '2026-06-01T09:00:00Z' : '2026-06-02T09:00:00Z'),
    );
    await store.recordDecisions([...records].reverse());
    const read = await all(store.decisionsSince({ since: at('2026-06-01') }));
    expect(read).toHaveLength(1203);
    expect(new Set(read.map((one) => one.decision.id)).size).toBe(1203);
    const times = read.map((one) => one.decision.at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(await all(store.decisionsSince({ since: at('2026-06-02') }))).toHaveLength(503);
    const small = await all(store.decisionsSince({ since: at('2026-06-01'), page: 7 }));
    expect(small.map((one) => one.decision.id)).toEqual(read.map((one) => one.decision.id));
  });

  it('end before an instant, where one is given', async () => {
    await store.recordDecisions([decision('2026-06-01T09:00:00Z'), decision('2026-06-02T00:00:00Z')]);
    const read = await all(store.decisionsSince({ since: 0, until: at('2026-06-02') }));
    expect(read.map((one) => one.decision.asOf)).toEqual(['2026-06-01']);
    await store.recordFeedback([
      feedback(decision('2026-06-01T09:00:00Z', { tier: 'urgent' }), '2026-06-02T00:00:00Z'),
    ]);
    expect(await store.countOrphans({ since: 0, until: at('2026-06-02') })).toBe(0);
    expect(await store.countOrphans({ since: 0, until: at('2026-06-03') })).toBe(1);
  });

  it('carry the word that stands on their card, of their own tenant alone, whenever it came', async () => {
    const ours = decision('2026-06-01T09:00:00Z', { tier: 'urgent' });
    await store.recordDecisions([ours, decision('2026-06-01T10:00:00Z', { tenant: 'south' })]);
    await store.recordFeedback([
      feedback(ours, '2026-09-01T09:00:00Z', { outcome: 'accepted' }),
      feedback({ ...ours, tenant: 'south' }, '2026-06-01T09:30:00Z'),
    ]);
    const [read, ...more] = await all(store.decisionsSince({ since: at('2026-06-01'), tenant: 'north' }));
    expect(more).toEqual([]);
    expect(read?.decision).toEqual(ours);
    expect(read?.feedback).toMatchObject({ outcome: 'accepted', outcomeAt: Date.parse('2026-09-01T09:00:00Z') });
    expect(await store.countOrphans({ since: 0 })).toBe(1);
    expect(await store.countOrphans({ since: 0, tenant: 'north' })).toBe(0);
    expect(await store.countOrphans({ since: Date.parse('2026-06-01T09:30:01Z') })).toBe(0);
  });
});

describe('unmapped codes', () => {
  const count = (code: string, more: object = {}) => ({
    day: '2026-06-01',
    tenant: 'north',
    system: 'http://snomed.info/sct',
    code,
    count: 1,
    ...more,
  });

  it('add up over writes, days and tenants, the most frequent first', async () => {
    await store.recordUnmapped([count('A1'), count('A1'), count('B2')]);
    await store.recordUnmapped([count('A1', { count: 5 }), count('B2', { tenant: 'south' })]);
    await store.recordUnmapped([count('A1', { day: '2026-06-03' })]);
    const system = 'http://snomed.info/sct';
    expect(await store.unmappedSince('2026-06-01')).toEqual([
      { system, code: 'A1', count: 8 },
      { system, code: 'B2', count: 2 },
    ]);
    expect(await store.unmappedSince('2026-06-03')).toEqual([{ system, code: 'A1', count: 1 }]);
    expect((await store.unmappedSince('2026-06-01', undefined, '2026-06-02'))[0]).toEqual({
      system,
      code: 'A1',
      count: 7,
    });
    expect(await store.unmappedSince('2026-06-01', 'south')).toEqual([{ system, code: 'B2', count: 1 }]);
  });

  it('are bounded: beyond a thousand a day the rest is one row without a code', async () => {
    await store.recordUnmapped(Array.from({ length: CODES_A_DAY + 30 }, (_, index) => count(`X${index}`)));
    await store.recordUnmapped([count('X0'), count('Y1'), count('Z1', { day: '2026-06-02' })]);
    const rows = await store.unmappedSince('2026-06-01');
    expect(rows[0]).toEqual({ system: '', code: '', count: 31 });
    expect(rows[1]).toEqual({ system: 'http://snomed.info/sct', code: 'X0', count: 2 });
    expect((await store.unmappedSince('2026-06-02')).map(({ code }) => code)).toEqual(['Z1']);
  });

  it('go with the records of their days', async () => {
    await store.recordUnmapped([count('A1'), count('B2', { day: '2026-07-01' })]);
    await store.purge(at('2026-06-15'));
    expect((await store.unmappedSince('2026-01-01')).map(({ code }) => code)).toEqual(['B2']);
  });

  const unmapped = (...codes: readonly string[]): UnmappedCode[] =>
    codes.map((code) => ({ label: 'other', system: 'urn:site', code }));

  it('are written together, and kept while the store takes none', async () => {
    const written: unknown[] = [];
    let down = true;
    const journal = createUnmappedJournal({
      write: (rows) => (down ? Promise.reject(new Error('down')) : Promise.resolve(void written.push(...rows))),
    });
    journal.add('north', '2026-06-01', unmapped('A1', 'B2'));
    await journal.flush();
    down = false;
    journal.add('north', '2026-06-01', unmapped('A1'));
    await journal.stop();
    expect(written).toEqual([
      { day: '2026-06-01', tenant: 'north', system: 'urn:site', code: 'A1', count: 2 },
      { day: '2026-06-01', tenant: 'north', system: 'urn:site', code: 'B2', count: 1 },
    ]);
  });

  it.each(['Smith', 'SMITH-JONES', '1954-01-10', '10.01.1954', '1/2/54', 'two words 2', 'x'.repeat(41) + '1', ''])(
    'are codes: %j is none',
    async (text) => {
      const written: unknown[] = [];
      const journal = createUnmappedJournal({ write: (rows) => Promise.resolve(void written.push(...rows)) });
      journal.add('north', '2026-06-01', unmapped(text));
      await journal.stop();
      expect(written).toEqual([]);
    },
  );

  it('are bounded in memory too', async () => {
    const written: unknown[] = [];
    const journal = createUnmappedJournal({ write: (rows) => Promise.resolve(void written.push(...rows)), bound: 10 });
    journal.add('north', '2026-06-01', unmapped(...Array.from({ length: 30 }, () => `C${uuid().slice(-6)}1`)));
    await journal.stop();
    expect(written).toHaveLength(10);
  });
});
