/** A FHIR server on loopback that keeps one patient's chart and fails as it is told to, over real connections. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { InputName } from '../../../src/chart/inputs.js';
import { INPUTS, RESOURCE_TYPE } from '../../../src/chart/inputs.js';
import type { Resource } from '../../../src/fhir/resource.js';
import type { Fault, FaultReply } from './faults.js';
import { wellAnswer } from './faults.js';

export interface FaultyEhr {
  readonly base: string;
  /** From now on requests for the input fail; everything else is answered well. */
  breakInput(input: InputName, fault: Fault): void;
  /** Requests that a careful client never makes: to another origin, or after a redirect. */
  readonly strays: readonly string[];
  stop(): Promise<void>;
}

const DRIP_MS = 20;

/** @param fhirVersion what `/metadata` states */
export async function startFaultyEhr(
  own: (input: InputName) => readonly Resource[],
  fhirVersion = '4.0.1',
): Promise<FaultyEhr> {
  const strays: string[] = [];
  const open = new Set<() => void>();
  let broken: { readonly input: InputName; readonly fault: Fault } | undefined;
  let count = 0;
  const other = createServer((request, response) => {
    strays.push(String(request.url));
    send(response, { body: wellAnswer({ input: 'conditions', own: [] }) }, open);
  });
  const server = createServer((request, response) => send(response, answer(request), open));
  const elsewhere = await listen(other);
  const base = `${await listen(server)}/fhir`;

  function answer({ url = '' }: IncomingMessage): FaultReply {
    if (url === '/fhir/metadata') return { body: { resourceType: 'CapabilityStatement', fhirVersion } };
    const input = inputOf(url);
    if (input === undefined) {
      strays.push(url);
      return { status: 404 };
    }
    const call = { input, own: own(input), base, elsewhere };
    if (broken?.input !== input) return { body: wellAnswer(call) };
    count += 1;
    return broken.fault.reply({ ...call, count: count - 1 });
  }

  return {
    base,
    strays,
    breakInput(input, fault) {
      broken = { input, fault };
      count = 0;
      strays.length = 0;
    },
    async stop() {
      for (const end of open) end();
      await Promise.all([close(server), close(other)]);
    },
  };
}

function inputOf(url: string): InputName | undefined {
  const { pathname, searchParams } = new URL(url, 'http://ehr');
  const paged = searchParams.get('_getpages');
  return INPUTS.find((input) =>
    paged === null
      ? pathname === (input === 'patient' ? '/fhir/Patient/1' : `/fhir/${RESOURCE_TYPE[input]}`)
      : paged === input,
  );
}

function send(response: ServerResponse, reply: FaultReply, open: Set<() => void>): void {
  const { status = 200, headers = {}, body = '', ends, afterMs } = reply;
  if (ends === 'never') return;
  const write = (): void => {
    response.writeHead(status, { 'content-type': 'application/fhir+json', ...headers });
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    if (ends === 'drip') drip(response, open);
    else if (ends === 'cut') response.write(text.slice(0, 10), () => response.destroy());
    else response.end(text);
  };
  if (afterMs === undefined) write();
  else setTimeout(write, afterMs);
}

function drip(response: ServerResponse, open: Set<() => void>): void {
  const timer = setInterval(() => response.write(' '), DRIP_MS);
  const end = (): void => clearInterval(timer);
  open.add(end);
  response.once('close', end);
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
