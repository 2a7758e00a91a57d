/** The value sets of a service as they are shipped: whole FHIR resources, for the export. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ShippedValueSet } from '../knowledge/index.js';
import { ContentError } from '../sdk/service.js';

const SERVICES = fileURLToPath(new URL('../../cds-services', import.meta.url));

/**
 * Every value set of a service, by id. The service is loaded before, and with it the files are checked.
 * @param root the folder of services; the product's own unless a test gives another
 * @throws ContentError where a file can no longer be read
 */
export function loadValueSets(serviceId: string, root: string = SERVICES): readonly ShippedValueSet[] {
  const folder = join(root, serviceId, 'content', 'valuesets');
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as ShippedValueSet);
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new ContentError(`${serviceId}/content/valuesets`, `cannot be read: ${why}`);
  }
}
