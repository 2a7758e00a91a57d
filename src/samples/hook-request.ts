/** A sample as the `patient-view` call that an EHR would send for it, its whole chart as prefetch. Pure. */
import type { DataRequirement } from '../chart/inputs.js';
import { RESOURCE_TYPE } from '../chart/inputs.js';
import type { Day } from '../fhir/dates.js';
import type { Json } from '../fhir/resource.js';
import type { CdsService } from '../sdk/service.js';
import type { Sample } from './sample.js';

/** Who opens the chart. */
const USER = 'Practitioner/spinewatch-sample';

/**
 * The body to POST to the service: one prefetch key for each input, a Patient or a searchset Bundle (empty where the
 * sample has nothing of the type).
 */
export function hookRequestOf(
  sample: Sample,
  service: Pick<CdsService, 'hook' | 'requirements'>,
  today: Day,
  hookInstance: string,
): Json {
  const bundle = sample.bundle(today);
  return {
    hook: service.hook,
    hookInstance,
    context: { userId: USER, patientId: sample.patientId },
    prefetch: Object.fromEntries(service.requirements.map((one) => [one.input, prefetchOf(one, bundle.entry)])),
  };
}

function prefetchOf({ input }: DataRequirement, entries: ReturnType<Sample['bundle']>['entry']): Json {
  const own = entries.filter(({ resource }) => resource.resourceType === RESOURCE_TYPE[input]);
  if (input === 'patient') return own[0]?.resource ?? {};
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: own.length,
    entry: own.map((entry) => ({ ...entry, search: { mode: 'match' } })),
  };
}
