/** Bodies of calls for the conformance tests: the smallest that are complete. */
import { INPUTS } from '../../src/chart/inputs.js';
import type { Json } from '../../src/fhir/resource.js';

export const ID = 'metastatic-back-pain';
export const PATH = `/cds-services/${ID}`;

export const EMPTY = { resourceType: 'Bundle', type: 'searchset', total: 0 };
export const PATIENT = { resourceType: 'Patient', id: '1', birthDate: '1950-01-01' };

export const request = (more: Json = {}): Json => ({
  hook: 'patient-view',
  hookInstance: 'x',
  context: { patientId: '1', userId: 'Practitioner/1' },
  ...more,
});
/** Every key satisfied and nothing found, but for what is given. */
export const prefetch = (more: Json = {}): Json => ({
  ...Object.fromEntries(INPUTS.map((input) => [input, EMPTY])),
  patient: PATIENT,
  ...more,
});
