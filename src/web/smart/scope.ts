/** The scopes that the app asks for where the site names none: from what the services read, and nothing to write. Pure. */
import { RESOURCE_TYPE } from '../../chart/inputs.js';
import type { CdsService } from '../../sdk/service.js';

/** SMART 2: a read and a search of each type, of the launched patient alone. */
export function scopeOf(services: readonly Pick<CdsService, 'requirements'>[]): string {
  const inputs = new Set(services.flatMap(({ requirements }) => requirements.map(({ input }) => input)));
  const reads = [...inputs].map((input) => `patient/${RESOURCE_TYPE[input]}.${input === 'patient' ? 'r' : 'rs'}`);
  // Medications that requests refer to are read one by one.
  if (inputs.has('medications')) reads.push('patient/Medication.r');
  return ['launch', 'openid', 'fhirUser', ...reads].join(' ');
}
