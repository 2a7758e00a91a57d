/** A FHIR server of a chart that has a card, on loopback; a test may change any answer, and every request is kept. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RESOURCE_TYPE } from '../../../src/chart/inputs.js';
import type { InputName } from '../../../src/chart/inputs.js';
import { BREAST_CANCER, PATIENT, backPain, prefetchOf } from '../../support/charts.js';

export interface Ehr {
  readonly url: string;
  readonly origin: string;
  readonly requests: readonly IncomingMessage[];
  close(): Promise<void>;
}

/** Answers a request itself and says `true`, or leaves it to the chart. */
export type Twist = (path: string, response: ServerResponse, request: IncomingMessage) => boolean | undefined;

/** @param base of the FHIR server, e.g. `/fhir` */
export async function ehr(twist: Twist = () => false, base = '/fhir'): Promise<Ehr> {
  const chart = prefetchOf(PATIENT, BREAST_CANCER, backPain());
  const byType = new Map(Object.entries(chart).map(([input, value]) => [RESOURCE_TYPE[input as InputName], value]));
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    const path = (request.url ?? '').slice(base.length + 1);
    response.setHeader('content-type', 'application/fhir+json');
    if (twist(path, response, request) === true) return;
    if (path.startsWith('metadata'))
      return void response.end('{"resourceType":"CapabilityStatement","fhirVersion":"4.0.1"}');
    const found = byType.get((path.split(/[/?]/)[0] ?? '') as never);
    if (found) response.end(JSON.stringify(found));
    else response.writeHead(404).end('{"resourceType":"OperationOutcome"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${origin}${base}`,
    origin,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
