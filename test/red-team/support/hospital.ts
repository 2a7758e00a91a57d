/** Two hospitals on one service that really runs: their EHRs sign tokens, their FHIR servers are elsewhere. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from '../../../src/config/environment.js';
import type { Json } from '../../../src/fhir/resource.js';
import type { Running, World } from '../../../src/main.js';
import { startService } from '../../../src/main.js';
import { BASE, CALL, claims, makeKeys, sign, tenantOf, type Keys } from '../../security/tokens.js';
import { BREAST_CANCER, PATIENT, backPain, hookRequest, prefetchOf } from '../../support/charts.js';
import { tempDataDir } from '../../support/data-dir.js';

export const NORTH = 'https://ehr.north.example/fhir';
export const SOUTH = 'https://ehr.south.example/fhir';
export const FEEDBACK = `${CALL}/feedback`;
export { BASE, CALL };

/** A chart that is answered with a card, whole as prefetch. */
export const chart = (more: Json = {}): Json => hookRequest(prefetchOf(PATIENT, BREAST_CANCER, backPain()), more);

/** The token that callers give for their FHIR server. */
export const TOKEN = 'token-for-one-server-alone';

/** The call for the same chart, to be read from a FHIR server. */
export const bare = (fhirServer: string, more: Json = {}): Json => {
  const { prefetch: _none, ...rest } = chart({
    fhirServer,
    fhirAuthorization: { access_token: TOKEN, token_type: 'Bearer', expires_in: 300, scope: 's', subject: 's' },
    ...more,
  });
  return rest;
};

export interface Setup {
  /** Of the whole file. */
  readonly file?: Json;
  /** Of the tenant `north`, and of its one client. */
  readonly north?: Json;
  readonly client?: Json;
  readonly south?: Json;
  readonly environment?: Readonly<Record<string, string>>;
  readonly world?: World;
  /** Of both EHRs; made anew where they are not given. */
  readonly keys?: readonly [north: Keys, south: Keys];
}

export interface Hospitals extends Running {
  readonly north: Keys;
  readonly south: Keys;
  /** A token of north's EHR as it should be, but for what is given. */
  token(more?: Json, header?: Json): Promise<string>;
  /** POSTs a body; without a token where none is given, by a fresh one of north's EHR otherwise. */
  post(body: unknown, options?: Sent): Promise<Got>;
  /** The file that the service was started with, to be changed for a reload. */
  readonly configFile: string;
}

export interface Sent {
  readonly path?: string;
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Got {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Json;
}

export const seconds = (): number => Math.floor(Date.now() / 1000);

export async function hospitals(setup: Setup = {}): Promise<Hospitals> {
  const [north, south] = setup.keys ?? (await Promise.all([makeKeys('n1'), makeKeys('s1')]));
  const configFile = join(mkdtempSync(join(tmpdir(), 'spinewatch-red-')), 'spinewatch.json');
  const quiet = { repeat: 'off' };
  const tenants = [
    { ...tenantOf('north', { issuer: NORTH, jwks: { keys: [north.jwk] }, ...setup.client }), quiet, ...setup.north },
    { ...tenantOf('south', { issuer: SOUTH, jwks: { keys: [south.jwk] } }), quiet, ...setup.south },
  ];
  writeFileSync(configFile, JSON.stringify({ publicBaseUrl: BASE, ...setup.file, tenants }));
  const environment = { PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: tempDataDir(), CONFIG_FILE: configFile };
  const service = await startService(readEnvironment({ ...environment, ...setup.environment }), 'UTC', setup.world);
  const token = (more: Json = {}, header: Json = {}): Promise<string> =>
    sign(north, claims(NORTH, more, seconds()), header as never);
  return {
    ...service,
    north,
    south,
    token,
    configFile,
    async post(body, { path = CALL, token: given, headers = {} } = {}) {
      const jwt = given === undefined ? await token({ aud: `${BASE}${path}` }) : given;
      const answer = await fetch(`${service.url}${path}`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          ...(jwt === null ? {} : { Authorization: `Bearer ${jwt}` }),
          ...headers,
        },
        body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
      });
      const text = await answer.text();
      return { status: answer.status, headers: answer.headers, text, body: JSON.parse(text || '{}') as Json };
    },
  };
}

/** The service as anybody tries it: the sandbox profile, no tokens. */
export const sandbox = (environment: Readonly<Record<string, string>> = {}, world?: World): Promise<Running> =>
  startService(
    readEnvironment({ PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: tempDataDir(), ...environment }),
    'UTC',
    world,
  );

/** The assessment in an answer, with its card or without. */
export function assessmentOf(body: Json): Json & { readonly tier?: unknown; readonly unavailable?: unknown } {
  const [card] = (body['cards'] ?? []) as readonly { readonly extension?: Json }[];
  const extension = card?.extension ?? (body['extension'] as Json | undefined) ?? {};
  return (extension['org.spinewatch.evidence'] ?? extension['org.spinewatch.assessment'] ?? {}) as Json;
}

/** The code of an error's OperationOutcome. */
export function errorOf(body: Json): string | undefined {
  const [issue] = (body['issue'] ?? []) as readonly { details?: { coding?: readonly { code: string }[] } }[];
  return issue?.details?.coding?.[0]?.code;
}
