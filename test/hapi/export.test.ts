/** The exported knowledge is FHIR R4, as HAPI's validator sees it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Bundle, OperationOutcome } from 'fhir/r4.js';
import { knowledgeOf } from '../../src/knowledge/index.js';
import { loadServices } from '../../src/registry/load.js';
import { loadValueSets } from '../../src/registry/value-sets.js';
import { type FhirServerUnderTest, startHapi } from './support/hapi-server.js';

let hapi: FhirServerUnderTest;
beforeAll(async () => {
  hapi = await startHapi();
});
afterAll(() => hapi.stop());

/** What the validator calls wrong. Codes of systems that it does not have (SNOMED CT, LOINC) it can only warn of. */
async function errorsOf(resource: { readonly resourceType: string }): Promise<readonly string[]> {
  const response = await fetch(`${hapi.baseUrl}/${resource.resourceType}/$validate`, {
    method: 'POST',
    headers: { 'content-type': 'application/fhir+json', accept: 'application/fhir+json' },
    body: JSON.stringify(resource),
  });
  const outcome = (await response.json()) as OperationOutcome;
  expect([200, 412, 422]).toContain(response.status);
  return outcome.issue
    .filter(({ severity }) => severity === 'error' || severity === 'fatal')
    .map(({ diagnostics, location }) => `${location?.[0] ?? ''}: ${diagnostics ?? ''}`);
}

/** The Bundle without the value sets, which are validated one by one: thousands of codes twice would take a minute. */
function briefly<T extends { readonly resourceType: string }>(resource: T): T {
  if (resource.resourceType !== 'Bundle') return resource;
  const bundle = resource as unknown as Bundle;
  return {
    ...resource,
    entry: (bundle.entry ?? []).filter((entry) => entry.resource?.resourceType !== 'ValueSet'),
  };
}

describe('the exported knowledge', () => {
  test('is valid FHIR R4, resource by resource', async () => {
    const services = await loadServices();
    expect(services.length).toBeGreaterThan(0);
    const wrong: Record<string, readonly string[]> = {};
    for (const service of services) {
      for (const resource of knowledgeOf(service, loadValueSets(service.id))) {
        const errors = await errorsOf(briefly(resource));
        if (errors.length > 0) wrong[`${resource.resourceType}/${resource.id}`] = errors.slice(0, 5);
      }
    }
    expect(wrong).toEqual({});
  }, 300_000);
});
