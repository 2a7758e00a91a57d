/**
 * Finds the CDS services: one folder in `cds-services` for each, beside the running code (`dist/` or the sources).
 * To add a service is to add a folder; a wrong one ends the start with a message that names the file.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ContentError, type CdsService, type ServiceFactory } from '../sdk/service.js';
import { checkService } from './check-service.js';
import { loadContent, type LoadedContent } from './content.js';

export { loadContent } from './content.js';

/** Beside the code that runs: `dist/cds-services` for `dist/src/registry`, else the sources'. */
const SERVICES = fileURLToPath(new URL('../../cds-services', import.meta.url));
/** Compiled first: a built folder holds no TypeScript. */
const ENTRY_POINTS = ['index.js', 'index.ts'];

/** A service together with what it was made of, so that it can be made anew with a site's own codes. */
export interface LoadedService {
  readonly service: CdsService;
  readonly content: LoadedContent;
  /** @throws ContentError naming the file that is wrong */
  readonly create: (content: LoadedContent) => CdsService;
}

/** Every service, by id; as `loadEveryService`, where only the services are needed. */
export async function loadServices(root: string = SERVICES): Promise<readonly CdsService[]> {
  return (await loadEveryService(root)).map(({ service }) => service);
}

/**
 * Every service with its content, by id.
 * @param root the folder of services; the product's own unless a test gives another
 * @throws ContentError naming the file and what is wrong with it
 */
export async function loadEveryService(root: string = SERVICES): Promise<readonly LoadedService[]> {
  const services: LoadedService[] = [];
  const files = new Map<string, string>();
  for (const folder of foldersOf(root)) {
    const { file, ...loaded } = await loadService(root, folder);
    const { service } = loaded;
    // The id is the path of the service; ids that differ only in case would be one on some gateways.
    const key = String(service?.id).toLowerCase();
    const other = files.get(key);
    if (other !== undefined) throw new ContentError(file, `duplicate id "${service.id}", also that of ${other}`);
    files.set(key, file);
    checkService(service, folder, file);
    services.push(loaded);
  }
  if (services.length === 0) throw new ContentError(root, 'holds no CDS service');
  return services;
}

function foldersOf(root: string): readonly string[] {
  try {
    return readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) => entry.name)
      .sort();
  } catch {
    throw new ContentError(root, 'no such folder of CDS services');
  }
}

async function loadService(root: string, folder: string): Promise<LoadedService & { readonly file: string }> {
  const name = ENTRY_POINTS.find((candidate) => existsSync(join(root, folder, candidate)));
  if (name === undefined) throw new ContentError(`cds-services/${folder}`, `has no ${ENTRY_POINTS.join(' or ')}`);
  const file = `cds-services/${folder}/${name}`;
  const content = loadContent(join(root, folder, 'content'));
  const createService = await factoryOf(join(root, folder, name), file);
  const create = (given: LoadedContent): CdsService => created(() => createService(given), file);
  return { service: create(content), content, create, file };
}

async function factoryOf(path: string, file: string): Promise<ServiceFactory> {
  let module: unknown;
  try {
    module = await import(pathToFileURL(path).href);
  } catch (error) {
    throw new ContentError(file, `cannot be loaded: ${error instanceof Error ? error.message : String(error)}`);
  }
  const factory = (module as { readonly createService?: unknown }).createService;
  if (typeof factory !== 'function') throw new ContentError(file, 'exports no function createService');
  return factory as ServiceFactory;
}

/** A factory names the file that is wrong by throwing ContentError; any other error is laid at the service's own file. */
function created(create: () => CdsService, file: string): CdsService {
  try {
    return create();
  } catch (error) {
    if (error instanceof ContentError) throw error;
    throw new ContentError(file, `createService failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}
