/** What the service answers, as zod schemas: for the OpenAPI document and for tests. Pure. */
import { z } from 'zod';
import { ERROR_CODES, ERROR_SYSTEM, ERRORS, type ErrorCode } from '../errors/index.js';
import { assessmentSchema } from './assessment-schema.js';

const coding = z
  .object({ system: z.string(), code: z.string(), display: z.string().optional() })
  .meta({ id: 'Coding' });

const action = z
  .object({
    type: z.enum(['create', 'update', 'delete']),
    description: z.string(),
    resource: z.looseObject({ resourceType: z.string() }).optional().meta({ description: 'A FHIR R4 resource.' }),
  })
  .meta({ id: 'Action' });

const suggestion = z.object({ label: z.string(), uuid: z.uuid(), actions: z.array(action) }).meta({ id: 'Suggestion' });

const link = z
  .object({
    label: z.string(),
    url: z.url(),
    type: z.enum(['absolute', 'smart']),
    appContext: z
      .string()
      .optional()
      .meta({ description: 'Of a SMART link: which tenant, service and card it is of.' }),
  })
  .meta({ id: 'Link' });

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
    extension: z.object({ 'org.spinewatch.evidence': assessmentSchema }).optional(),
  })
  .meta({ id: 'Card' });

const valuesSchema = z
  .object({
    gender: z.string().optional(),
    observations: z.array(z.looseObject({ resourceType: z.literal('Observation') })),
    omitted: z.int().min(0).meta({ description: 'Older values that are not here: of each measure 200 are.' }),
  })
  .meta({
    id: 'Values',
    description: 'Observations that the service read itself and that its legend draws, cut down to what is drawn.',
  });

/** The body of a 200 to a call: at most one card. Empty values are omitted, but for `cards`. */
export const responseSchema = z
  .object({
    cards: z.array(cardSchema).max(1),
    extension: z
      .object({
        'org.spinewatch.assessment': assessmentSchema.optional().meta({ description: 'Where there is no card: why.' }),
        'org.spinewatch.quiet': z
          .object({ reason: z.string(), until: z.iso.datetime().optional() })
          .optional()
          .meta({ description: 'Why and until when the card of this assessment is not shown.' }),
        'org.spinewatch.values': valuesSchema.optional(),
      })
      .optional()
      .meta({ description: 'What stands behind the answer, where the tenant has `explain` on.' }),
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

/**
 * The answer to an error: always one issue, with one of our codes (docs/errors.md).
 * @param codes the errors that are possible there
 */
export const outcomeSchema = (codes: readonly ErrorCode[]) =>
  z.object({
    resourceType: z.literal('OperationOutcome'),
    issue: z
      .array(
        z.object({
          severity: z.literal('error'),
          code: z.enum([...new Set(codes.map((code) => ERRORS[code].issue))]),
          details: z.object({
            coding: z.array(z.object({ system: z.literal(ERROR_SYSTEM), code: z.enum(codes) })).length(1),
            text: z.string().meta({ description: 'What is wrong.' }),
          }),
          diagnostics: z.string().meta({ description: 'What can be done.' }),
          expression: z.array(z.string()).min(1).optional().meta({ description: 'Where, e.g. `context.patientId`.' }),
        }),
      )
      .length(1),
  });

export const anyOutcomeSchema = outcomeSchema(ERROR_CODES).meta({
  id: 'OperationOutcome',
  description: 'Every error of every address; each answer names the codes that it may have.',
});

const checks = z.object({
  configuration: z.object({ status: z.literal('ok') }),
  content: z.object({ status: z.literal('ok') }),
  store: z.object({
    status: z.enum(['ok', 'failing']),
    lost: z.int().min(0).meta({ description: 'Decisions that could not be kept since the start.' }),
    spilled: z.int().min(0).meta({ description: 'Decisions that wait on the disk for the store.' }),
  }),
  governance: z
    .object({ status: z.enum(['ok', 'overdue']) })
    .meta({ description: 'overdue: the content is past its date of review.' }),
});

/** @param statuses those that the answer may have */
export const readinessSchema = (statuses: readonly ('ready' | 'degraded' | 'unready')[]) =>
  z.object({ status: z.enum(statuses), checks });
