/** What the service answers, as zod schemas: for the OpenAPI document and for tests. Pure. */
import { z } from 'zod';

const coding = z
  .object({ system: z.string(), code: z.string(), display: z.string().optional() })
  .meta({ id: 'Coding' });
const extension = z.record(z.string(), z.unknown());

const action = z
  .object({
    type: z.enum(['create', 'update', 'delete']),
    description: z.string(),
    resource: z.looseObject({ resourceType: z.string() }).optional().meta({ description: 'A FHIR R4 resource.' }),
  })
  .meta({ id: 'Action' });

const suggestion = z.object({ label: z.string(), uuid: z.uuid(), actions: z.array(action) }).meta({ id: 'Suggestion' });

const link = z.object({ label: z.string(), url: z.url(), type: z.enum(['absolute', 'smart']) }).meta({ id: 'Link' });

export const cardSchema = z
  .object({
    uuid: z.uuid(),
    summary: z.string().max(139),
    detail: z.string().optional().meta({ description: 'GitHub Flavored Markdown without HTML.' }),
    indicator: z.enum(['info', 'warning', 'critical']),
    source: z.object({ label: z.string(), url: z.url().optional(), topic: coding.optional() }),
    suggestions: z.array(suggestion).optional(),
    selectionBehavior: z.enum(['any', 'at-most-one']).optional(),
    overrideReasons: z.array(coding).optional(),
    links: z.array(link).optional(),
    extension: extension.optional().meta({ description: 'org.spinewatch.evidence: the assessment behind the card.' }),
  })
  .meta({ id: 'Card' });

/** The body of a 200 to a call: at most one card. Empty values are omitted, but for `cards`. */
export const responseSchema = z
  .object({
    cards: z.array(cardSchema).max(1),
    extension: extension
      .optional()
      .meta({ description: 'org.spinewatch.assessment: why there is no card, where explain is on.' }),
  })
  .meta({ id: 'HookResponse' });

export const discoverySchema = z
  .object({
    services: z.array(
      z
        .object({
          id: z.string(),
          hook: z.string(),
          title: z.string(),
          description: z.string(),
          usageRequirements: z.string().optional(),
          prefetch: z.record(z.string(), z.string()).optional().meta({ description: 'Prefetch keys to FHIR queries.' }),
        })
        .meta({ id: 'ServiceDescription' }),
    ),
  })
  .meta({ id: 'Discovery' });

/** Every error under every route; the codes stand in docs/errors.md. */
export const outcomeSchema = z
  .object({
    resourceType: z.literal('OperationOutcome'),
    issue: z.array(
      z.object({
        severity: z.literal('error'),
        code: z.string(),
        details: z.object({ coding: z.array(coding), text: z.string() }),
        diagnostics: z.string().optional(),
        expression: z.array(z.string()).optional(),
      }),
    ),
  })
  .meta({ id: 'OperationOutcome' });

export const readinessSchema = z
  .object({
    status: z.enum(['ready', 'degraded', 'unready']),
    checks: z.record(z.string(), z.looseObject({ status: z.string() })).optional(),
  })
  .meta({ id: 'Readiness' });
