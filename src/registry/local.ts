/** A service with one site's own codes: the same code with merged value sets, its own searches and its own hash. */
import { createHash } from 'node:crypto';
import { ContentError, type CdsService } from '../sdk/service.js';
import { compileRows } from '../terminology/compile.js';
import { checkExclusive } from '../terminology/exclusive.js';
import { withCodes, type CodesToAdd } from '../terminology/local.js';
import { checkService } from './check-service.js';
import { EXCLUSIVE, type LoadedContent } from './content.js';
import type { LoadedService } from './load.js';

/**
 * Every service anew, with the codes added to its value sets; a service without any of these sets stays as it is.
 * @param file of the codes, as error texts name it; @param text of the file, for the hash that cards name
 * @throws ContentError naming the file, the value set and the code
 */
export function withLocalCodes(
  services: readonly LoadedService[],
  codes: CodesToAdd,
  file: string,
  text: string,
): readonly LoadedService[] {
  const all = new Set(services.flatMap(({ content }) => content.valueSets.map((set) => set.id)));
  const unknown = Object.keys(codes).find((id) => !all.has(id));
  if (unknown !== undefined)
    throw new ContentError(file, `${unknown}: no such value set (docs/terminology.md has them)`);
  return services.map((loaded) => {
    const ids = new Set(loaded.content.valueSets.map((set) => set.id));
    const own = Object.fromEntries(Object.entries(codes).filter(([id]) => ids.has(id)));
    return Object.keys(own).length === 0 ? loaded : localised(loaded, own, file, text);
  });
}

function localised(
  { service, content, create }: LoadedService,
  codes: CodesToAdd,
  file: string,
  text: string,
): LoadedService {
  const valueSets = withCodes(content.valueSets, codes, file);
  const exclusive = content.documents[EXCLUSIVE];
  // The shipped sets have passed alone, so whatever overlaps is one of the file's codes.
  if (exclusive !== undefined) named(file, () => checkExclusive(valueSets, exclusive, EXCLUSIVE));
  const merged: LoadedContent = {
    documents: content.documents,
    valueSets,
    terminology: compileRows(valueSets),
    contentHash: `sha256:${createHash('sha256').update(`${content.contentHash}\0${text}`).digest('hex')}`,
  };
  const own = withSearches(create(merged), content, codes);
  named(file, () => checkService(own, service.id, file));
  return { service: own, content: merged, create };
}

/** Observations are searched by code: a code added to a set that is searched is searched as well. */
function withSearches(service: CdsService, { terminology }: LoadedContent, added: CodesToAdd): CdsService {
  const requirements = service.requirements.map((requirement) => {
    const { codes } = requirement;
    if (codes === undefined) return requirement;
    const searched = new Set(codes);
    const more = Object.entries(added)
      .filter(([set]) => terminology.codesOf(set).some((code) => searched.has(code)))
      .flatMap(([, rows]) => rows.map((row) => row.code.trim()));
    return { ...requirement, codes: [...new Set([...codes, ...more])] };
  });
  return Object.create(service, { requirements: { value: requirements, enumerable: true } }) as CdsService;
}

/** An error of a shipped file is the local file's fault here, and says so first. */
function named(file: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof ContentError) || error.file.startsWith(file)) throw error;
    throw new ContentError(file, error.message);
  }
}
