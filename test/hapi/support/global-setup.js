/**
 * One HAPI FHIR server for all end-to-end test files: its address goes to them as FHIR_BASE_URL, which `startHapi`
 * honours. tsImport because jest's own loader can't read an ES module in TypeScript here.
 */
import { tsImport } from 'tsx/esm/api';

export default async function startOnce() {
  const { startHapi } = await tsImport('./hapi-server.ts', import.meta.url);
  const hapi = await startHapi();
  process.env.FHIR_BASE_URL = hapi.baseUrl;
  globalThis.hapiUnderTest = hapi;
}
