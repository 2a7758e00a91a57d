/**
 * The whole hook against a FHIR server that fails in one input: an answer by the deadline + 1 s, the right one, and the
 * process still there. The chart (breast cancer, low back pain) is `recommended` where everything can be read.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import type { InputName } from '../../../src/chart/inputs.js';
import { RESOURCE_TYPE } from '../../../src/chart/inputs.js';
import { readEnvironment } from '../../../src/config/environment.js';
import type { Resource } from '../../../src/fhir/resource.js';
import type { Running } from '../../../src/main.js';
import { startService } from '../../../src/main.js';
import type { Assessment } from '../../../src/sdk/assessment.js';
import { daysAgo } from '../../support/charts.js';
import type { Fault } from './faults.js';
import { FAULTS } from './faults.js';
import type { FaultyEhr } from './faulty-ehr.js';
import { startFaultyEhr } from './faulty-ehr.js';
import { tempDataDir } from '../../support/data-dir.js';

const SHORT = 400;
const LONG = 5000;

const subject = { reference: 'Patient/1' };
const condition = (id: string, code: string, display: string, onsetDateTime: string): Resource => ({
  resourceType: 'Condition',
  id,
  subject,
  clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }] },
  code: { coding: [{ system: 'http://snomed.info/sct', code, display }] },
  onsetDateTime,
});
const CHART: Readonly<Partial<Record<InputName, readonly Resource[]>>> = {
  patient: [{ resourceType: 'Patient', id: '1', birthDate: '1958-03-04', gender: 'female' }],
  conditions: [
    condition('c1', '254837009', 'Malignant neoplasm of breast', '2018-04-02'),
    condition('c2', '279039007', 'Low back pain', daysAgo(20)),
  ],
};
const own = (input: InputName): readonly Resource[] =>
  CHART[input] ?? [{ resourceType: RESOURCE_TYPE[input], id: `${input}-1`, subject }];

const folder = mkdtempSync(join(tmpdir(), 'spinewatch-'));
let ehr: FaultyEhr;
let hasty: Running;
let unhurried: Running;

/** A service that may read the server, with a deadline of its own. */
async function start(deadlineMs: number): Promise<Running> {
  const file = join(folder, `${deadlineMs}.json`);
  const tenant = {
    id: 'test',
    anonymous: true,
    explain: true,
    fhirServers: [{ url: ehr.base, allowPrivateNetwork: true }],
    cards: { emergencyContact: 'Coordinator' },
    // One patient and one user, call after call.
    quiet: { repeat: 'off' },
  };
  const limits = { responseBytes: 1_000_000 };
  writeFileSync(file, JSON.stringify({ publicBaseUrl: 'http://127.0.0.1', deadlineMs, limits, tenants: [tenant] }));
  return startService(
    readEnvironment({ PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: tempDataDir(), CONFIG_FILE: file }),
    'UTC',
  );
}

beforeAll(async () => {
  ehr = await startFaultyEhr(own);
  hasty = await start(SHORT);
  unhurried = await start(LONG);
});
afterAll(async () => {
  await Promise.all([hasty.stop(), unhurried.stop()]);
  await ehr.stop();
  rmSync(folder, { recursive: true });
});

const serviceFor = (fault: Fault): Running => (fault.untilDeadline ? hasty : unhurried);

/** The answer without prefetch, and the assessment in it. */
async function fire(service: Running) {
  const began = performance.now();
  const { status, body } = await request(service.url)
    .post('/cds-services/metastatic-back-pain')
    .send({
      hook: 'patient-view',
      hookInstance: '1',
      context: { patientId: '1', userId: 'Practitioner/d1' },
      fhirServer: ehr.base,
    });
  const took = performance.now() - began;
  expect(took).toBeLessThan((service === hasty ? SHORT : LONG) + 1000);
  expect(ehr.strays).toEqual([]);
  await request(service.url).get('/health/live').expect(200);
  const [card] =
    (body as { cards?: { summary: string; detail: string; extension: Record<string, Assessment> }[] }).cards ?? [];
  return { status, card, assessment: card?.extension['org.spinewatch.evidence'], body: body as unknown };
}

const gapsOf = (assessment: Assessment | undefined) => assessment?.unavailable;

describe.each(FAULTS.map((fault) => [fault.what, fault] as const))('a server that %s', (_what, fault) => {
  test('for Condition', async () => {
    ehr.breakInput('conditions', fault);
    const { status, card, assessment } = await fire(serviceFor(fault));
    expect([status, assessment?.tier]).toEqual([200, fault.conditions]);
    expect(gapsOf(assessment)).toEqual(fault.state === 'present' ? [] : [{ input: 'conditions', state: fault.state }]);
    if (fault.conditions === 'incomplete') {
      expect(card?.summary).toContain(`conditions: ${fault.state}`);
      expect(card?.summary).toContain('Not an all-clear');
    }
  });

  test('for Patient', async () => {
    ehr.breakInput('patient', fault);
    const { status, card, assessment, body } = await fire(serviceFor(fault));
    if (fault.hookPatient !== undefined) {
      expect([status, body]).toMatchObject([412, { issue: [{ details: { coding: [{ code: 'patient-mismatch' }] } }] }]);
      return;
    }
    const state = fault.patient ?? fault.state;
    expect([status, assessment?.tier]).toEqual([200, 'recommended']);
    expect(gapsOf(assessment)).toEqual(state === 'present' ? [] : [{ input: 'patient', state }]);
    if (state !== 'present') expect(card?.detail).toContain(`- patient: ${state}`);
  });

  test('for Observation', async () => {
    ehr.breakInput('observations', fault);
    const { status, card, assessment } = await fire(serviceFor(fault));
    expect([status, assessment?.tier]).toEqual([200, 'recommended']);
    expect(gapsOf(assessment)).toEqual(
      fault.state === 'present' ? [] : [{ input: 'observations', state: fault.state }],
    );
    if (fault.state === 'present') return;
    expect(card?.detail).toContain(`- observations: ${fault.state}`);
    expect(assessment?.notFound).not.toContain('fever');
  });
});

test.each([
  ['1.0.2', 'DSTU2'],
  ['3.0.2', 'STU3'],
])('a server of FHIR %s is incomplete, and the card says why', async (version, release) => {
  const r4 = ehr;
  ehr = await startFaultyEhr(own, version);
  const service = await start(LONG);
  const why = `server speaks FHIR ${release}, not R4`;
  try {
    const { status, card, assessment } = await fire(service);
    expect([status, assessment?.tier]).toEqual([200, 'incomplete']);
    expect(assessment?.unavailable).toContainEqual({ input: 'conditions', state: 'error', why });
    expect(card?.summary).toBe(
      `Cancer history and back pain could not be checked (patient: error, conditions: error; ${why}). Not an all-clear.`,
    );
    expect(card?.detail).toContain(`- observations: error (${why})`);
  } finally {
    await service.stop();
    await ehr.stop();
    ehr = r4;
  }
});
