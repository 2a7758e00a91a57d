/**
 * The decision table of a service as a FHIR R4 PlanDefinition: one action a row.
 *
 * Conditions are words. Their expression is an external constant of FHIRPath that only this service has a value for, so
 * that another system stops there instead of guessing: the rule itself is code that is tested by cases, and a second rule
 * in another language would be one that nobody tests.
 */
import type { Expression, PlanDefinition, PlanDefinitionAction } from 'fhir/r4.js';
import type { KnowledgeRow } from '../sdk/index.js';
import { orderId } from './activity-definition.js';
import { citations, hours, metadata, pinned, type KnowingService } from './common.js';

const PRIORITIES = ['routine', 'urgent', 'asap', 'stat'] as const;

export function planDefinition(service: KnowingService): PlanDefinition {
  const { about, knowledge } = service;
  return {
    resourceType: 'PlanDefinition',
    ...metadata('PlanDefinition', service.id, service.title, service),
    type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/plan-definition-type', code: 'eca-rule' }] },
    subjectCodeableConcept: {
      coding: [{ system: 'http://hl7.org/fhir/resource-types', code: 'Patient' }],
      text: about.intendedPopulation,
    },
    description: `${service.description} Each row is tried for every level of cancer held, and the most urgent tier wins; where no row holds there is no card.`,
    usage: usageOf(service),
    relatedArtifact: citations(about),
    library: [pinned('Library', service.id, service.version)],
    action: knowledge.rows.map((row) => actionOf(row, service)),
  };
}

function actionOf(row: KnowledgeRow, service: KnowingService): PlanDefinitionAction {
  const { about, knowledge, hook, version } = service;
  const [order] = knowledge.orders;
  return {
    id: `row-${row.row}`,
    prefix: `${row.row}`,
    title: row.title,
    description: `Tier ${row.tier}. ${row.condition}`,
    textEquivalent: deadline(row),
    priority: PRIORITIES.find((one) => one === row.priority) ?? 'routine',
    code: [{ coding: [{ system: 'urn:spinewatch:tier', code: row.tier }], text: row.tier }],
    documentation: citations(about, row.sources),
    trigger: [{ type: 'named-event', name: hook }],
    condition: [{ kind: 'applicability', expression: expressionOf(row) }],
    timingDuration: hours(row.withinHours),
    definitionCanonical: pinned('ActivityDefinition', orderId(service, order), version),
  };
}

const expressionOf = ({ row, levels, condition }: KnowledgeRow): Expression => ({
  description: `Level of cancer: ${levels.join(' or ')}. ${condition}`,
  name: `row-${row}`,
  language: 'text/fhirpath',
  expression: `%spinewatchRow${row}`,
});

function deadline({ withinHours, sooner }: KnowledgeRow): string {
  const exceptions = sooner.map((one) => `; within ${one.withinHours} hours where ${one.when}`).join('');
  return `As soon as possible, at the latest within ${withinHours} hours${exceptions}.`;
}

/** For whom it is, what it is not for, its limits, and why there may be no card. */
function usageOf({ about, knowledge }: KnowingService): string {
  const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');
  return [
    about.intendedUser,
    `Not intended for:\n${list(about.notIntendedFor)}`,
    `Limits:\n${list(about.limits)}`,
    `No card:\n${list(Object.entries(knowledge.silences).map(([reason, text]) => `${reason}: ${text}`))}`,
  ].join('\n\n');
}
