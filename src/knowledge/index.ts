/**
 * The knowledge of a service as FHIR R4 (`spinewatch export`): PlanDefinition, ActivityDefinitions, Library, the value
 * sets as they are shipped, and one Bundle of all. Pure; made from what the running rule itself is made from.
 */
import type { Bundle, FhirResource } from 'fhir/r4.js';
import { ContentError, type CdsService } from '../sdk/service.js';
import { activityDefinition } from './activity-definition.js';
import { canonical, type KnowingService } from './common.js';
import { library } from './library.js';
import { planDefinition } from './plan-definition.js';

/** A value set as its file holds it. */
export interface ShippedValueSet {
  readonly resourceType: 'ValueSet';
  readonly id: string;
  readonly url: string;
  readonly version: string;
}

/** One file of the export: `PlanDefinition-metastatic-back-pain.json` and its text. */
export interface ExportFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Every resource of a service and the Bundle that holds them all, which comes last.
 * @throws ContentError where the service does not say what it knows
 */
export function knowledgeOf(
  service: CdsService,
  valueSets: readonly ShippedValueSet[],
): readonly { readonly resourceType: string; readonly id: string }[] {
  const knowing = checked(service);
  const resources = [
    planDefinition(knowing),
    ...knowing.knowledge.orders.map((order) => activityDefinition(knowing, order)),
    library(knowing, valueSets),
    ...valueSets,
  ].map((resource) => resource as typeof resource & { readonly id: string });
  const bundle: Bundle & { readonly id: string } = {
    resourceType: 'Bundle',
    id: `${service.id}-knowledge`,
    type: 'collection',
    entry: resources.map((resource) => ({
      fullUrl: canonical(resource.resourceType, resource.id),
      // A shipped value set was checked when the content was loaded (src/terminology/value-set.ts).
      resource: resource as FhirResource,
    })),
  };
  return [...resources, bundle];
}

/** The same as files, one a resource. */
export function exportFiles(service: CdsService, valueSets: readonly ShippedValueSet[]): readonly ExportFile[] {
  return knowledgeOf(service, valueSets).map((resource) => ({
    name: `${resource.resourceType}-${resource.id}.json`,
    text: `${JSON.stringify(resource, null, 2)}\n`,
  }));
}

function checked(service: CdsService): KnowingService {
  const { about, knowledge } = service;
  if (about && knowledge) return { ...service, about, knowledge };
  throw new ContentError(`cds-services/${service.id}`, 'says nothing of its knowledge (about, knowledge)');
}
