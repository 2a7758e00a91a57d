/** Reads the sample charts of a service: `cds-services/<id>/samples`, checked at the start. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { Sample } from '../samples/sample.js';
import { parseIndex, parseSample } from '../samples/sample.js';
import { ContentError } from '../sdk/service.js';

const SERVICES = fileURLToPath(new URL('../../cds-services', import.meta.url));
const INDEX = 'index.yaml';

/**
 * Every sample of a service, in the order of its index; none for a service without a `samples` folder.
 * @param root the folder of services; the product's own unless a test gives another
 * @throws ContentError naming the file and what is wrong with it
 */
export function loadSamples(serviceId: string, root: string = SERVICES): readonly Sample[] {
  const folder = join(root, serviceId, 'samples');
  if (!existsSync(folder)) return [];
  const shown = (file: string): string => `${serviceId}/samples/${file}`;
  const read = <T>(file: string, parser: (text: string) => T): T => {
    try {
      return parser(readFileSync(join(folder, file), 'utf8'));
    } catch (error) {
      const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
      throw new ContentError(shown(file), `cannot be read: ${why}`);
    }
  };
  const entries = parseIndex(
    read(INDEX, (text) => parse(text) as unknown),
    shown(INDEX),
  );
  const unknown = readdirSync(folder).find(
    (file) => file.endsWith('.json') && !entries.some(({ name }) => `${name}.json` === file),
  );
  if (unknown !== undefined) throw new ContentError(shown(unknown), `is not in ${INDEX}`);
  return entries.map((entry) => {
    const file = `${entry.name}.json`;
    return parseSample(
      entry,
      read(file, (text) => JSON.parse(text) as unknown),
      shown(file),
    );
  });
}
