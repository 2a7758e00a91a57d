/**
 * One PostgreSQL server for all test files, or the one of DATABASE_URL, whose user has to be allowed to create
 * databases. tsImport because jest's own loader can't read an ES module in TypeScript here.
 */
import { tsImport } from 'tsx/esm/api';

export default async function startOnce() {
  if (process.env.DATABASE_URL) return;
  const { startPostgres } = await tsImport('./server.ts', import.meta.url);
  const postgres = await startPostgres();
  process.env.DATABASE_URL = postgres.url;
  globalThis.postgresUnderTest = postgres;
}
