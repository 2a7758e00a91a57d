/**
 * The schema's history. A migration that has been released is never changed: a new one is added. All of a start's
 * migrations are one transaction on both engines, so a broken one leaves the store as it was.
 */
import type { Kysely, Migration } from 'kysely';
import { Migrator, sql } from 'kysely';
import { isObject } from '../fhir/resource.js';
import type { Tables } from './schema.js';

/** By name, in order. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-records': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('decisions')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addColumn('tenant', 'text', (column) => column.notNull())
        .addColumn('service', 'text', (column) => column.notNull())
        .addColumn('mode', 'text', (column) => column.notNull())
        .addColumn('patient', 'text', (column) => column.notNull())
        .addColumn('clinician', 'text')
        .addColumn('origin', 'text')
        .addColumn('tier', 'text')
        .addColumn('reason', 'text')
        .addColumn('outcome', 'text', (column) => column.notNull())
        .addColumn('shown', 'text', (column) => column.notNull())
        .addColumn('card', 'text')
        .addColumn('rule_version', 'text', (column) => column.notNull())
        .addColumn('content_hash', 'text', (column) => column.notNull())
        .addColumn('body', 'text', (column) => column.notNull())
        .addColumn('evidence', 'text')
        .execute();
      await db.schema.createIndex('decisions_patient').on('decisions').columns(['patient', 'at']).execute();
      // What is asked before an answer: few of a patient's decisions show a card.
      await sql`create index decisions_shown on decisions (patient, at) where shown <> 'no'`.execute(db);
      await db.schema.createIndex('decisions_card').on('decisions').column('card').execute();
      await db.schema.createIndex('decisions_at').on('decisions').columns(['at', 'id']).execute();
      await db.schema
        .createTable('feedback')
        .addColumn('tenant', 'text', (column) => column.notNull())
        .addColumn('service', 'text', (column) => column.notNull())
        .addColumn('card', 'text', (column) => column.notNull())
        .addColumn('outcome', 'text', (column) => column.notNull())
        .addColumn('reasons', 'text', (column) => column.notNull())
        .addColumn('accepted', 'text', (column) => column.notNull())
        .addColumn('comment', 'text')
        .addColumn('outcome_at', 'bigint', (column) => column.notNull())
        .addColumn('received_at', 'bigint', (column) => column.notNull())
        .addColumn('timestamp_replaced', 'integer', (column) => column.notNull())
        .addColumn('fingerprint', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('feedback_card', ['card', 'tenant', 'service'])
        .execute();
      await db.schema
        .createIndex('feedback_received')
        .on('feedback')
        .columns(['received_at', 'card', 'tenant', 'service'])
        .execute();
      await db.schema
        .createTable('pulse')
        .addColumn('id', 'integer', (column) => column.primaryKey())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .execute();
    },
  },
  '0002-keys': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('keys')
        .addColumn('fingerprint', 'text', (column) => column.primaryKey())
        .addColumn('since', 'bigint', (column) => column.notNull())
        .execute();
    },
  },
  '0003-tokens': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('tokens')
        .addColumn('key', 'text', (column) => column.primaryKey())
        .addColumn('until', 'bigint', (column) => column.notNull())
        .execute();
      await db.schema.createIndex('tokens_until').on('tokens').column('until').execute();
    },
  },
  '0004-unmapped-codes': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('unmapped_codes')
        .addColumn('day', 'text', (column) => column.notNull())
        .addColumn('tenant', 'text', (column) => column.notNull())
        .addColumn('system', 'text', (column) => column.notNull())
        .addColumn('code', 'text', (column) => column.notNull())
        .addColumn('count', 'bigint', (column) => column.notNull())
        .addPrimaryKeyConstraint('unmapped_codes_key', ['day', 'tenant', 'system', 'code'])
        .execute();
    },
  },
};

/** The store's schema can't be brought up to date: made by a newer version, or a step failed. Nothing was changed. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
  readonly code = 'MIGRATION_FAILED';
}

/** Brings the schema up to date. @throws MigrationError, or the engine's own error where that says more */
export async function migrate(db: Kysely<Tables>, migrations = MIGRATIONS): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...migrations }) } });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const failed = results?.find(({ status }) => status === 'Error')?.migrationName;
  // An engine that is busy, full or gone is told apart by its own code: that can pass, a broken migration can't.
  if (failed === undefined && isObject(error) && 'code' in error) throw error;
  throw new MigrationError(failed ?? 'the schema is not one that this version knows', { cause: error });
}
