/** Age and vital status: who the rule is for. A patient that could not be read counts as alive and adult. */
import type { Day, PatientFact } from '../../../src/sdk/index.js';
import { yearsBetween } from '../../../src/sdk/index.js';

/** Whole years by the older reading of a partial birthdate; `undefined` without one. */
export function ageOf(patient: PatientFact | undefined, asOf: Day): number | undefined {
  return patient?.birth && patient.birth.start <= asOf ? yearsBetween(patient.birth.start, asOf) : undefined;
}

/** Dead by `deceasedBoolean: true`, or by a date of death up to today. */
export function isDeceased(patient: PatientFact | undefined, asOf: Day): boolean {
  if (patient?.deceased === undefined) return false;
  return patient.deceased === true || patient.deceased.start <= asOf;
}
