/** A sample that could not be shown or loaded ends the start, with a message that names its file. */
import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDay, type Day } from '../../src/fhir/dates.js';
import { loadSamples } from '../../src/registry/samples.js';
import { hookRequestOf } from '../../src/samples/hook-request.js';
import { parseIndex, parseSample } from '../../src/samples/sample.js';

const ENTRY = { name: 'one', title: 'One', story: 'A story', tier: 'none', why: 'For the test' } as const;
const LEAP_DAY = parseDay('2028-02-29') as Day;

const resource = (resourceType: string, part?: string, more: object = {}) => ({
  resource: {
    resourceType,
    id: part ?? 'sample-one',
    meta: { tag: [{ system: 'https://spinewatch.org/tag', code: 'sample' }] },
    identifier: [{ system: 'https://spinewatch.org/sample', value: part === undefined ? 'one' : `one/${part}` }],
    ...more,
  },
});
const PATIENT = resource('Patient');
const bundle = (...entry: unknown[]) => ({ resourceType: 'Bundle', type: 'collection', entry });
const parse = (content: unknown) => parseSample(ENTRY, content, 'x/samples/one.json');
const condition = (more: object) =>
  resource('Condition', 'pain', { subject: { reference: 'Patient/sample-one' }, ...more });

test('placeholders are the days before or after the day of use, across leap days and years', () => {
  const sample = parse(
    bundle(
      PATIENT,
      condition({
        onsetDateTime: '{{today-366d}}',
        recordedDate: '{{today}}T10:00:00Z',
        note: [{ text: 'from {{today-1d}} to {{today+1d}}, and `{{constructor}}`' }],
      }),
    ),
  );
  expect(sample.bundle(LEAP_DAY).entry[1]?.resource).toMatchObject({
    onsetDateTime: '2027-02-28',
    recordedDate: '2028-02-29T10:00:00Z',
    note: [{ text: 'from 2028-02-28 to 2028-03-01, and `{{constructor}}`' }],
  });
  expect(sample.bundle(LEAP_DAY + 1).entry[1]?.resource).toMatchObject({ onsetDateTime: '2027-03-01' });
});

describe('a chart is refused that', () => {
  test.each([
    ['is no Bundle', { resourceType: 'Patient' }, /is no Bundle/],
    ['has an unknown placeholder', bundle(PATIENT, condition({ onsetDateTime: '{{tomorrow}}' })), /\{\{tomorrow\}\}/],
    ['has a misspelt placeholder', bundle(PATIENT, condition({ onsetDateTime: '{{today-3}}' })), /\{\{today-3\}\}/],
    ['hides one in a text', bundle(PATIENT, condition({ note: [{ text: 'on {{ today-3d }}' }] })), /placeholder/],
    ['has no Patient', bundle(), /0 Patients/],
    ['refers outside itself', bundle(PATIENT, condition({ encounter: { reference: 'Encounter/9' } })), /Encounter\/9/],
    ['lacks the tag', bundle(PATIENT, condition({ meta: {} })), /Condition\/pain lacks the tag/],
    ['lacks the identifier', bundle(PATIENT, condition({ identifier: [] })), /Condition\/pain lacks an identifier/],
    ['has a resource twice', bundle(PATIENT, condition({}), condition({})), /Condition\/pain stands twice/],
    [
      'refers in a circle',
      bundle(
        PATIENT,
        condition({ encounter: { reference: 'Encounter/visit' } }),
        resource('Encounter', 'visit', { diagnosis: [{ condition: { reference: 'Condition/pain' } }] }),
      ),
      /circle/,
    ],
  ])('%s', (_name, content, words) => {
    expect(() => parse(content)).toThrow(words);
    expect(() => parse(content)).toThrow(/^x\/samples\/one\.json: /);
  });
});

test.each([
  ['an unknown tier', [{ ...ENTRY, tier: 'high' }], /0\.tier/],
  ['an unknown key', [{ ...ENTRY, colour: 'red' }], /colour/],
  ['a name twice', [ENTRY, ENTRY], /"one" stands twice/],
  ['a name that is a path', [{ ...ENTRY, name: '../one' }], /0\.name/],
  ['no list', { one: ENTRY }, /samples\/index\.yaml/],
])('an index is refused with %s', (_name, content, words) => {
  expect(() => parseIndex(content, 'x/samples/index.yaml')).toThrow(words);
});

describe('the folder of samples', () => {
  let root = '';
  const write = (file: string, text: string): void => {
    mkdirSync(join(root, 'x', 'samples'), { recursive: true });
    writeFileSync(join(root, 'x', 'samples', file), text);
  };
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'samples-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  test('a service without one has no samples', () => expect(loadSamples('x', root)).toEqual([]));

  test('a chart that is missing, broken or not in the index is named', () => {
    write('index.yaml', JSON.stringify([ENTRY]));
    expect(() => loadSamples('x', root)).toThrow(/^x\/samples\/one\.json: cannot be read/);
    write('one.json', '{');
    expect(() => loadSamples('x', root)).toThrow(/^x\/samples\/one\.json: cannot be read/);
    write('one.json', JSON.stringify(bundle(PATIENT)));
    expect(loadSamples('x', root).map(({ name }) => name)).toEqual(['one']);
    write('two.json', '{}');
    expect(() => loadSamples('x', root)).toThrow(/^x\/samples\/two\.json: is not in index\.yaml/);
  });
});

test('the hook request has every input of the service, as a Patient and searchset Bundles', () => {
  const service = {
    hook: 'patient-view',
    requirements: [
      { input: 'patient', required: true },
      { input: 'conditions', required: true },
      { input: 'reports', required: false },
    ],
  } as const;
  const request = hookRequestOf(parse(bundle(PATIENT, condition({}))), service, LEAP_DAY, 'instance');
  expect(request).toMatchObject({
    hook: 'patient-view',
    hookInstance: 'instance',
    context: { patientId: 'sample-one' },
    prefetch: {
      patient: { resourceType: 'Patient', id: 'sample-one' },
      conditions: { type: 'searchset', total: 1, entry: [{ resource: { id: 'pain' }, search: { mode: 'match' } }] },
      reports: { type: 'searchset', total: 0, entry: [] },
    },
  });
});
