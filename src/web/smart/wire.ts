/** `POST /evidence/<service>` on the wire: a chart that a page has read, and the assessment of it. Pure. */
import { z } from 'zod';
import { INPUT_STATES, INPUTS, type InputName } from '../../chart/inputs.js';
import { isObject, isResource } from '../../fhir/resource.js';
import { assessmentSchema } from '../../hooks/assessment-schema.js';
import { PATIENT_ID_PATTERN, patientIdOf } from '../../hooks/ids.js';
import { PATIENT_ID } from '../../hooks/request-schema.js';
import { cardSchema } from '../../hooks/wire-schemas.js';

const allowed = (what: string) => ({ error: what });
const ISS = 'the address of a FHIR server from which the app may be launched';
const ENTRIES = 'a list of objects with a resource, which has a resourceType';
/** Releases that no chart is read from: their resources mean something else. */
const RELEASES = ['DSTU2', 'STU3', 'R5'] as const;

/** Not looked into any further: there may be thousands. */
const isEntry = (value: unknown): boolean =>
  isObject(value) &&
  (value['fullUrl'] === undefined || typeof value['fullUrl'] === 'string') &&
  isResource(value['resource']);

const read = z
  .object(
    {
      state: z
        .enum(INPUT_STATES, allowed(INPUT_STATES.join(', ')))
        .meta({ description: 'How the reading of this input ended.' }),
      entries: z
        .custom<readonly { readonly fullUrl?: string; readonly resource: { readonly resourceType: string } }[]>(
          (value) => Array.isArray(value) && value.every(isEntry),
          allowed(ENTRIES),
        )
        .meta({
          override: {
            type: 'array',
            items: {
              type: 'object',
              required: ['resource'],
              properties: {
                fullUrl: { type: 'string' },
                resource: {
                  type: 'object',
                  required: ['resourceType'],
                  properties: { resourceType: { type: 'string' } },
                },
              },
            },
          },
        }),
      release: z
        .enum(RELEASES, allowed(RELEASES.join(', ')))
        .optional()
        .meta({ description: 'Of FHIR, where the server speaks one that was therefore not used.' }),
    },
    allowed('an object with state and entries'),
  )
  .meta({ id: 'ReadInput' });

export const viewRequestSchema = z
  .object(
    {
      iss: z
        .string(allowed(ISS))
        .max(2048, allowed(ISS))
        .meta({ description: ISS, example: 'https://ehr.example/fhir' }),
      patientId: z
        .string(allowed(PATIENT_ID))
        .refine((value) => patientIdOf(value) !== undefined, allowed(PATIENT_ID))
        .meta({ description: PATIENT_ID, override: { type: 'string', pattern: PATIENT_ID_PATTERN.source } }),
      userId: z.unknown().optional().meta({ description: 'Who is looking, as `Type/id`; a Patient gets no card.' }),
      encounterId: z.unknown().optional().meta({ description: 'The visit that the chart was opened in.' }),
      inputs: z.object(
        Object.fromEntries(INPUTS.map((input) => [input, read.optional()])) as Record<
          InputName,
          z.ZodOptional<typeof read>
        >,
        allowed('an object of inputs'),
      ),
    },
    allowed('a JSON object'),
  )
  .meta({ id: 'ViewRequest', description: 'A chart as it was read with the token of whoever is looking.' });

export type ViewRequest = z.infer<typeof viewRequestSchema>;

export const viewSchema = z
  .object({
    assessment: assessmentSchema,
    card: cardSchema
      .pick({ summary: true, indicator: true, source: true })
      .optional()
      .meta({ description: 'The head of the card that the hook shows for it; absent where there is none.' }),
  })
  .meta({ id: 'View', description: 'The assessment that the hook makes of this chart today.' });

export type View = z.infer<typeof viewSchema>;
