/**
 * The hook request on the wire (CDS Hooks 1.0 to 3.0): strict on what the service needs, open to everything else.
 * Each schema's message says what is allowed. Prefetch is not looked into: it may be megabytes.
 */
import { z } from 'zod';
import { PATIENT_ID_PATTERN, patientIdOf } from './ids.js';

const allowed = (what: string) => ({ error: what });

const isHttpUrl = (value: string): boolean => /^https?:\/\/[^\s]+$/i.test(value) && URL.canParse(value);

/** A FHIR resource or anything else in the shape of one. */
const object = (what: string) =>
  z
    .custom<Record<string, unknown>>(
      (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
      allowed(what),
    )
    .meta({ override: { type: 'object' } });

export const PATIENT_ID = 'a FHIR id (1 to 64 of A-Z, a-z, 0-9, - and .), with or without Patient/ before it';

const context = z
  .object(
    {
      patientId: z
        .string(allowed(PATIENT_ID))
        .refine((value) => patientIdOf(value) !== undefined, allowed(PATIENT_ID))
        .meta({
          description: `The patient whose chart is open: ${PATIENT_ID}.`,
          example: '1288992',
          override: { type: 'string', pattern: PATIENT_ID_PATTERN.source },
        }),
      userId: z.unknown().optional().meta({
        description: 'Who is looking, as `Type/id`; a Patient or RelatedPerson gets no card.',
        example: 'Practitioner/abc',
      }),
      encounterId: z.unknown().optional().meta({ description: 'The visit the chart was opened in.', example: '89284' }),
    },
    allowed('an object with patientId'),
  )
  .meta({ id: 'PatientViewContext' });

const prefetch = z
  .union([object('an object of prefetch keys'), z.null()], allowed('an object of prefetch keys, or null'))
  .optional()
  .meta({
    description: 'Prefetch keys to FHIR resources or null; the keys and their queries stand in the discovery answer.',
    override: { type: ['object', 'null'], additionalProperties: { type: ['object', 'null'] } },
  });

/** The request to one service. @param hook the hook it answers to */
export const requestSchema = (hook: string) =>
  z
    .object(
      {
        hook: z.literal(hook, allowed(`"${hook}"`)).meta({ description: 'The hook that fired.' }),
        hookInstance: z
          .string(allowed('a text, by CDS Hooks a UUID'))
          .min(1, allowed('a text, by CDS Hooks a UUID'))
          .meta({
            description: 'Unique to this call; by CDS Hooks a UUID, any text is accepted.',
            example: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
          }),
        fhirServer: z
          .string(allowed('an http or https URL'))
          .refine(isHttpUrl, allowed('an http or https URL'))
          .optional()
          .meta({
            description: 'Base URL of the FHIR server to read what was not prefetched from.',
            example: 'https://ehr.example.org/fhir',
            override: { type: 'string', format: 'uri', pattern: '^[Hh][Tt][Tt][Pp][Ss]?://' },
          }),
        fhirAuthorization: z
          .unknown()
          .optional()
          .meta({
            description:
              'The token for fhirServer: an object with access_token, token_type and, where the token is for one patient, ' +
              'patient. An incomplete one is accepted and used as far as it goes.',
            examples: [
              { access_token: 'opaque', token_type: 'Bearer', expires_in: 300, scope: 'patient/*.rs', subject: 'x' },
            ],
          }),
        context,
        prefetch,
        extension: z
          .unknown()
          .optional()
          .meta({ description: 'An object, by CDS Hooks. Read for Epic’s trigger alone.' }),
      },
      allowed('a JSON object'),
    )
    .meta({ description: 'Fields and prefetch keys beyond these are accepted and not read.' });

export type WireRequest = z.infer<ReturnType<typeof requestSchema>>;
