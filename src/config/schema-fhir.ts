/** Where a tenant's charts may be read from (configuration: `tenants[].fhirServers`). */
import { z } from 'zod';
import { INPUTS, RESOURCE_TYPE, type InputName } from '../chart/inputs.js';
import { filePath, line, section, url, yesNo } from './fields.js';
import { backendAlgorithm } from './schema-clients.js';

const PATIENT = '{{context.patientId}}';

/** A search of the input's own type about the context's patient: relative, with that one placeholder and no other. */
const search = (input: InputName) => {
  const type = RESOURCE_TYPE[input];
  const start = input === 'patient' ? `${type}/${PATIENT} or ${type}?…` : `${type}?…`;
  const error = `${start} with ${PATIENT} in it, no other placeholder and no spaces`;
  return z
    .string({ error })
    .max(2048, { error })
    .refine(
      (text) =>
        (text.startsWith(`${type}?`) || (input === 'patient' && text === `${type}/${PATIENT}`)) &&
        text.includes(PATIENT) &&
        !/[\s#\\{}]/.test(text.replaceAll(PATIENT, '')),
      { error },
    )
    .optional();
};

const searches = section(
  Object.fromEntries(INPUTS.map((input) => [input, search(input)])) as Record<InputName, ReturnType<typeof search>>,
);

const backend = section({
  clientId: line(1, 512).describe('The client id registered for the service (SMART Backend Services).'),
  tokenUrl: url().meta({ kind: 'URL', description: 'The token endpoint; https in production.' }),
  keyFile: filePath().describe('The private key, a JWK (JSON) or PEM; relative to the configuration file.'),
  alg: backendAlgorithm().default('RS384').describe("Signature of the client assertion; must fit the key's type."),
  scope: line(1, 1000).default('system/*.rs').describe('Scopes to ask for.'),
});

const fhirServerObject = section({
  url: url().meta({
    kind: 'URL',
    description: "Base URL, compared by origin and exact path with the request's `fhirServer`; https in production.",
  }),
  allowPrivateNetwork: yesNo()
    .default(false)
    .describe(
      'Allows loopback and private addresses. Link-local and metadata addresses are refused always, loopback in production.',
    ),
  caFile: filePath()
    .optional()
    .describe('PEM of the certificate authority to trust besides the system’s; relative to the configuration file.'),
  clientCertFile: filePath()
    .optional()
    .describe('PEM of the service’s own certificate, for servers that ask for one; together with `clientKeyFile`.'),
  clientKeyFile: filePath().optional().describe('The private key of that certificate (PEM).'),
  backend: backend.optional().describe('Access of the service’s own, for calls that bring no token.'),
  searches: searches.prefault({}).meta({
    leaf: 'map of input to search',
    description: `A search to use in place of the derived one, by input, e.g. \`conditions: "Condition?patient=Patient/${PATIENT}"\`.`,
  }),
});

/** A bare URL is short for `{ url: … }`. */
export const fhirServer = z.union([url(), fhirServerObject], { error: 'a URL, or an object with url' });
export type FhirServerOptions = z.output<typeof fhirServerObject>;
export type BackendOptions = z.output<typeof backend>;

/** Both spellings as the long one. */
export const expandFhirServer = (entry: z.output<typeof fhirServer>): FhirServerOptions =>
  typeof entry === 'string' ? { url: entry, allowPrivateNetwork: false, searches: {} } : entry;
