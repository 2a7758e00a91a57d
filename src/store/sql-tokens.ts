/** Uses of callers' tokens: the first one is written, and whoever comes after finds it. */
import type { Kysely } from 'kysely';
import type { TokenClaim } from './port.js';
import type { Tables } from './schema.js';

const ROWS_A_STATEMENT = 500;

export async function claimTokens(db: Kysely<Tables>, claims: readonly TokenClaim[]): Promise<readonly boolean[]> {
  const first = new Set<string>();
  for (let start = 0; start < claims.length; start += ROWS_A_STATEMENT) {
    const rows = await db
      .insertInto('tokens')
      .values(claims.slice(start, start + ROWS_A_STATEMENT).map(({ key, until }) => ({ key, until })))
      .onConflict((conflict) => conflict.column('key').doNothing())
      .returning('key')
      .execute();
    for (const { key } of rows) first.add(key);
  }
  // Of several uses that were written together the first is the one.
  return claims.map(({ key }) => first.delete(key));
}

export async function forgetTokens(db: Kysely<Tables>, before: number): Promise<void> {
  await db.deleteFrom('tokens').where('until', '<', before).execute();
}
