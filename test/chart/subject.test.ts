/** Whose resource is it? */
import fc from 'fast-check';
import {
  isAnotherPatient,
  isFhirId,
  isForeign,
  isReadableId,
  ownEntries,
  patientIdentity,
} from '../../src/chart/subject.js';
import type { Entry, Resource } from '../../src/fhir/resource.js';

const BASE = 'https://ehr.example/fhir';
const resource = (fields: object): Resource => ({ resourceType: 'Condition', ...fields });
const about = (reference: unknown): Entry => ({ resource: resource({ subject: { reference } }) });

describe('with the server known', () => {
  const identity = patientIdentity('1', BASE);
  test.each([
    '1',
    'Patient/1',
    'Patient/1/_history/3',
    `${BASE}/Patient/1`,
    `${BASE}/Patient/1/_history/3`,
    ' Patient/1 ',
    'HTTPS://EHR.example:443/fhir/Patient/1',
    'http://ehr.example/fhir/Patient/1',
    'urn:uuid:1',
  ])('%j is the patient', (reference) => expect(identity.isSame(reference)).toBe(true));
  test.each([
    '2',
    'Patient/2',
    'Patient/11',
    'Patient/1/',
    'patient/1',
    'Patient/1x',
    'Group/1',
    'Practitioner/1',
    'https://elsewhere.example/fhir/Patient/1',
    'https://ehr.example/fhir2/Patient/1',
    'https://ehr.example/Patient/1',
    'https://ehr.example@evil.example/fhir/Patient/1',
    'https://u:p@ehr.example/fhir/Patient/1',
    `${BASE}/Patient/2`,
    `${BASE}/Patient/1?x=1`,
    `${BASE}/Patient/1#x`,
    `${BASE}/Encounter/1`,
    'urn:uuid:4dee068c-5ffe-4977-8677-4ff9b518e763',
    '#p',
    'Patient?identifier=1',
    'Patient/2/_history/1',
    'Patient/1/_history/',
    'javascript:Patient/1',
  ])('%j is somebody else', (reference) => expect(identity.isSame(reference)).toBe(false));
});

test('without a server an absolute URL is judged by its id', () => {
  const identity = patientIdentity('1', undefined);
  expect(identity.isSame('https://any.example/r4/Patient/1')).toBe(true);
  expect(identity.isSame('https://any.example/r4/Patient/2')).toBe(false);
});

describe('the address that the Patient came under', () => {
  const uuid = 'urn:uuid:4dee068c-5ffe-4977-8677-4ff9b518e763';
  const came = (fullUrl: string, id: unknown = '1'): Entry => ({ fullUrl, resource: { resourceType: 'Patient', id } });
  test('means the patient, be it a urn or a URL', () => {
    expect(patientIdentity('1', BASE, [came(uuid)]).isSame(uuid)).toBe(true);
    const inside = 'http://internal:8080/r4';
    expect(patientIdentity('1', BASE, [came(`${inside}/Patient/1`)]).isSame(`${inside}/Patient/1/_history/2`)).toBe(
      true,
    );
  });
  test('of somebody else means nobody', () => {
    expect(patientIdentity('1', BASE, [came(uuid, '2')]).isSame(uuid)).toBe(false);
    expect(patientIdentity('1', BASE, [came(`${BASE}/Patient/2`)]).isSame(`${BASE}/Patient/2`)).toBe(false);
  });
});

describe('resources', () => {
  const identity = patientIdentity('1', BASE);
  const foreign = (fields: object): boolean => isForeign({ resource: resource(fields) }, identity);
  test('without a subject that can be compared are used', () => {
    for (const fields of [
      {},
      { subject: null },
      { subject: {} },
      { subject: { display: 'Jane' } },
      { subject: { reference: 7 } },
      { subject: { identifier: { value: 'x' } } },
    ]) {
      expect(foreign(fields)).toBe(false);
    }
  });
  test('about someone else are foreign, in the older element too', () => {
    expect(foreign({ subject: { reference: 'Patient/2' } })).toBe(true);
    expect(foreign({ patient: { reference: 'Patient/2' } })).toBe(true);
    expect(foreign({ subject: 'Patient/2' })).toBe(true);
    expect(foreign({ subject: [{ reference: 'Patient/1' }, { reference: 'Patient/2' }] })).toBe(true);
    expect(foreign({ subject: { reference: 'Patient/1' }, patient: { reference: 'Patient/1' } })).toBe(false);
  });
  test('are dropped, and a list without any foreign one is not copied', () => {
    const own = [about('Patient/1'), { resource: resource({}) }];
    expect(ownEntries(own, identity)).toBe(own);
    expect(ownEntries([...own, about('Patient/2')], identity)).toEqual(own);
  });
  test('a Patient counts by its id', () => {
    const entry = (id: unknown): Entry => ({
      resource: { resourceType: 'Patient', ...(id === undefined ? {} : { id }) },
    });
    expect(isAnotherPatient(entry('2'), '1')).toBe(true);
    expect(isAnotherPatient(entry({}), '1')).toBe(true);
    expect(isAnotherPatient(entry('1'), '1')).toBe(false);
    expect(isAnotherPatient(entry(undefined), '1')).toBe(false);
  });
});

const ID = fc.stringMatching(/^[A-Za-z0-9\-.]{1,64}$/);
const HOST = fc.stringMatching(/^[a-z]{1,10}\.example$/);
const PATH = fc.stringMatching(/^(\/[a-z0-9]{1,8}){0,3}$/);

test('every way to write one patient is that patient, and no other id is', () => {
  fc.assert(
    fc.property(ID, ID, HOST, PATH, ID, fc.boolean(), (id, other, host, path, version, slash) => {
      const base = `https://${host}${path}`;
      const identity = patientIdentity(id, slash ? `${base}/` : base);
      for (const reference of [id, `Patient/${id}`, `${base}/Patient/${id}`]) {
        expect(identity.isSame(reference)).toBe(true);
        if (reference !== id) expect(identity.isSame(`${reference}/_history/${version}`)).toBe(true);
      }
      if (other === id) return;
      for (const reference of [
        other,
        `Patient/${other}`,
        `${base}/Patient/${other}`,
        `${base}/Patient/${other}/_history/${id}`,
      ]) {
        expect(identity.isSame(reference)).toBe(false);
      }
      expect(identity.isSame(`https://x.${host}${path}/Patient/${id}`)).toBe(false);
    }),
  );
});

test('ids follow the rule of FHIR, and those made of dots stay out of URLs', () => {
  fc.assert(fc.property(ID, (id) => isFhirId(id)));
  for (const id of ['', 'a b', 'a/b', 'ä', 'x'.repeat(65), 7, null]) expect(isFhirId(id)).toBe(false);
  expect(['.', '..', '...', '1'].map(isReadableId)).toEqual([false, false, true, true]);
});
