/**
 * An Encounter as it was known on a past day. Of a visit that was still going on it is not known how it ended: its end,
 * its length, where the patient went, and the diagnoses that are made at its end. What the patient came with stays: its
 * reasons, and diagnoses marked as those of the admission or as the chief complaint.
 */
import { wordsIn } from '../../chart/facts/concept.js';
import type { Resource } from '../../fhir/resource.js';
import { isObject, listOf } from '../../fhir/resource.js';
import type { Edit, History } from './history.js';
import { dayIn, endOff, statusBefore, without } from './history.js';

/** Of HL7's DiagnosisRole. */
const AT_THE_START: ReadonlySet<string> = new Set(['AD', 'CC']);
const AFTER_IT: ReadonlySet<string> = new Set(['finished', 'completed', 'discharged']);

export function encounterHistory(resource: Resource): History {
  const start = dayIn(resource['period'], 'start');
  const end = dayIn(resource['period'], 'end');
  // What has only an end is dated by it, as charts are read.
  if (start === undefined || end === undefined) return { from: start ?? end ?? -Infinity, edits: [] };
  const outcome: Edit = { until: end, before: withoutOutcome };
  return {
    from: start,
    edits: [...endOff(resource, 'period'), statusBefore(end, AFTER_IT, 'in-progress'), outcome],
  };
}

function withoutOutcome(resource: Resource): Resource {
  const { diagnosis, hospitalization, ...rest } = resource;
  const known = listOf(diagnosis).filter(
    (one) => isObject(one) && wordsIn(one['use']).some((use) => AT_THE_START.has(use)),
  );
  const stay = isObject(hospitalization)
    ? without(hospitalization, 'dischargeDisposition', 'destination')
    : hospitalization;
  return {
    ...without(rest as Resource, 'length'),
    ...(known.length === 0 ? {} : { diagnosis: known }),
    ...(stay === undefined ? {} : { hospitalization: stay }),
  };
}
