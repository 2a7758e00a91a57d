/** Two sites on one service: `north`, whose FHIR server is well, and `south`, whose server can be told to hang. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { INPUTS, RESOURCE_TYPE } from '../../../src/chart/inputs.js';
import { BASE, claims, makeKeys, sign, tenantOf } from '../../security/tokens.js';
import { chartOfBytes, hookCall } from '../chart.js';
import { startFhirServer, type Server } from '../child.js';
import { connect } from '../http.js';
import { PATIENT, today } from '../service.js';

export type TenantId = 'north' | 'south';
export const TENANTS: readonly TenantId[] = ['north', 'south'];

export interface SiteOptions {
  /** For the files of the site; whoever made it takes it away. */
  readonly folder: string;
  readonly deadlineMs: number;
  /** What a FHIR server takes for each search. */
  readonly delayMs: number;
}

export interface Site {
  readonly configFile: string;
  /** A request of one tenant, its token used once: the headers and the body. */
  request(tenant: TenantId): Promise<{ readonly headers: Readonly<Record<string, string>>; readonly body: Buffer }>;
  /** The server of `south` takes requests and answers none, until it is told to recover. */
  hang(): Promise<void>;
  recover(): Promise<void>;
  stop(): Promise<void>;
}

/** All of it but the Conditions comes by prefetch: one read a call, so that it is calls that there are many of. */
const CHART_BYTES = 15_000;

export async function openSite({ folder, deadlineMs, delayMs }: SiteOptions): Promise<Site> {
  const chart = chartOfBytes(CHART_BYTES, { asOf: today() });
  const answers = join(folder, 'answers.json');
  writeFileSync(
    answers,
    JSON.stringify(Object.fromEntries(INPUTS.map((input) => [RESOURCE_TYPE[input], chart[input]]))),
  );
  const sites = await Promise.all(
    TENANTS.map(async (id) => {
      const [keys, fhir] = await Promise.all([makeKeys(id, 'ES256'), startFhirServer(answers, delayMs)]);
      const fhirServer = `${fhir.url}/fhir`;
      const { conditions: _read, ...prefetch } = chart;
      const body = Buffer.from(hookCall(PATIENT, { fhirServer, prefetch }));
      return { id, keys, fhir, fhirServer, issuer: fhirServer, body };
    }),
  );
  const siteOf = (tenant: TenantId) => sites.find(({ id }) => id === tenant) as (typeof sites)[number];
  const configFile = join(folder, 'spinewatch.json');
  writeFileSync(
    configFile,
    JSON.stringify({
      publicBaseUrl: BASE,
      deadlineMs,
      // Only the bound on a caller's requests a minute is lifted: it would stop the load itself.
      limits: { requestsPerMinute: 1_000_000 },
      tenants: sites.map(({ id, keys, issuer, fhirServer }) => ({
        ...tenantOf(id, { issuer, jwks: { keys: [keys.jwk] }, algorithms: ['ES256'] }),
        fhirServers: [{ url: fhirServer, allowPrivateNetwork: true }],
        quiet: { repeat: 'off' },
      })),
    }),
  );
  const tell = async ({ fhir }: { readonly fhir: Server }, what: string): Promise<void> => {
    const connection = connect();
    await connection.get(`${fhir.url}/${what}`);
    connection.close();
  };
  return {
    configFile,
    async request(tenant) {
      const { keys, issuer, body } = siteOf(tenant);
      const token = await sign(keys, claims(issuer, {}, Math.floor(Date.now() / 1000)));
      return { headers: { Authorization: `Bearer ${token}` }, body };
    },
    hang: () => tell(siteOf('south'), 'hang'),
    recover: () => tell(siteOf('south'), 'recover'),
    stop: async () => {
      await Promise.all(sites.map(({ fhir }) => fhir.stop()));
    },
  };
}
