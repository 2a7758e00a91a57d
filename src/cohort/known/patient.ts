/** A Patient on a day on which they came: a death is known from its day; one without a day was not yet. */
import { parseFhirDate } from '../../fhir/dates.js';
import type { Resource } from '../../fhir/resource.js';
import type { Edit, History } from './history.js';
import { earliest, without } from './history.js';

export function patientHistory(resource: Resource): History {
  const died = earliest(parseFhirDate(resource['deceasedDateTime']));
  if (died === undefined && resource['deceasedBoolean'] !== true) return { from: -Infinity, edits: [] };
  const alive: Edit = {
    until: died ?? Infinity,
    // A date that cannot be read says nothing: it stays for the rule to judge.
    before: (one) =>
      died === undefined ? without(one, 'deceasedBoolean') : without(one, 'deceasedBoolean', 'deceasedDateTime'),
  };
  return { from: -Infinity, edits: [alive] };
}
