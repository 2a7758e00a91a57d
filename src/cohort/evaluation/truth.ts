/** Where the truth about a patient comes from: a file of labels, or the patient's own later chart. */
import { parseDay, type Day } from '../../fhir/dates.js';
import type { PatientRecord } from '../record.js';
import type { Labels, Truth } from './labels.js';

/** How far after an assessment an outcome still counts as missed or foreseen by it: own choice, half a year. */
export const DEFAULT_HORIZON_DAYS = 180;

export interface TruthOptions {
  /** Absent: the outcome is derived from the charts. */
  readonly labels?: Labels;
  /** `--outcome-within`, days; at least 1. */
  readonly horizonDays?: number;
  /**
   * Last day that the charts know of, for derived truth: assessments less than the horizon before it, and without outcome,
   * are left out. Absent: charts are taken to go on as long as it takes.
   */
  readonly dataUntil?: Day;
}

/** `undefined`: nothing is known of this patient. */
export function truthOf({ patient, outcome }: PatientRecord, { labels, dataUntil }: TruthOptions): Truth | undefined {
  if (labels) {
    const number = labels.numberOf(patient);
    return number === undefined ? undefined : labels.truthOf(number);
  }
  const day = parseDay(outcome);
  if (day !== undefined) return { outcome: day };
  return dataUntil === undefined ? {} : { followedUntil: dataUntil };
}
