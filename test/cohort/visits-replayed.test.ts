/** The real rule at past visits: what came later neither opens a card nor silences one. */
import { asKnown } from '../../src/cohort/as-known.js';
import type { Day } from '../../src/fhir/dates.js';
import { parseDay } from '../../src/fhir/dates.js';
import type { Json } from '../../src/fhir/resource.js';
import { inputsOf } from '../support/case-chart.js';
import { realService } from '../support/service.js';

const service = realService();
const PATIENT: Json = { Patient: { birthDate: '1954-01-10', gender: 'female' } };
const CANCER: Json = {
  Condition: { id: 'c1', code: 'SCT#254837009 Malignant neoplasm of breast', onset: '2018-04-02' },
};
const PAIN: Json = { Condition: { id: 'c2', code: 'SCT#279039007 Low back pain', onset: '2026-05-01' } };
const MRI = 'LOINC#30854-4 MR Cervical and thoracic and lumbar spine WO contrast';
const VISIT = '2026-05-15';

const at = (rows: readonly Json[], visit = VISIT) => {
  const asOf = parseDay(visit) as Day;
  const { tier, reason } = service.assess({
    inputs: asKnown(inputsOf(rows), asOf),
    asOf,
    settings: { otherCancers: true },
  });
  return tier ?? reason;
};
/** As it would be without taking the chart back: the trap is one. */
const naive = (rows: readonly Json[]) => {
  const { tier, reason } = service.assess({
    inputs: inputsOf(rows),
    asOf: parseDay(VISIT) as Day,
    settings: { otherCancers: true },
  });
  return tier ?? reason;
};

test('a cancer and a back pain that were known give a card', () => {
  expect(at([PATIENT, CANCER, PAIN])).toBe('recommended');
});

test('an MRI that came later does not silence', () => {
  const done: Json = { DiagnosticReport: { code: MRI, date: '2026-05-20', issued: '2026-05-21' } };
  const rows = [PATIENT, CANCER, PAIN, done];
  expect(at(rows)).toBe('recommended');
  expect(at(rows, '2026-05-22')).toBe('imaging-done');
});

test('an MRI that was made and not reported yet does not silence', () => {
  const rows = [PATIENT, CANCER, PAIN, { DiagnosticReport: { code: MRI, date: VISIT, issued: '2026-05-20' } }];
  expect(naive(rows)).toBe('imaging-done');
  expect(at(rows)).toBe('recommended');
});

test('an order that was carried out later was on order', () => {
  const order = { ServiceRequest: { id: 'o1', code: MRI, status: 'completed', authored: '2026-05-10' } };
  const done = { DiagnosticReport: { code: MRI, date: '2026-05-20', basedOn: [{ reference: 'ServiceRequest/o1' }] } };
  const rows = [PATIENT, CANCER, PAIN, order, done];
  expect(naive(rows)).not.toBe('imaging-ordered');
  expect(at(rows)).toBe('imaging-ordered');
});

test('a cancer that was found later does not open', () => {
  const found = { Condition: { code: 'SCT#254837009', onset: '2018-04-02', recorded: '2026-06-01' } };
  const rows = [PATIENT, found, PAIN];
  expect(naive(rows)).toBe('recommended');
  expect(at(rows)).toBe('no-cancer');
});

test('a cancer in the words of a later diagnosis of an old visit does not open', () => {
  const later = { Condition: { id: 'later', code: 'SCT#254837009', recorded: '2026-06-01' } };
  const visit = { Encounter: { id: 'e1', date: '2026-05-02', diagnosis: ['later'] } };
  expect(at([PATIENT, later, PAIN, visit])).toBe('no-cancer');
});

test('a back pain that is over now was there', () => {
  const over = {
    Condition: { code: 'SCT#279039007', onset: '2026-05-01', abated: '2026-06-30', status: 'resolved' },
  };
  const rows = [PATIENT, CANCER, over];
  expect(naive(rows)).toBe('no-current-back-pain');
  expect(at(rows)).toBe('recommended');
});

test('a patient who died since was alive', () => {
  const alive = (deceased: unknown): Json => ({ Patient: { birthDate: '1954-01-10', deceased } });
  expect(naive([alive(true), CANCER, PAIN])).toBe('deceased');
  expect(at([alive(true), CANCER, PAIN])).toBe('recommended');
  expect(at([alive('2026-07-01'), CANCER, PAIN])).toBe('recommended');
  expect(at([alive('2026-07-01'), CANCER, PAIN], '2026-07-02')).toBe('deceased');
});
