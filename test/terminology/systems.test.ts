import { canonicalSystem, normaliseCode, SYSTEMS } from '../../src/terminology/systems.js';

describe('aliases of code systems', () => {
  it.each([
    ['http://snomed.info/sct', SYSTEMS.snomed],
    ['http: //snomed.info/sct', SYSTEMS.snomed],
    [' HTTP://SNOMED.INFO/SCT ', SYSTEMS.snomed],
    ['https://snomed.info/sct/', SYSTEMS.snomed],
    ['http://snomed.info/sct|20240901', SYSTEMS.snomed],
    ['http://snomed.info/sct/731000124108', SYSTEMS.snomed],
    ['http://snomed.info/sct/731000124108/version/20240901', SYSTEMS.snomed],
    ['urn:oid:2.16.840.1.113883.6.96', SYSTEMS.snomed],
    ['2.16.840.1.113883.6.96', SYSTEMS.snomed],
    ['URN:OID:2.16.840.1.113883.6.90', SYSTEMS.icd10cm],
    ['http://hl7.org/fhir/sid/icd-10-cm/', SYSTEMS.icd10cm],
    ['urn:oid:2.16.840.1.113883.6.3', SYSTEMS.icd10],
    ['http://hl7.org/fhir/sid/icd-10-gm', SYSTEMS.icd10],
    ['http://hl7.org/fhir/sid/icd-10-uk', SYSTEMS.icd10],
    ['http://hl7.org/fhir/sid/icd-10-am', SYSTEMS.icd10],
    ['http://hl7.org/fhir/sid/icd-10-nl', SYSTEMS.icd10],
    ['http://hl7.org/fhir/sid/icd-10-se', SYSTEMS.icd10],
    ['http://fhir.de/CodeSystem/bfarm/icd-10-gm', SYSTEMS.icd10],
    ['http://fhir.de/CodeSystem/dimdi/icd-10-gm', SYSTEMS.icd10],
    ['urn:oid:2.16.840.1.113883.6.103', SYSTEMS.icd9cm],
    ['urn:oid:2.16.840.1.113883.6.104', SYSTEMS.icd9cm],
    ['urn:oid:2.16.840.1.113883.6.1', SYSTEMS.loinc],
    ['http://loinc.org/', SYSTEMS.loinc],
    ['http://www.whocc.no/atc', SYSTEMS.atc],
  ])('%s', (name, system) => expect(canonicalSystem(name)).toBe(system));

  it.each([
    'http://hl7.org/fhir/sid/icd-10-pcs',
    'http://hl7.org/fhir/sid/icd-11',
    'http://snomed.info/sctx',
    'http://snomed.info/sct/evil.example',
    'urn:oid:2.16.840.1.113883.6.9',
    'http://evil.example/http://snomed.info/sct',
    'constructor',
    `http://snomed.info/sct${' '.repeat(300)}`,
    '',
  ])('%s is none', (name) => expect(canonicalSystem(name)).toBeUndefined());
});

describe('codes as compared', () => {
  it.each([
    [SYSTEMS.icd10cm, 'C50.911', 'C50911'],
    [SYSTEMS.icd10cm, ' c50 .911 ', 'C50911'],
    [SYSTEMS.icd10, 'C79.5+', 'C795'],
    [SYSTEMS.icd10, 'M49.5*', 'M495'],
    [SYSTEMS.icd10, 'C50.-', 'C50'],
    [SYSTEMS.loinc, ' 29463-7', '29463-7'],
    [SYSTEMS.snomed, '94222008 ', '94222008'],
    [SYSTEMS.icd9cm, '724.2', '7242'],
    [SYSTEMS.icd9cm, 'v10.3', 'V103'],
  ])('%s %s', (system, code, key) => expect(normaliseCode(system, code)).toBe(key));

  it('takes an ICD-9-CM procedure (two digits before the dot) for no diagnosis', () =>
    expect(normaliseCode(SYSTEMS.icd9cm, '84.60')).toBe(''));

  it('reads nothing into a code that is too long', () =>
    expect(normaliseCode(SYSTEMS.icd10cm, `C50${' '.repeat(60)}`)).toBe(''));
});
