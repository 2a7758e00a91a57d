/** A small export with everything in it that goes wrong in large ones. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseDay, type Day } from '../../../src/fhir/dates.js';
import { loadSamples } from '../../../src/registry/samples.js';
import { EXPORT_DAY, generateExport } from '../../bench/cohort/generate.js';

const patient = (id: string, more: object = {}) => ({ resourceType: 'Patient', id, birthDate: '1950-01-01', ...more });
const subject = (reference: string) => ({ subject: { reference } });
const coded = (system: string, code: string) => ({ code: { coding: [{ system, code }] } });
const ICD = 'http://hl7.org/fhir/sid/icd-10-cm';
const cancer = (id: string, reference: string) => ({
  resourceType: 'Condition',
  id,
  ...subject(reference),
  ...coded(ICD, 'C50.911'),
  recordedDate: '2024-03-01',
});
const pain = (id: string, reference: string) => ({
  ...cancer(id, reference),
  ...coded(ICD, 'M54.50'),
  recordedDate: '2026-05-20',
});
const visit = (id: string, reference: string) => ({
  resourceType: 'Encounter',
  id,
  status: 'finished',
  class: { code: 'AMB' },
  ...subject(reference),
  period: { start: '2026-05-21' },
});
const prescription = (id: string, reference: string, medication: string) => ({
  resourceType: 'MedicationRequest',
  id,
  status: 'active',
  intent: 'order',
  ...subject(reference),
  medicationReference: { reference: medication },
  authoredOn: '2026-05-21',
});
/** Prednisone, as RxNorm names it. */
const medication = (id: string) => ({
  resourceType: 'Medication',
  id,
  ...coded('http://www.nlm.nih.gov/research/umls/rxnorm', '312617'),
});

/** Whose references are written in each of the ways that exports write them. */
function written(): readonly (object | string)[] {
  const lines = Object.entries({
    'w-absolute': 'https://fhir.example/R4/Patient/w-absolute',
    'w-version': 'Patient/w-version/_history/2',
    'w-urn': 'urn:uuid:w-urn',
  }).flatMap(([id, reference]) => [
    patient(id),
    cancer(`${id}-c`, reference),
    pain(`${id}-p`, reference),
    visit(`${id}-v`, reference),
  ]);
  const older = { ...cancer('w-older-c', 'x'), subject: undefined, patient: { reference: 'Patient/w-older' } };
  return [...lines, patient('w-older'), older, pain('w-older-p', 'Patient/w-older')];
}

function faulty(): readonly (object | string)[] {
  return [
    '',
    // Repeats: the first stands; of a Patient, of what opens the gate, and under another patient.
    patient('f-twice', { gender: 'female' }),
    patient('f-twice', { gender: 'male', birthDate: '2020-01-01' }),
    cancer('f-twice-c', 'Patient/f-twice'),
    cancer('f-twice-c', 'Patient/f-other'),
    pain('f-twice-p', 'Patient/f-twice'),
    patient('f-other'),
    // Nobody's.
    cancer('f-orphan-c', 'Patient/f-orphan'),
    pain('f-orphan-p', 'Patient/f-orphan'),
    { ...pain('f-nobody', 'x'), subject: undefined },
    { ...pain('f-group', 'Group/1') },
    patient('not an id'),
    { resourceType: 'VendorNote', id: 'v' },
    '[]',
    'not JSON',
    // Lines that end in the middle, of which type and patient can still be read.
    patient('f-cut'),
    cancer('f-cut-c', 'Patient/f-cut'),
    JSON.stringify({ resourceType: 'Condition', id: 'f-cut-p', ...subject('Patient/f-cut'), note: 'x' }).slice(0, -6),
    JSON.stringify(patient('f-no-patient-line')).slice(0, -3),
    cancer('f-no-patient-line-c', 'Patient/f-no-patient-line'),
    pain('f-no-patient-line-p', 'Patient/f-no-patient-line'),
    // Medicines by reference; the Medication stands in another file.
    patient('f-medicine'),
    cancer('f-medicine-c', 'Patient/f-medicine'),
    pain('f-medicine-p', 'Patient/f-medicine'),
    prescription('f-medicine-m', 'Patient/f-medicine', 'Medication/m1'),
    prescription('f-medicine-n', 'Patient/f-other', 'Medication/m1'),
    visit('f-medicine-v', 'Patient/f-medicine'),
    // The chart that ends its worker (frail.mjs).
    patient('0-frail'),
    cancer('0-frail-c', 'Patient/0-frail'),
    visit('0-frail-v', 'Patient/0-frail'),
    // A Bundle in a line, with addresses of its own.
    {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [
        { fullUrl: 'urn:uuid:aaaa', resource: patient('b-1') },
        { fullUrl: 'urn:uuid:bbbb', resource: cancer('b-1-c', 'urn:uuid:aaaa') },
        { fullUrl: 'urn:uuid:cccc', resource: pain('b-1-p', 'urn:uuid:aaaa') },
        { resource: { resourceType: 'Bundle', entry: [{ resource: visit('b-1-v', 'urn:uuid:aaaa') }] } },
        { resource: 7 },
      ],
    },
  ];
}

const text = (lines: readonly (object | string)[], end = '\n'): string =>
  lines.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join(end);

/** Files of every kind below the folder. */
export async function writeExport(folder: string): Promise<void> {
  const at = (name: string): string => join(folder, name);
  mkdirSync(at('gzip'), { recursive: true });
  await generateExport({ patients: 80, output: folder, seed: 11, filesPerType: 2, faults: 0.03 });
  await generateExport({
    patients: 60,
    output: at('gzip'),
    seed: 12,
    filesPerType: 1,
    faults: 0.02,
    gzip: true,
    truncateGzip: true,
  });
  // A name does not tell what is in a file.
  renameSync(at('gzip/Encounter.000.ndjson.gz'), at('gzip/Encounter, [a] {b}*.txt'));
  mkdirSync(at('samples'));
  const day = parseDay(EXPORT_DAY) as Day;
  for (const sample of loadSamples('metastatic-back-pain'))
    writeFileSync(at(`samples/${sample.name}.json`), JSON.stringify(sample.bundle(day), null, 2));
  const [one] = loadSamples('metastatic-back-pain');
  writeFileSync(at('samples/again.json.gz'), gzipSync(JSON.stringify(one?.bundle(day), null, 2)));
  writeFileSync(at('samples/no-document.json'), `{\n${readFileSync(at('Patient.000.ndjson'), 'utf8').slice(0, 3_000)}`);
  // The mark that some tools begin a file with, their ends of lines, and none at the end.
  writeFileSync(at('written äö.ndjson'), `\ufeff${text(written(), '\r\n')}`);
  writeFileSync(at('faulty.ndjson'), `${text(faulty())}\n\n`);
  writeFileSync(at('medications.ndjson.gz'), gzipSync(text([medication('m1'), medication('m2')])));
  writeFileSync(at('.hidden.ndjson'), text([patient('hidden')]));
  writeFileSync(at('empty.ndjson'), '');
}
