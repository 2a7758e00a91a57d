/** Codes that no value set knows, counted by day and tenant. Bounded: a caller may send millions of different ones. */
import { sql, type Kysely, type Transaction } from 'kysely';
import type { UnmappedCount } from './port.js';
import type { Tables } from './schema.js';

/** Different codes that one day of one tenant keeps; whatever comes beyond them is counted in one row without a code. */
export const CODES_A_DAY = 1000;
const ROWS_A_STATEMENT = 100;
const READ = 1000;

export function recordUnmapped(db: Kysely<Tables>, counts: readonly UnmappedCount[]): Promise<void> {
  return db.transaction().execute(async (trx) => {
    for (const group of byDay(counts)) {
      const rows = await withinBound(trx, group);
      for (let start = 0; start < rows.length; start += ROWS_A_STATEMENT) {
        await trx
          .insertInto('unmapped_codes')
          .values(rows.slice(start, start + ROWS_A_STATEMENT))
          .onConflict((conflict) =>
            conflict
              .columns(['day', 'tenant', 'system', 'code'])
              .doUpdateSet({ count: sql<number>`unmapped_codes.count + excluded.count` }),
          )
          .execute();
      }
    }
  });
}

/** One list for each day of each tenant, every code in it once. */
function byDay(counts: readonly UnmappedCount[]): readonly (readonly UnmappedCount[])[] {
  const groups = new Map<string, Map<string, UnmappedCount>>();
  for (const one of counts) {
    const group = groups.get(`${one.day} ${one.tenant}`) ?? new Map<string, UnmappedCount>();
    groups.set(`${one.day} ${one.tenant}`, group);
    add(group, one);
  }
  return [...groups.values()].map((group) => [...group.values()]);
}

function add(group: Map<string, UnmappedCount>, one: UnmappedCount): void {
  const key = keyOf(one);
  group.set(key, { ...one, count: one.count + (group.get(key)?.count ?? 0) });
}

const keyOf = ({ system, code }: Pick<UnmappedCount, 'system' | 'code'>): string => `${system}|${code}`;

async function withinBound(
  trx: Transaction<Tables>,
  group: readonly UnmappedCount[],
): Promise<readonly UnmappedCount[]> {
  const [first] = group;
  if (!first) return [];
  const known = await trx
    .selectFrom('unmapped_codes')
    .select(['system', 'code'])
    .where('day', '=', first.day)
    .where('tenant', '=', first.tenant)
    .execute();
  const kept = new Set(known.map(keyOf));
  const rows = new Map<string, UnmappedCount>();
  for (const one of group) {
    const hasRoom = kept.has(keyOf(one)) || kept.size < CODES_A_DAY;
    if (hasRoom) kept.add(keyOf(one));
    add(rows, hasRoom ? one : { ...one, system: '', code: '' });
  }
  return [...rows.values()];
}

export async function unmappedSince(
  db: Kysely<Tables>,
  day: string,
  tenant?: string,
  last?: string,
): Promise<readonly Omit<UnmappedCount, 'day' | 'tenant'>[]> {
  let query = db
    .selectFrom('unmapped_codes')
    .select(['system', 'code', ({ fn }) => fn.sum('count').as('total')])
    .where('day', '>=', day)
    .groupBy(['system', 'code'])
    .orderBy('total', 'desc')
    .orderBy('system')
    .orderBy('code')
    .limit(READ);
  if (tenant !== undefined) query = query.where('tenant', '=', tenant);
  if (last !== undefined) query = query.where('day', '<=', last);
  return (await query.execute()).map(({ system, code, total }) => ({ system, code, count: Number(total) }));
}

/** Days that ended before an instant, whatever the time zone. */
export async function purgeUnmapped(db: Kysely<Tables>, before: number): Promise<void> {
  const day = new Date(before - 86_400_000).toISOString().slice(0, 10);
  await db.deleteFrom('unmapped_codes').where('day', '<', day).execute();
}
