/** What the exported FHIR resources of a service have in common: canonical addresses, version, governance. */
import type { RelatedArtifact } from 'fhir/r4.js';
import type { About, Knowledge } from '../sdk/index.js';
import type { CdsService } from '../sdk/service.js';

export const BASE = 'https://spinewatch.org/fhir';
const UCUM = 'http://unitsofmeasure.org';

/** A service that says what it knows. */
export type KnowingService = CdsService & { readonly about: About; readonly knowledge: Knowledge };

export const canonical = (type: string, id: string): string => `${BASE}/${type}/${id}`;
/** As one resource names another: with the version, so that an old plan never gets new orders. */
export const pinned = (type: string, id: string, version: string): string => `${canonical(type, id)}|${version}`;

/** FHIR: a name that a computer can use. `metastatic-back-pain` is `MetastaticBackPain`. */
const computerName = (id: string): string =>
  id.replace(/(?:^|-)([a-z0-9])/g, (_all, first: string) => first.toUpperCase());

const STATUS = { draft: 'draft', approved: 'active', retired: 'retired' } as const;

/** The fields that every knowledge resource of FHIR R4 begins with. */
export function metadata(type: string, id: string, title: string, { version, about }: KnowingService) {
  return {
    id,
    url: canonical(type, id),
    version,
    name: computerName(id),
    title,
    status: STATUS[about.status],
    experimental: false,
    date: about.revised,
    publisher: about.owner,
    purpose: about.intendedUse,
    copyright: 'Apache-2.0 for the rule; codes and their displays remain their owners’ property, as NOTICE says.',
    ...(about.approval === null ? {} : { approvalDate: about.approval.date }),
  };
}

/** Sources as citations; `display` says how each was seen and what it is. */
export function citations({ sources }: About, ids?: readonly string[]): RelatedArtifact[] {
  return sources
    .filter(({ id }) => ids === undefined || ids.includes(id))
    .map(({ id, citation, url, seen, strength }) => ({
      type: 'citation',
      label: id,
      display: `${strength}; ${seen}`,
      citation,
      ...(url === undefined ? {} : { url }),
    }));
}

export const hours = (value: number) => ({ value, unit: 'h', system: UCUM, code: 'h' });
export const days = (value: number) => ({ value, unit: 'd', system: UCUM, code: 'd' });
