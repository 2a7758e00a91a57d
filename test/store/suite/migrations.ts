/** The schema over time, on any engine: up to date after a start, or as it was. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sql, type Kysely, type Migration } from 'kysely';
import { MIGRATIONS } from '../../../src/store/migrations.js';
import { troubleOf } from '../../../src/store/trouble.js';
import type { TestDatabase, TestEngine } from '../support/engine.js';
import { decision, decisionsOf } from '../support/records.js';

const ADDED: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('decisions').addColumn('added', 'text').execute();
  },
};
/** Does much before it fails. */
const BROKEN: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.createTable('half_way').addColumn('id', 'integer').execute();
    await sql`update decisions set tenant = 'nobody'`.execute(db);
    await sql`insert into no_such_table values (1)`.execute(db);
  },
};

export function migrationSuite(engine: TestEngine): void {
  describe('the schema', () => {
    let database: TestDatabase;
    beforeEach(async () => void (database = await engine.create()));
    afterEach(() => database.remove());
    const names = async (): Promise<readonly unknown[]> =>
      (await database.run('select name from kysely_migration order by name')).map(({ name }) => name);
    const lineOf = (opening: Promise<unknown>): Promise<string> =>
      opening.then(
        () => 'opened',
        (error: unknown) => troubleOf(error),
      );
    const filled = async (): Promise<void> => {
      const store = await database.open();
      await store.recordDecisions([decision(), decision()]);
      await store.close();
    };

    test('is brought up to date with what is in it', async () => {
      await filled();
      const store = await database.open({ migrations: { ...MIGRATIONS, '9998-added': ADDED } });
      expect(await decisionsOf(store)).toHaveLength(2);
      await store.close();
      expect(await names()).toEqual([...Object.keys(MIGRATIONS), '9998-added']);
      expect(await database.run('select added from decisions')).toHaveLength(2);
    });

    test('a step that breaks leaves the store as it was, and the step before it too, and says so', async () => {
      await filled();
      const broken = { ...MIGRATIONS, '9998-added': ADDED, '9999-broken': BROKEN };
      expect(await lineOf(database.open({ migrations: broken }))).toMatch(
        /^the schema can’t be brought up to date.*\(MIGRATION_FAILED\)$/,
      );
      expect(await names()).toEqual(Object.keys(MIGRATIONS));
      await expect(database.run('select * from half_way')).rejects.toThrow();
      const store = await database.open();
      expect(await decisionsOf(store)).toEqual([
        expect.objectContaining({ tenant: 'north' }),
        expect.objectContaining({ tenant: 'north' }),
      ]);
      await store.close();
    });

    test('a first step that breaks leaves an empty database, and the next start goes well', async () => {
      expect(await lineOf(database.open({ migrations: { '0001-broken': BROKEN } }))).toMatch(/\(MIGRATION_FAILED\)$/);
      await filled();
    });

    test('one that a newer version made is refused with words, and left as it is', async () => {
      const newer = await database.open({ migrations: { ...MIGRATIONS, '9999-newer': ADDED } });
      await newer.recordDecisions([decision()]);
      await newer.close();
      expect(await lineOf(database.open())).toMatch(/made by a newer version.*\(MIGRATION_FAILED\)$/);
      expect(await database.run('select added from decisions')).toHaveLength(1);
    });

    test('processes that start at once all come up, on one schema', async () => {
      const stores = await Promise.all([1, 2, 3].map(() => database.open()));
      await Promise.all(stores.map((store) => store.recordDecisions([decision()])));
      for (const store of stores) expect(await decisionsOf(store)).toHaveLength(3);
      await Promise.all(stores.map((store) => store.close()));
      expect(await names()).toEqual(Object.keys(MIGRATIONS));
    });
  });
}
