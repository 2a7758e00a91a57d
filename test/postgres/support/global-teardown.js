/** Ends the PostgreSQL server that global-setup.js started. */
export default async function stopOnce() {
  await globalThis.postgresUnderTest?.stop();
}
