/** FHIR servers over TLS that ask for a certificate: who is trusted, who gets in, and that nothing is sent to anyone else. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { RESOURCE_TYPE, type InputName } from '../../src/chart/inputs.js';
import type { Json } from '../../src/fhir/resource.js';
import { authority, type Authority, type Pem } from './support/certificates.js';
import { assessmentOf, chart, hospitals } from './support/hospital.js';

const folder = mkdtempSync(join(tmpdir(), 'spinewatch-tls-'));
let files = 0;
const file = (text: string): string => {
  const path = join(folder, `${(files += 1)}.pem`);
  writeFileSync(path, text);
  return path;
};

let hospital: Authority;
let stranger: Authority;
let old: Authority;
let server: Pem;
let client: Pem;
beforeAll(async () => {
  [hospital, stranger, old] = await Promise.all([
    authority('hospital'),
    authority('stranger'),
    authority('old', { expired: true }),
  ]);
  [server, client] = await Promise.all([hospital.issue('fhir'), hospital.issue('spinewatch')]);
});

interface Read {
  readonly tier: unknown;
  readonly unavailable: unknown;
  /** Names in the certificates that requests came with. */
  readonly seen: readonly string[];
}

/** Reads a chart from a server that asks for a certificate of `hospital`. @param entry of the configuration */
async function read(entry: Json, { cert = server, asks = true } = {}): Promise<Read> {
  const whole = chart()['prefetch'] as Record<InputName, Json>;
  const byType = new Map(Object.entries(whole).map(([input, value]) => [RESOURCE_TYPE[input as InputName], value]));
  const seen: string[] = [];
  const options = { ...cert, requestCert: asks, rejectUnauthorized: asks, ca: hospital.cert };
  const fhir = createServer(options, (request, response) => {
    seen.push(String((request.socket as TLSSocket).getPeerCertificate().subject?.CN));
    const body = byType.get((request.url ?? '').split(/[/?]/)[2] as never) ?? { fhirVersion: '4.0.1' };
    response.setHeader('content-type', 'application/fhir+json').end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => fhir.listen(0, '127.0.0.1', resolve));
  const url = `https://127.0.0.1:${(fhir.address() as AddressInfo).port}/fhir`;
  const service = await hospitals({
    north: { explain: true, fhirServers: [{ url, allowPrivateNetwork: true, ...entry }] },
  });
  try {
    const fhirAuthorization = { access_token: 'secret', token_type: 'Bearer' };
    const { prefetch: _none, ...bare } = chart({ fhirServer: url, fhirAuthorization });
    const { tier, unavailable } = assessmentOf((await service.post(bare)).body);
    return { tier, unavailable, seen };
  } finally {
    await service.stop();
    fhir.closeAllConnections();
    await new Promise((resolve) => fhir.close(resolve));
  }
}
const trusting = (who: Authority): Json => ({ caFile: file(who.cert) });
const as = ({ cert, key }: Pem): Json => ({ clientCertFile: file(cert), clientKeyFile: file(key) });

test('with its own certificate the service reads the chart', async () => {
  const { tier, unavailable, seen } = await read({ ...trusting(hospital), ...as(client) });
  expect([tier, unavailable]).toEqual(['recommended', []]);
  expect(new Set(seen)).toEqual(new Set(['spinewatch']));
});

test.each<[string, () => Promise<Json> | Json]>([
  ['without a certificate', () => trusting(hospital)],
  ['with one of another authority', async () => ({ ...trusting(hospital), ...as(await stranger.issue('spinewatch')) })],
  [
    'with one that is over',
    async () => ({ ...trusting(hospital), ...as(await hospital.issue('x', { expired: true })) }),
  ],
  ['trusting nobody that it knows', () => as(client)],
  ['trusting another authority', () => ({ ...trusting(stranger), ...as(client) })],
])('%s nothing is read, and that is said', async (_how, entry) => {
  const { tier, unavailable, seen } = await read(await entry());
  expect([tier, seen]).toEqual(['incomplete', []]);
  expect(unavailable).toEqual(expect.arrayContaining([{ input: 'conditions', state: 'error' }]));
});

test.each<[string, () => Promise<Pem>, () => Authority]>([
  ['whose certificate is over', () => hospital.issue('fhir', { expired: true }), () => hospital],
  ['whose authority is over', () => old.issue('fhir'), () => old],
  ['whose certificate is for another address', () => hospital.issue('fhir', { address: '127.0.0.2' }), () => hospital],
  ['that signed for itself', () => Promise.resolve(stranger), () => hospital],
])('a server %s gets no request, so no token', async (_what, cert, trusted) => {
  const { tier, seen } = await read({ ...trusting(trusted()), ...as(client) }, { cert: await cert(), asks: false });
  expect([tier, seen]).toEqual(['incomplete', []]);
});

test('a server that does not ask is read too', async () => {
  expect((await read({ ...trusting(hospital), ...as(client) }, { asks: false })).tier).toBe('recommended');
});

test('a key of another certificate is said at the start', async () => {
  const other = await hospital.issue('other');
  await expect(read({ ...trusting(hospital), ...as({ ...client, key: other.key }) })).rejects.toThrow(
    /fhirServers\[0\]\.clientKeyFile: found a key of another certificate/,
  );
});
