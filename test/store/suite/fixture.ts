/** A store of its own for each test of a suite, closed and removed after it. */
import { afterEach, beforeEach } from '@jest/globals';
import type { Store } from '../../../src/store/port.js';
import type { TestDatabase, TestEngine } from '../support/engine.js';

export interface Fixture {
  readonly database: TestDatabase;
  readonly store: Store;
  /** The same database once more, as another process would have it. */
  second(): Promise<Store>;
}

/** To be called within a `describe`; what it answers is filled before each test. */
export function fixtureOf(engine: TestEngine): Fixture {
  let database: TestDatabase;
  let stores: Store[] = [];
  beforeEach(async () => {
    database = await engine.create();
    stores = [await database.open()];
  });
  afterEach(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await database.remove();
  });
  return {
    get database() {
      return database;
    },
    get store() {
      return stores[0] as Store;
    },
    async second() {
      const store = await database.open();
      stores.push(store);
      return store;
    },
  };
}
