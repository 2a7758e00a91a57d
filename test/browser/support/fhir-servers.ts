/** FHIR servers as a browser's user may meet them: one that is empty, one that refuses, one that never answers, none. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { INPUTS, RESOURCE_TYPE } from '../../../src/chart/inputs.js';

export interface FhirServerStub {
  readonly url: string;
  stop(): Promise<void>;
}

async function stub(listener: RequestListener): Promise<FhirServerStub> {
  const server: Server = createServer(listener);
  // A test that fails before it stops its server must not keep the run from ending.
  server.on('connection', (socket) => void socket.unref());
  server.unref();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const json =
  (body: unknown, status = 200): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'Content-Type': 'application/fhir+json' });
    response.end(JSON.stringify(body));
  };
const outcome = (code: string) => ({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code }] });

/** A chart as a hook request carries it, to be read instead. @param prefetch by input */
export const chartServer = (prefetch: Readonly<Record<string, unknown>>): Promise<FhirServerStub> =>
  stub((request, response) => {
    const type = /^\/fhir\/([A-Za-z]+)/.exec(request.url ?? '')?.[1];
    const input = INPUTS.find((one) => RESOURCE_TYPE[one] === type);
    const found = input === undefined ? undefined : prefetch[input];
    const none = { resourceType: 'Bundle', type: 'searchset', total: 0 };
    json(type === 'metadata' ? { resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' } : (found ?? none))(
      request,
      response,
    );
  });

/** It knows the patient, and nothing of them. */
export const emptyServer = (): Promise<FhirServerStub> =>
  stub((request, response) =>
    /\/Patient\/[^/?]+$/.test(request.url ?? '')
      ? json({ resourceType: 'Patient', id: 'p1', birthDate: '1960-01-01' })(request, response)
      : json({ resourceType: 'Bundle', type: 'searchset', total: 0 })(request, response),
  );
export const refusingServer = (): Promise<FhirServerStub> => stub(json(outcome('forbidden'), 403));
export const silentServer = (): Promise<FhirServerStub> => stub(() => undefined);

/** An address at which nobody listens. */
export async function nobody(): Promise<string> {
  const gone = await stub(() => undefined);
  await gone.stop();
  return gone.url;
}
