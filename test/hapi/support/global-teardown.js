/** Ends the HAPI FHIR server that global-setup.js started. */
export default async function stopOnce() {
  await globalThis.hapiUnderTest?.stop();
}
