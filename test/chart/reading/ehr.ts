/** A made-up EHR at https://ehr.example/fhir, and a call that reads a chart from it. */
import type { GatheredChart, GatherRequest } from '../../../src/chart/reading/index.js';
import { gatherChart } from '../../../src/chart/reading/index.js';
import type { DataRequirement, InputName } from '../../../src/chart/inputs.js';
import { INPUTS, RESOURCE_TYPE } from '../../../src/chart/inputs.js';
import type { FhirServers } from '../../../src/fhir/client/index.js';
import { createFhirServers } from '../../../src/fhir/client/index.js';

export const ORIGIN = 'https://ehr.example';
export const BASE = `${ORIGIN}/fhir`;
export const TOKEN = 'token-of-the-call';

export const REQUIREMENTS: readonly DataRequirement[] = INPUTS.map((input) => ({
  input,
  required: input === 'patient' || input === 'conditions',
  ...(input === 'observations' ? { codes: ['29463-7', '718-7'] } : {}),
  ...(input === 'patient' ? {} : { count: 200 }),
}));

/** One resource of the input's type about patient 1 (or another). */
export const resourceOf = (input: InputName, id = `${input}-1`, patient = '1') =>
  input === 'patient'
    ? { resourceType: 'Patient', id: patient }
    : { resourceType: RESOURCE_TYPE[input], id, subject: { reference: `Patient/${patient}` } };

export const searchset = (resources: readonly object[], more: object = {}) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  entry: resources.map((resource) => ({ resource, search: { mode: 'match' } })),
  ...more,
});

/** What a well-kept server answers for an input. */
export const answerOf = (input: InputName): object =>
  input === 'patient' ? resourceOf(input) : searchset([resourceOf(input)]);

export const allPrefetch = (): Record<string, unknown> =>
  Object.fromEntries(INPUTS.map((input) => [input, answerOf(input)]));

/** The prefetch without these keys, so that they are read. */
export const prefetchWithout = (...inputs: InputName[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(allPrefetch()).filter(([key]) => !(inputs as string[]).includes(key)));

export const pathOf = (input: InputName): string =>
  input === 'patient' ? '/fhir/Patient/1' : `/fhir/${RESOURCE_TYPE[input]}`;

export const newServers = (now: () => number = Date.now): FhirServers =>
  createFhirServers(
    { servers: [{ url: BASE, allowPrivateNetwork: false }], anyLoopback: false, production: true },
    { limits: { responseBytes: 1_000_000 }, now },
  );

export type GatherOptions = Partial<GatherRequest> & {
  readonly ms?: number;
  readonly servers?: FhirServers;
  readonly offline?: boolean;
};

/** Reads the chart of patient 1 with what is given, within `ms` (2 s). */
export async function gather(options: GatherOptions = {}): Promise<GatheredChart & { readonly took: number }> {
  const { ms = 2000, servers = newServers(), offline = false, ...rest } = options;
  const access = offline ? undefined : servers.access(BASE, TOKEN);
  const began = Date.now();
  const chart = await gatherChart({
    requirements: REQUIREMENTS,
    prefetch: {},
    patientId: '1',
    fhirServer: BASE,
    limits: { pages: 20, resources: 20_000 },
    deadline: { signal: AbortSignal.timeout(ms), at: began + ms },
    now: Date.now,
    ...(access ? { access } : {}),
    ...rest,
  });
  return { ...chart, took: Date.now() - began };
}
