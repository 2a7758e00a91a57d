/**
 * The configuration file's schema: keys, bounds, defaults and what each means (docs/configuration.md is made from it).
 * What depends on several keys, or on production, is in checks.ts.
 */
import { z } from 'zod';
import { baseUrl } from './addresses.js';
import { list, section, url, variableName, wholeNumber } from './fields.js';
import { tenant } from './schema-tenant.js';

const MEGABYTE = 1_048_576;

const limits = section({
  bodyBytes: wholeNumber(100, 100 * MEGABYTE)
    .default(10 * MEGABYTE)
    .describe('Bytes of a request, unzipped; above: 413.'),
  jsonDepth: wholeNumber(4, 1000).default(64).describe('Levels of nesting of a request’s JSON; above: 400.'),
  pages: wholeNumber(1, 1000).default(20).describe('Pages read of one search; above: `truncated`.'),
  resources: wholeNumber(1, 1_000_000).default(20_000).describe('Resources read of one search; above: `truncated`.'),
  responseBytes: wholeNumber(100, 100 * MEGABYTE)
    .default(10 * MEGABYTE)
    .describe('Bytes of one answer of a FHIR server.'),
  concurrent: wholeNumber(1, 10_000).default(64).describe('Hook calls worked on at a time.'),
  queue: wholeNumber(0, 10_000).default(64).describe('Hook calls that wait for a place; above: 503.'),
  requestsPerMinute: wholeNumber(1, 1_000_000).default(1200).describe('Requests a minute of one caller; above: 429.'),
});

const ORIGIN = '"*" alone, or origins such as https://ehr.example.org';
const origin = z
  .string({ error: ORIGIN })
  .refine((text) => text === '*' || (baseUrl(text) === text && new URL(text).origin === text), { error: ORIGIN });

export const configurationFile = section({
  publicBaseUrl: url().meta({
    kind: 'URL',
    description:
      'Where callers reach the service. A JWT’s `aud` is checked against it, never the Host header; https in production.',
  }),
  deadlineMs: wholeNumber(100, 10_000).default(4000).describe('Milliseconds for a whole hook call, reads included.'),
  limits: limits.prefault({}).describe('Bounds of requests and reads.'),
  cors: section({
    origins: list(origin, ORIGIN)
      .refine((all) => !all.includes('*') || all.length === 1, { error: ORIGIN })
      .default(['*'])
      .describe('Browser origins that may call. Credentials (cookies) are never allowed.'),
  })
    .prefault({})
    .describe('Cross-origin calls.'),
  trustProxy: wholeNumber(0, 20).default(0).describe('Reverse proxies in front, whose `X-Forwarded-For` is believed.'),
  operator: section({
    tokenEnv: variableName()
      .default('SPINEWATCH_OPERATOR_TOKEN')
      .describe('Variable that holds the token. While it is unset, they stay closed.'),
  })
    .optional()
    .describe('Opens the dashboard and the reports outside the sandbox.'),
  store: section({
    retentionDays: wholeNumber(1, 36_500).default(730).describe('Days that records are kept.'),
    patientKeyEnv: variableName()
      .default('SPINEWATCH_PATIENT_KEY')
      .describe(
        'Variable that holds the key of the patient hash. Required with PostgreSQL; made in `DATA_DIR` when embedded.',
      ),
  })
    .prefault({})
    .describe('What is recorded.'),
  tenants: list(tenant, 'a list of one or more tenants', 1).describe('The sites that call.'),
});

/** The file with its defaults filled in, before the cross-checks. */
export type ConfigurationFile = z.output<typeof configurationFile>;
/** The file as written. */
export type ConfigurationFileInput = z.input<typeof configurationFile>;
