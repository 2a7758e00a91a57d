/**
 * Two builds in one process, call by call in turn: whatever else the machine does befalls both alike, so that a change of
 * a few percent shows on a busy machine too. From the bytes of a request to the text of its answer, without HTTP.
 */
import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Environments from '../../src/config/environment.js';
import type * as Settings from '../../src/config/load.js';
import type * as Today from '../../src/config/today.js';
import type * as Client from '../../src/fhir/client/index.js';
import type * as HandleCall from '../../src/hooks/handle-call.js';
import type * as Requests from '../../src/hooks/request.js';
import type * as Responses from '../../src/hooks/response.js';
import type * as Bodies from '../../src/http/body.js';
import type * as Registry from '../../src/registry/load.js';
import { chartOfBytes, hookCall } from './chart.js';
import { SIZES } from './prefetch.js';
import { PATIENT, ROOT, today } from './service.js';
import { quantile } from './statistics.js';
import { table } from './table.js';

type Times = Readonly<Record<string, number>>;

/** @param build the folder of a build, which holds `dist` */
async function callOf(build: string): Promise<(bytes: Buffer) => Promise<Times>> {
  const load = async <T>(path: string): Promise<T> =>
    (await import(pathToFileURL(join(resolve(build), 'dist/src', `${path}.js`)).href)) as T;
  const { loadServices } = await load<typeof Registry>('registry/load');
  const { handleCall } = await load<typeof HandleCall>('hooks/handle-call');
  const { requestParser } = await load<typeof Requests>('hooks/request');
  const { responseOf } = await load<typeof Responses>('hooks/response');
  const { parseJson } = await load<typeof Bodies>('http/body');
  const { loadSettings, readTextFile } = await load<typeof Settings>('config/load');
  const { readEnvironment } = await load<typeof Environments>('config/environment');
  const { todayIn } = await load<typeof Today>('config/today');
  const { createFhirServers } = await load<typeof Client>('fhir/client/index');

  const [service] = await loadServices();
  const settings = loadSettings(readEnvironment({}), readTextFile, 'UTC');
  const [tenant] = settings.tenants;
  if (!service || !tenant) throw new Error(`${build} holds no service for the sandbox`);
  const { limits, deadlineMs } = settings;
  const servers = createFhirServers(tenant.fhir, { limits, now: Date.now });
  const parse = requestParser(service.hook);
  const { signal } = new AbortController();
  const env = {
    tenant,
    servers,
    limits,
    deadlineMs,
    now: () => new Date(),
    today: todayIn,
    newUuid: randomUUID,
    signal,
  };
  return async (bytes) => {
    const began = performance.now();
    const request = parse(parseJson(bytes, limits.jsonDepth));
    const parsed = performance.now();
    const answer = await handleCall(service, request, env);
    const answered = performance.now();
    JSON.stringify(responseOf(answer));
    const ended = performance.now();
    return { parse: parsed - began, ...answer.stages, write: ended - answered, total: ended - began };
  };
}

/** @param other the folder of the build that is compared with this one */
export async function compareBench(other: string, calls: number): Promise<string> {
  const [theirs, ours] = [await callOf(other), await callOf(ROOT)];
  const parts: string[] = [];
  for (const size of SIZES) {
    const bytes = Buffer.from(hookCall(PATIENT, { prefetch: chartOfBytes(size, { asOf: today() }) }));
    const times = { theirs: [] as Times[], ours: [] as Times[] };
    const count = Math.ceil((calls * Math.min(...SIZES)) / size);
    for (let call = 0; call < count; call += 1) {
      // Who goes first changes from call to call; the first half is warm-up.
      const pair = call % 2 === 0 ? [await theirs(bytes), await ours(bytes)] : [await ours(bytes), await theirs(bytes)];
      if (call < count / 2) continue;
      times.theirs.push(pair[call % 2] as Times);
      times.ours.push(pair[1 - (call % 2)] as Times);
    }
    parts.push(compared(size, times));
  }
  return parts.join('\n\n');
}

/** By the lower quartile too: a call that nothing interrupted. */
function compared(size: number, { theirs, ours }: Record<'theirs' | 'ours', readonly Times[]>): string {
  const at = (times: readonly Times[], stage: string, share: number): number =>
    quantile(
      times.map((one) => one[stage] ?? 0),
      share,
    );
  const rows = Object.keys(ours[0] ?? {}).map((stage) => [
    stage,
    at(theirs, stage, 0.25),
    at(ours, stage, 0.25),
    at(ours, stage, 0.25) / at(theirs, stage, 0.25),
    at(ours, stage, 0.5) / at(theirs, stage, 0.5),
  ]);
  return table([`ms at ${size / 1000} kB`, 'other, p25', 'this, p25', 'ratio p25', 'ratio p50'], rows);
}
