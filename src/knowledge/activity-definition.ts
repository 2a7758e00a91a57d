/** The orders a service drafts, as FHIR R4 ActivityDefinitions: one for each choice a site has. */
import type { ActivityDefinition } from 'fhir/r4.js';
import type { KnowledgeOrder } from '../sdk/index.js';
import { citations, metadata, pinned, type KnowingService } from './common.js';

export const orderId = (service: KnowingService, order: KnowledgeOrder): string => `${service.id}-order-${order.id}`;

export function activityDefinition(service: KnowingService, order: KnowledgeOrder): ActivityDefinition {
  return {
    resourceType: 'ActivityDefinition',
    ...metadata('ActivityDefinition', orderId(service, order), order.text, service),
    description: `The draft order of ${service.title}. It is proposed to a clinician, who reviews and signs it; nothing is ordered by itself.`,
    relatedArtifact: citations(service.about),
    library: [pinned('Library', service.id, service.version)],
    kind: 'ServiceRequest',
    intent: 'order',
    doNotPerform: false,
    code: { coding: order.coding.map(({ system, code, display }) => ({ system, code, display })), text: order.text },
  };
}
