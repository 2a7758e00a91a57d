/** Retention and copies: the queries of the port that go over many rows, in parts. */
import type { Kysely } from 'kysely';
import type { ExportLine, Purged } from './port.js';
import { decisionRecord, feedbackRecord } from './rows.js';
import type { FeedbackRow, Tables } from './schema.js';
import { codeOf } from './trouble.js';

const PURGED_A_COMMIT = 2000;
const EXPORTED_A_PAGE = 500;

/** Removes in parts; several processes may do so at once, and take each other's rows for removed. */
export async function purge(db: Kysely<Tables>, before: number): Promise<Purged> {
  const repeat = async (once: () => Promise<bigint>): Promise<number> => {
    let total = 0;
    for (;;) {
      const deleted = Number(await undeadlocked(once));
      total += deleted;
      if (deleted === 0) return total;
    }
  };
  const decisions = await repeat(async () => {
    const old = db.selectFrom('decisions').select('id').where('at', '<', before).limit(PURGED_A_COMMIT);
    const [result] = await db.deleteFrom('decisions').where('id', 'in', old).execute();
    return result?.numDeletedRows ?? 0n;
  });
  const feedback = await repeat(async () => {
    // Cards are uuids, each fed back by one tenant; another tenant's word on one of them is as old or goes with the next round.
    const old = db.selectFrom('feedback').select('card').where('received_at', '<', before).limit(PURGED_A_COMMIT);
    const [result] = await db
      .deleteFrom('feedback')
      .where('received_at', '<', before)
      .where('card', 'in', old)
      .execute();
    return result?.numDeletedRows ?? 0n;
  });
  return { decisions, feedback };
}

/** PostgreSQL ends one of two who wait for each other; the other is done by the next try. */
async function undeadlocked<T>(work: () => Promise<T>, tries = 3): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (tries <= 1 || codeOf(error) !== '40P01') throw error;
    return undeadlocked(work, tries - 1);
  }
}

export async function* exportAll(db: Kysely<Tables>, tenant?: string): AsyncGenerator<ExportLine> {
  let after: { at: number; id: string } | undefined;
  for (;;) {
    let query = db.selectFrom('decisions').selectAll().orderBy('at').orderBy('id').limit(EXPORTED_A_PAGE);
    if (tenant !== undefined) query = query.where('tenant', '=', tenant);
    const last = after;
    if (last) {
      query = query.where((is) =>
        is.or([is('at', '>', last.at), is.and([is('at', '=', last.at), is('id', '>', last.id)])]),
      );
    }
    const rows = await query.execute();
    for (const row of rows) {
      const record = decisionRecord(row);
      if (record) yield { type: 'decision', ...record };
    }
    const end = rows.at(-1);
    if (!end || rows.length < EXPORTED_A_PAGE) break;
    after = { at: Number(end.at), id: end.id };
  }
  yield* exportFeedback(db, tenant);
}

async function* exportFeedback(db: Kysely<Tables>, tenant?: string): AsyncGenerator<ExportLine> {
  let last: FeedbackRow | undefined;
  for (;;) {
    let query = db
      .selectFrom('feedback')
      .selectAll()
      .orderBy('received_at')
      .orderBy('card')
      .orderBy('tenant')
      .orderBy('service')
      .limit(EXPORTED_A_PAGE);
    if (tenant !== undefined) query = query.where('tenant', '=', tenant);
    const end = last;
    if (end) {
      query = query.where((is) =>
        is.or([
          is('received_at', '>', end.received_at),
          is.and([is('received_at', '=', end.received_at), is('card', '>', end.card)]),
          is.and([
            is('received_at', '=', end.received_at),
            is('card', '=', end.card),
            is.or([
              is('tenant', '>', end.tenant),
              is.and([is('tenant', '=', end.tenant), is('service', '>', end.service)]),
            ]),
          ]),
        ]),
      );
    }
    const rows = await query.execute();
    for (const row of rows) {
      const record = feedbackRecord(row);
      if (record) yield { type: 'feedback', ...record };
    }
    last = rows.at(-1);
    if (!last || rows.length < EXPORTED_A_PAGE) return;
  }
}
