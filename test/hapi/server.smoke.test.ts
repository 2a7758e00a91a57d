/** The servers that the end-to-end tests rely on: each takes a chart by transaction, and gives it back. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Bundle, OperationOutcome, Patient } from 'fhir/r4.js';
import { startMedplum } from './medplum/medplum-server.js';
import { type FhirServerUnderTest, startHapi } from './support/hapi-server.js';

const CONDITIONS = 25;
const PAGE = 10;
const FHIR_JSON = {
  'content-type': 'application/fhir+json',
  accept: 'application/fhir+json',
  'cache-control': 'no-cache',
};

interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

async function call<T>(method: string, url: string, resource?: unknown, headers = {}): Promise<Answer<T>> {
  const body = resource === undefined ? {} : { body: JSON.stringify(resource) };
  const response = await fetch(url, { method, headers: { ...FHIR_JSON, ...headers }, ...body });
  const text = await response.text();
  return { status: response.status, body: JSON.parse(text === '' ? 'null' : text) as T };
}

/** A Patient and 25 Conditions, each with an id that the client chose. */
function chart(id: string): Bundle {
  const conditions = Array.from({ length: CONDITIONS }, (_, index) => ({
    resource: {
      resourceType: 'Condition' as const,
      id: `${id}-c${index}`,
      subject: { reference: `Patient/${id}` },
      code: { coding: [{ system: 'http://snomed.info/sct', code: '279039007', display: 'Low back pain' }] },
    },
    request: { method: 'PUT' as const, url: `Condition/${id}-c${index}` },
  }));
  const patient = { resourceType: 'Patient' as const, id, birthDate: '1954-01-10' };
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [{ resource: patient, request: { method: 'PUT', url: `Patient/${id}` } }, ...conditions],
  };
}

/** The ids of every Condition of the patient, following `next` links; the number of pages it took. */
async function pageThrough(baseUrl: string, id: string): Promise<{ ids: Set<string>; pages: number }> {
  const ids = new Set<string>();
  let pages = 0;
  let url: string | undefined = `${baseUrl}/Condition?patient=Patient/${id}&_count=${PAGE}`;
  while (url !== undefined && pages < CONDITIONS) {
    const page: Answer<Bundle> = await call<Bundle>('GET', url);
    for (const entry of page.body.entry ?? []) ids.add(entry.resource?.id ?? '');
    url = page.body.link?.find((link) => link.relation === 'next')?.url;
    pages += 1;
  }
  return { ids, pages };
}

describe('HAPI FHIR', () => {
  let hapi: FhirServerUnderTest;
  const id = `smoke-${randomUUID().slice(0, 8)}`;

  beforeAll(async () => {
    hapi = await startHapi();
  });
  afterAll(async () => {
    for (let index = 0; index < CONDITIONS; index += 1)
      await call('DELETE', `${hapi.baseUrl}/Condition/${id}-c${index}`);
    await call('DELETE', `${hapi.baseUrl}/Patient?identifier=urn:spinewatch:test|${id}`);
    await hapi.stop();
  });

  test('takes a transaction with client ids, and pages what it holds', async () => {
    const loaded = await call<Bundle>('POST', hapi.baseUrl, chart(id));
    expect([loaded.status, loaded.body.entry?.length]).toEqual([200, CONDITIONS + 1]);
    const patient = await call<Patient>('GET', `${hapi.baseUrl}/Patient/${id}`);
    expect(patient.body.birthDate).toBe('1954-01-10');
    const { ids, pages } = await pageThrough(hapi.baseUrl, id);
    expect(ids.size).toBe(CONDITIONS);
    expect(pages).toBe(3);
  });

  test('creates conditionally: the second time nothing new', async () => {
    const identifier = { system: 'urn:spinewatch:test', value: id };
    const create = () =>
      call<Patient>(
        'POST',
        `${hapi.baseUrl}/Patient`,
        { resourceType: 'Patient', identifier: [identifier] },
        {
          'if-none-exist': `identifier=${identifier.system}|${identifier.value}`,
          prefer: 'return=representation',
        },
      );
    const [first, second] = [await create(), await create()];
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body.id).toBe(first.body.id);
  });

  test('validates an order against R4', async () => {
    const validate = (order: object) =>
      call<OperationOutcome>('POST', `${hapi.baseUrl}/ServiceRequest/$validate`, {
        resourceType: 'ServiceRequest',
        ...order,
      });
    const errors = (outcome: OperationOutcome) => outcome.issue.filter((issue) => issue.severity === 'error');
    const order = { status: 'draft', intent: 'order', priority: 'stat', subject: { reference: `Patient/${id}` } };
    const good = await validate(order);
    expect([good.status, errors(good.body)]).toEqual([200, []]);
    const { subject: _subject, ...withoutSubject } = order;
    const bad = await validate(withoutSubject);
    expect(
      errors(bad.body)
        .map((issue) => issue.diagnostics)
        .join(),
    ).toContain('ServiceRequest.subject');
  });

  test('forgets what is deleted, and says so', async () => {
    const removed = await call('DELETE', `${hapi.baseUrl}/Patient/${id}`);
    const gone = await call('GET', `${hapi.baseUrl}/Patient/${id}`);
    expect([removed.status, gone.status]).toEqual([200, 410]);
  });
});

describe('Medplum, in memory', () => {
  let medplum: FhirServerUnderTest;
  beforeAll(async () => {
    medplum = await startMedplum();
  });
  afterAll(() => medplum.stop());

  test('takes a transaction, reads it and searches it without next links', async () => {
    const loaded = await call<Bundle>('POST', medplum.baseUrl, chart('m1'));
    expect([loaded.status, loaded.body.entry?.length]).toEqual([200, CONDITIONS + 1]);
    const patient = await call<Patient>('GET', `${medplum.baseUrl}/Patient/m1`);
    expect(patient.body.birthDate).toBe('1954-01-10');
    const all = await call<Bundle>('GET', `${medplum.baseUrl}/Condition?patient=Patient/m1&_count=100`);
    expect(all.body.entry).toHaveLength(CONDITIONS);
    expect((await pageThrough(medplum.baseUrl, 'm1')).pages).toBe(1);
  });

  test('answers an unknown patient with an OperationOutcome', async () => {
    const missing = await call<OperationOutcome>('GET', `${medplum.baseUrl}/Patient/nobody`);
    expect([missing.status, missing.body.resourceType]).toEqual([404, 'OperationOutcome']);
  });
});
