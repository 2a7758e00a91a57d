/** The port over Kysely: one set of queries for both engines. What differs (opening, reading fast) is handed in. */
import type { Kysely, Transaction } from 'kysely';
import type { DecisionRecord, FeedbackRecord, LookupEntry, Store } from './port.js';
import { decisionRow, feedbackRow } from './rows.js';
import type { Tables } from './schema.js';
import { entryOf, withFeedback } from './sql-joined.js';
import { exportAll, purge } from './sql-keeping.js';
import { memoryOf } from './sql-memory.js';
import { countOrphans, decisionsSince } from './sql-report.js';
import { claimTokens, forgetTokens } from './sql-tokens.js';
import { purgeUnmapped, recordUnmapped, unmappedSince } from './sql-unmapped.js';

/** What one engine brings. */
export interface Engine {
  readonly name: Store['engine'];
  /** Writes, and reads that may take their time. */
  readonly db: Kysely<Tables>;
  /** Reads on the path of an answer: never waits for a write. */
  readonly reader: Kysely<Tables>;
  close(): Promise<void>;
}

/** Rows of one INSERT: an engine takes so many parameters and no more. */
const ROWS_A_STATEMENT = 100;
const LOOKED_UP = 1000;

export function createSqlStore({ name, db, reader, close }: Engine): Store {
  return {
    engine: name,
    recordDecisions: (records) => db.transaction().execute((trx) => insertDecisions(trx, records)),
    recordFeedback: (records) =>
      db.transaction().execute(async (trx) => {
        for (const round of rounds(records)) await upsertFeedback(trx, round);
        return tiersOf(trx, records);
      }),
    claimTokens: (claims) => claimTokens(db, claims),
    forgetTokens: (before) => forgetTokens(db, before),
    memoryOf: (query) => memoryOf(reader, query),
    lookup: (tenant, patient) => lookup(db, tenant, patient),
    async purge(before) {
      await purgeUnmapped(db, before);
      return purge(db, before);
    },
    decisionsSince: (query) => decisionsSince(db, query),
    countOrphans: (query) => countOrphans(db, query),
    recordUnmapped: (counts) => recordUnmapped(db, counts),
    unmappedSince: (day, tenant, last) => unmappedSince(db, day, tenant, last),
    export: (tenant) => exportAll(db, tenant),
    async noteKey(key) {
      await db
        .insertInto('keys')
        .values({ ...key })
        .onConflict((conflict) => conflict.column('fingerprint').doNothing())
        .execute();
    },
    async keys() {
      const rows = await db.selectFrom('keys').selectAll().orderBy('since').orderBy('fingerprint').execute();
      return rows.map(({ fingerprint, since }) => ({ fingerprint, since: Number(since) }));
    },
    async ping() {
      const at = Date.now();
      await db
        .insertInto('pulse')
        .values({ id: 1, at })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ at }))
        .execute();
    },
    close,
  };
}

async function insertDecisions(db: Kysely<Tables>, records: readonly DecisionRecord[]): Promise<void> {
  for (const part of chunks(records)) {
    await db
      .insertInto('decisions')
      .values(part.map(decisionRow))
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
  }
}

/** The word that stands is the latest; the same word again keeps its first time, so that sending twice snoozes once. */
async function upsertFeedback(trx: Transaction<Tables>, records: readonly FeedbackRecord[]): Promise<void> {
  for (const part of chunks(records)) {
    await trx
      .insertInto('feedback')
      .values(part.map(feedbackRow))
      .onConflict((conflict) =>
        conflict
          .columns(['card', 'tenant', 'service'])
          .doUpdateSet(({ ref }) => ({
            outcome: ref('excluded.outcome'),
            reasons: ref('excluded.reasons'),
            accepted: ref('excluded.accepted'),
            comment: ref('excluded.comment'),
            outcome_at: ref('excluded.outcome_at'),
            received_at: ref('excluded.received_at'),
            timestamp_replaced: ref('excluded.timestamp_replaced'),
            fingerprint: ref('excluded.fingerprint'),
          }))
          .whereRef('excluded.outcome_at', '>=', 'feedback.outcome_at')
          .whereRef('excluded.fingerprint', '!=', 'feedback.fingerprint'),
      )
      .execute();
  }
}

async function tiersOf(
  trx: Transaction<Tables>,
  records: readonly FeedbackRecord[],
): Promise<readonly (string | undefined)[]> {
  const tiers = new Map<string, string | undefined>();
  for (const part of chunks([...new Set(records.map(({ card }) => card))])) {
    const rows = await trx
      .selectFrom('decisions')
      .select(['card', 'tenant', 'service', 'tier'])
      .where('card', 'in', part)
      .execute();
    for (const row of rows) tiers.set(cardKey({ ...row, card: row.card ?? '' }), row.tier ?? undefined);
  }
  return records.map((record) => tiers.get(cardKey(record)));
}

const cardKey = ({ card, tenant, service }: Pick<FeedbackRecord, 'card' | 'tenant' | 'service'>): string =>
  `${tenant} ${service} ${card}`;

async function lookup(db: Kysely<Tables>, tenant: string, patient: string): Promise<readonly LookupEntry[]> {
  const rows = await withFeedback(db)
    .where('decisions.patient', '=', patient)
    .where('decisions.tenant', '=', tenant)
    .orderBy('decisions.at', 'desc')
    .orderBy('decisions.id')
    .limit(LOOKED_UP)
    .execute();
  return rows.flatMap((row) => entryOf(row) ?? []);
}

function* chunks<T>(list: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < list.length; start += ROWS_A_STATEMENT) yield list.slice(start, start + ROWS_A_STATEMENT);
}

/**
 * In turn, so that no statement meets one card twice: PostgreSQL refuses that. By card, so that two processes that
 * write the same cards lock them in one order and never wait for each other. Order within a card is kept.
 */
function rounds(records: readonly FeedbackRecord[]): readonly (readonly FeedbackRecord[])[] {
  const result: FeedbackRecord[][] = [];
  const seen = new Map<string, number>();
  const keyed = records.map((record) => ({ record, key: cardKey(record) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
  for (const { record, key } of keyed) {
    const round = seen.get(key) ?? 0;
    seen.set(key, round + 1);
    (result[round] ??= []).push(record);
  }
  return result;
}
