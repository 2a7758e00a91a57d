/** What a report reads of the store: decisions in pages, oldest first, and feedback that belongs to none of them. */
import type { Kysely } from 'kysely';
import type { LookupEntry, ReportQuery } from './port.js';
import type { Tables } from './schema.js';
import { entryOf, withFeedback } from './sql-joined.js';

const READ_A_PAGE = 500;

export async function* decisionsSince(
  db: Kysely<Tables>,
  { since, until, tenant, page = READ_A_PAGE }: ReportQuery,
): AsyncGenerator<LookupEntry> {
  let after: { readonly at: number; readonly id: string } | undefined;
  for (;;) {
    const last = after;
    let query = withFeedback(db)
      .where('decisions.at', '>=', last?.at ?? since)
      .orderBy('decisions.at')
      .orderBy('decisions.id')
      .limit(page);
    if (tenant !== undefined) query = query.where('decisions.tenant', '=', tenant);
    if (until !== undefined) query = query.where('decisions.at', '<', until);
    if (last) {
      query = query.where((is) => is.or([is('decisions.at', '>', last.at), is('decisions.id', '>', last.id)]));
    }
    const rows = await query.execute();
    for (const row of rows) {
      const entry = entryOf(row);
      if (entry) yield entry;
    }
    const end = rows.at(-1);
    if (!end || rows.length < page) return;
    after = { at: Number(end.at), id: end.id };
  }
}

export async function countOrphans(db: Kysely<Tables>, { since, until, tenant }: ReportQuery): Promise<number> {
  let query = db
    .selectFrom('feedback')
    .select(({ fn }) => fn.countAll().as('orphans'))
    .where('received_at', '>=', since)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('decisions')
            .select('decisions.id')
            .whereRef('decisions.card', '=', 'feedback.card')
            .whereRef('decisions.tenant', '=', 'feedback.tenant')
            .whereRef('decisions.service', '=', 'feedback.service'),
        ),
      ),
    );
  if (tenant !== undefined) query = query.where('tenant', '=', tenant);
  if (until !== undefined) query = query.where('received_at', '<', until);
  return Number((await query.executeTakeFirst())?.orphans ?? 0);
}
