/** Medications that requests refer to: read where that helps, never in the way. */
import nock from 'nock';
import { allPrefetch, BASE, gather, ORIGIN, resourceOf, searchset, TOKEN } from './ehr.js';

const server = (): nock.Scope => nock(ORIGIN, { reqheaders: { authorization: `Bearer ${TOKEN}` } });

afterEach(() => {
  nock.abortPendingRequests();
  nock.cleanAll();
});

describe('medications by reference', () => {
  const request = (id: string, reference: string) => ({
    ...resourceOf('medications', id),
    medicationReference: { reference },
  });
  const medication = { resourceType: 'Medication', id: 'm1', code: { text: 'apixaban' } };
  const withMedications = (...entries: object[]) => ({ ...allPrefetch(), medications: searchset(entries) });

  test('are read where they did not come along', async () => {
    const scope = server().get('/fhir/Medication/m1').reply(200, medication);
    const chart = await gather({
      prefetch: withMedications(request('r1', 'Medication/m1'), request('r2', `${BASE}/Medication/m1`)),
    });
    expect(scope.isDone()).toBe(true);
    expect(chart.inputs.medications.state).toBe('present');
    expect(chart.inputs.medications.entries[2]).toEqual({ fullUrl: `${BASE}/Medication/m1`, resource: medication });
    expect(chart.reads).toEqual([]);
  });

  test('are not read where they are contained, included, coded, elsewhere, or no id', async () => {
    const chart = await gather({
      prefetch: withMedications(
        request('r1', '#m'),
        request('r2', 'Medication/m1'),
        request('r3', 'https://elsewhere.example/fhir/Medication/m2'),
        request('r4', 'Medication/..'),
        { ...request('r5', 'Medication/m3'), medicationCodeableConcept: { text: 'x' } },
        medication,
      ),
    });
    expect(chart.inputs.medications.entries.length).toBe(6);
  });

  test('that fail leave the state as it is', async () => {
    server().get('/fhir/Medication/m1').reply(404);
    server()
      .get('/fhir/Medication/m2')
      .reply(200, { ...medication, id: 'other' });
    server().get('/fhir/Medication/m3').delay(5000).reply(200, medication);
    const prefetch = withMedications(...['m1', 'm2', 'm3'].map((id) => request(id, `Medication/${id}`)));
    const chart = await gather({ prefetch, ms: 200 });
    expect(chart.inputs.medications).toMatchObject({ state: 'present', entries: Array(3).fill({}) as object[] });
    expect(chart.took).toBeLessThan(1000);
  });

  test('are bounded in number', async () => {
    let asked = 0;
    nock(ORIGIN)
      .persist()
      .get(/Medication\//)
      .reply(() => {
        asked += 1;
        return [404];
      });
    await gather({
      prefetch: withMedications(...Array.from({ length: 60 }, (_, i) => request(`r${i}`, `Medication/m${i}`))),
    });
    expect(asked).toBe(20);
  });
});
