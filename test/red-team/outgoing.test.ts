/** What a caller says goes out to a FHIR server as an id and a bearer token, or not at all. */
import type { Json } from '../../src/fhir/resource.js';
import { ehr, type Ehr } from './support/ehr.js';
import { bare, errorOf, hospitals, type Hospitals } from './support/hospital.js';

describe('what goes out in a request', () => {
  let server: Ehr;
  let service: Hospitals;
  beforeAll(async () => {
    server = await ehr();
    service = await hospitals({ north: { fhirServers: [{ url: server.url, allowPrivateNetwork: true }] } });
  });
  afterAll(() => Promise.all([service.stop(), server.close()]));
  /** What the FHIR server is asked by one call, with its answer. */
  const asks = async (more: Json) => {
    const before = server.requests.length;
    const answer = await service.post(bare(server.url, more));
    return { ...answer, requests: server.requests.slice(before) };
  };

  test.each<[string, Json]>([
    ['a line in the token', { access_token: 'a\r\nX-Injected: 1' }],
    ['a NUL in the token', { access_token: 'a\0b' }],
    ['a blank in the token', { access_token: 'a b' }],
    ['an umlaut in the token', { access_token: 'ä' }],
    ['a list as token', { access_token: ['a'] }],
    ['an object as token', { access_token: { toString: 'a' } }],
    ['a token of a megabyte', { access_token: 'a'.repeat(1_000_000) }],
    ['an empty token', { access_token: '' }],
    ['another type of token', { access_token: 'a', token_type: 'MAC' }],
    ['a line in the type of token', { access_token: 'a', token_type: 'Bearer\r\nX-Injected: 1' }],
  ])('%s: nothing of it is sent', async (_what, fhirAuthorization) => {
    const { status, requests } = await asks({ fhirAuthorization });
    expect([status, requests.length > 5]).toEqual([200, true]);
    for (const { headers } of requests) {
      expect([headers.authorization, headers['x-injected']]).toEqual([undefined, undefined]);
    }
  });

  test.each([
    'p1\r\nX-Injected: 1',
    'p1?x=1',
    'p1&_include=*',
    '../p1',
    '..',
    'p1/../p2',
    'p1#x',
    'p1%2f..',
    'p 1',
    'p1\0',
    'ｐ1',
    'p1,p2',
    '$everything',
  ])('the patient %j is no patient', async (patientId) => {
    const { status, body, requests } = await asks({ context: { patientId, userId: 'Practitioner/1' } });
    expect([status, errorOf(body), requests.length]).toEqual([400, 'invalid-request', 0]);
  });

  test('a user or a visit with a line in it goes nowhere', async () => {
    const line = '1\r\nX-Injected: 1';
    const context = { patientId: 'p1', userId: `Practitioner/${line}`, encounterId: line };
    const { status, text, requests } = await asks({ context });
    expect([status, requests.length > 5, text.includes('njected')]).toEqual([200, true, false]);
    for (const { headers, url } of requests) expect(JSON.stringify([headers, url])).not.toMatch(/injected/i);
  });
});
