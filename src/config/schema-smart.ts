/** The evidence as a SMART on FHIR app (configuration: `tenants[].smart`): closed until a tenant has it. */
import { z } from 'zod';
import { baseUrl } from './addresses.js';
import { line, list, matching, section, wholeNumber } from './fields.js';

const ORIGIN = 'an origin such as https://ehr.example.org, without a path';
const origin = () =>
  z
    .string({ error: ORIGIN })
    .max(2048, { error: ORIGIN })
    .refine((text) => baseUrl(text) === text && new URL(text).origin === text, { error: ORIGIN });
const origins = () => list(origin(), `a list of origins, each ${ORIGIN}`);

export const smart = section({
  clientId: matching(/^[\x21-\x7E]{1,512}$/, 'a client id: 1 to 512 printable characters without spaces').describe(
    'The client id under which the app is registered at the EHR. The app is a public client: there is no secret.',
  ),
  scope: matching(/^[\x21-\x7E]+(?: [\x21-\x7E]+)*$/, 'scopes, one space between them')
    .max(4000, { error: 'scopes of up to 4000 characters' })
    .optional()
    .describe(
      'Scopes to ask for. Unset: `launch openid fhirUser` and, in SMART 2, a read of each type that the services read (`patient/Condition.rs`).',
    ),
  label: line(1, 80).default('Show the evidence').describe('The words of the link on the cards.'),
  authorizationServers: origins()
    .default([])
    .describe(
      'Origins of the authorisation and token endpoints, where they are not those of the FHIR server: the only others that the pages talk to.',
    ),
  frameAncestors: origins()
    .default([])
    .describe('Origins of EHRs that show the app within a frame of theirs. Empty: no frame.'),
  requestsPerMinute: wholeNumber(1, 10_000)
    .default(60)
    .describe('Charts a minute that are assessed for one client address (behind a proxy: `trustProxy`); above: 429.'),
});
export type SmartOptions = z.output<typeof smart>;
