/**
 * A small EHR that opens SMART apps: a FHIR server and an authorisation server, each at an origin of its own, with the
 * CORS headers that such servers send. It checks what SMART App Launch 2 has an authorisation server check: the client,
 * the redirect address, `aud`, the launch, PKCE, and that a code is used once. Every read needs the token.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Entry } from '../../../src/fhir/resource.js';

/** How it behaves in place of the right way. */
export interface Habits {
  /** Of a search or read of this type. */
  readonly answer?: Readonly<Record<string, 'forbidden' | 'silent' | 'broken' | 'none'>>;
  /** Entries a page; all where not given. */
  readonly page?: number;
  readonly token?: 'refused' | 'silent' | 'odd';
  /** `false`: no page of another origin may read. */
  readonly cors?: false;
  readonly wellKnown?: Readonly<Record<string, unknown>> | 'gone' | 'silent';
  /** What the authorisation server sends the browser back with, in place of a code. */
  readonly error?: string;
  /** The FHIR server goes away when the token is given. */
  readonly leaves?: true;
  readonly userId?: string;
}

export interface Launch extends Habits {
  readonly patientId: string;
  readonly entries: readonly Entry[];
  readonly appContext?: string;
}

export interface Ehr {
  /** Base URL of the FHIR server. */
  readonly iss: string;
  readonly auth: string;
  /** Every token, code and verifier that was given or seen. */
  readonly secrets: string[];
  /** Token requests and what became of them. */
  readonly exchanges: { readonly status: number; readonly why: string }[];
  /** Addresses of the FHIR server that were read. */
  readonly reads: string[];
  /** What the EHR knows a launch by. */
  launch(launch: Launch): string;
  stop(): Promise<void>;
}

export interface Registered {
  readonly clientId: string;
  readonly redirectUri: string;
}

interface Grant {
  readonly launch: Launch;
  readonly challenge: string;
  readonly redirectUri: string;
}

export async function startEhr({ clientId, redirectUri }: Registered): Promise<Ehr> {
  const launches = new Map<string, Launch>();
  const grants = new Map<string, Grant>();
  const tokens = new Map<string, Launch>();
  const secrets: string[] = [];
  const exchanges: Ehr['exchanges'] = [];
  const reads: string[] = [];
  /** Before there is a token nothing tells whose launch it is: the last one's. */
  let current: Launch | undefined;

  const auth = await listening(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://auth');
    if (url.pathname === '/authorize') return authorize(url.searchParams, response);
    if (url.pathname === '/token') return token(request, response);
    // The page in which this EHR shows apps.
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end('<!doctype html><title>EHR</title><body></body>');
  });
  const fhir = await listening((request, response) => answer(request, response));
  const iss = `${fhir.origin}/fhir`;

  function authorize(asked: URLSearchParams, response: ServerResponse): void {
    const redirect = asked.get('redirect_uri') ?? '';
    // Who cannot be trusted is not sent back to.
    if (asked.get('client_id') !== clientId || redirect !== redirectUri)
      return send(response, 400, { error: 'client' });
    const launch = launches.get(asked.get('launch') ?? '');
    const challenge = asked.get('code_challenge') ?? '';
    const scopes = (asked.get('scope') ?? '').split(' ');
    const wrong = [
      [asked.get('response_type') !== 'code', 'unsupported_response_type'],
      [asked.get('aud') !== iss || launch === undefined, 'invalid_request'],
      [!/^[\w-]{43}$/.test(challenge) || asked.get('code_challenge_method') !== 'S256', 'invalid_request'],
      [!['launch', 'openid', 'patient/Condition.rs'].every((one) => scopes.includes(one)), 'invalid_scope'],
      [launch?.error !== undefined, launch?.error],
    ].find(([is]) => is)?.[1] as string | undefined;
    const back = new URL(redirect);
    back.searchParams.set('state', asked.get('state') ?? '');
    if (wrong !== undefined) back.searchParams.set('error', wrong);
    else {
      const code = `code-${randomUUID()}`;
      secrets.push(code);
      grants.set(code, { launch: launch as Launch, challenge, redirectUri: redirect });
      back.searchParams.set('code', code);
    }
    response.writeHead(302, { Location: back.href });
    response.end();
  }

  async function token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const cors = allowing(request);
    if (request.method === 'OPTIONS') return send(response, 204, undefined, cors);
    const asked = new URLSearchParams(await bodyOf(request));
    const grant = grants.get(asked.get('code') ?? '');
    grants.delete(asked.get('code') ?? '');
    const verifier = asked.get('code_verifier') ?? '';
    if (verifier !== '') secrets.push(verifier);
    const refuse = (why: string): void => {
      exchanges.push({ status: 400, why });
      send(response, 400, { error: 'invalid_grant', error_description: `secret ${verifier}` }, cors);
    };
    if (asked.get('grant_type') !== 'authorization_code' || asked.get('client_id') !== clientId)
      return refuse('client');
    if (!grant) return refuse('code');
    if (asked.get('redirect_uri') !== grant.redirectUri) return refuse('redirect_uri');
    if (createHash('sha256').update(verifier).digest('base64url') !== grant.challenge) return refuse('verifier');
    const { launch } = grant;
    if (launch.token === 'refused') return refuse('told to');
    if (launch.token === 'silent') return;
    const accessToken = `token.${randomUUID()}`;
    secrets.push(accessToken);
    tokens.set(accessToken, launch);
    exchanges.push({ status: 200, why: '' });
    if (launch.leaves) await fhir.stop();
    const claims = Buffer.from(JSON.stringify({ fhirUser: `${iss}/${launch.userId ?? 'Practitioner/d1'}` }));
    const given = {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'launch',
      id_token: `e30.${claims.toString('base64url')}.x`,
      patient: launch.patientId,
      ...(launch.appContext === undefined ? {} : { appContext: launch.appContext }),
    };
    send(response, 200, launch.token === 'odd' ? { ...given, patient: undefined } : given, {
      ...cors,
      'Cache-Control': 'no-store',
    });
  }

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '', fhir.origin);
    const path = url.pathname.replace(/^\/fhir\//, '');
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const launch = tokens.get(bearer) ?? current;
    const cors = launch?.cors === false ? {} : allowing(request);
    if (request.method === 'OPTIONS') return send(response, 204, undefined, cors);
    if (path === '.well-known/smart-configuration') {
      if (launch?.wellKnown === 'silent') return;
      if (launch?.wellKnown === 'gone') return send(response, 404, {}, cors);
      return send(response, 200, { ...endpoints(), ...launch?.wellKnown }, cors);
    }
    reads.push(url.href);
    if (!tokens.has(bearer)) return send(response, 401, outcome('login'), cors);
    if (path === 'metadata')
      return send(response, 200, { resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' }, cors);
    search(url, path, tokens.get(bearer) as Launch, response, cors);
  }

  const endpoints = () => ({
    authorization_endpoint: `${auth.origin}/authorize`,
    token_endpoint: `${auth.origin}/token`,
    code_challenge_methods_supported: ['S256'],
    capabilities: ['launch-ehr', 'client-public', 'permission-v2'],
  });

  function search(url: URL, path: string, launch: Launch, response: ServerResponse, cors: Headers): void {
    const [type = '', id] = path.split('/');
    const habit = launch.answer?.[type] ?? launch.answer?.['*'];
    if (habit === 'silent') return;
    if (habit === 'forbidden') return send(response, 403, outcome('forbidden'), cors);
    if (habit === 'broken') return send(response, 500, outcome('exception'), cors);
    const own = launch.entries.filter(({ resource }) => resource.resourceType === type);
    if (id !== undefined) {
      const found = own.find(({ resource }) => resource['id'] === id)?.resource;
      return send(response, found ? 200 : 404, found ?? outcome('not-found'), cors);
    }
    const asked = url.searchParams.get('patient')?.replace(/^Patient\//, '');
    const matches = habit === 'none' || asked !== launch.patientId ? [] : own;
    const from = Number(url.searchParams.get('from') ?? 0);
    const to = from + (launch.page ?? matches.length);
    const next = new URL(url);
    next.searchParams.set('from', String(to));
    const bundle = {
      resourceType: 'Bundle',
      type: 'searchset',
      total: matches.length,
      link: to < matches.length ? [{ relation: 'next', url: next.href }] : [],
      entry: matches.slice(from, to).map(({ resource }) => ({
        fullUrl: `${iss}/${resource.resourceType}/${String(resource['id'])}`,
        resource,
        search: { mode: 'match' },
      })),
    };
    send(response, 200, bundle, cors);
  }

  return {
    iss,
    auth: auth.origin,
    secrets,
    exchanges,
    reads,
    launch(launch) {
      const id = randomUUID();
      current = launch;
      launches.set(id, launch);
      return id;
    },
    stop: async () => {
      await Promise.all([auth.stop(), fhir.stop()]);
    },
  };
}

type Headers = Readonly<Record<string, string>>;

/** What a server sends to whoever asks from a page: the origin, and the one header that a read needs. */
const allowing = ({ headers: { origin } }: IncomingMessage): Headers =>
  origin === undefined
    ? {}
    : {
        'Access-Control-Allow-Origin': origin,
        'Access-Control-Allow-Methods': 'GET, POST',
        'Access-Control-Allow-Headers': 'authorization',
        Vary: 'Origin',
      };

const outcome = (code: string) => ({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code }] });

function send(response: ServerResponse, status: number, body: unknown, headers: Headers = {}): void {
  response.writeHead(status, { ...headers, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request) text += String(part);
  return text;
}

async function listening(listener: RequestListener): Promise<{ origin: string; stop: () => Promise<void> }> {
  const server: Server = createServer(listener);
  // A test that fails before it stops its server must not keep the run from ending.
  server.on('connection', (socket) => void socket.unref());
  server.unref();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A port that nobody listens on, for a service whose address has to be known before it starts. */
export async function freePort(): Promise<number> {
  const { origin, stop } = await listening(() => undefined);
  await stop();
  return Number(new URL(origin).port);
}
