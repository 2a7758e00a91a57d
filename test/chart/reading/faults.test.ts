/** Every input against every way a server can fail: the state it ends in, by when, and where requests went. */
import type { InputName } from '../../../src/chart/inputs.js';
import { INPUTS } from '../../../src/chart/inputs.js';
import { createFhirServers } from '../../../src/fhir/client/index.js';
import type { Resource } from '../../../src/fhir/resource.js';
import { gather, prefetchWithout, resourceOf, TOKEN } from './ehr.js';
import { FAULTS } from './faults.js';
import type { FaultyEhr } from './faulty-ehr.js';
import { startFaultyEhr } from './faulty-ehr.js';

/** Milliseconds of the deadline, where it is the deadline that ends the read. */
const SHORT = 150;

let ehr: FaultyEhr;
beforeAll(async () => {
  ehr = await startFaultyEhr((input) => [resourceOf(input) as Resource]);
});
afterAll(() => ehr.stop());

const read = async (ms: number, ...inputs: InputName[]) => {
  const servers = createFhirServers(
    { servers: [], anyLoopback: true, production: false },
    { limits: { responseBytes: 1_000_000 }, now: Date.now },
  );
  const access = servers.access(ehr.base, TOKEN);
  if (!access) throw new Error('not usable');
  try {
    return await gather({ access, ms, fhirServer: ehr.base, prefetch: prefetchWithout(...inputs) });
  } finally {
    await servers.close();
  }
};

describe.each(FAULTS.map((fault) => [fault.what, fault] as const))('a server that %s', (_what, fault) => {
  test.each(INPUTS)('%s', async (input) => {
    ehr.breakInput(input, fault);
    const ms = fault.untilDeadline ? SHORT : 4000;
    const chart = await read(ms, input);
    const expected = input === 'patient' ? (fault.patient ?? fault.state) : fault.state;
    expect(chart.inputs[input].state).toBe(expected);
    if (expected !== 'present') expect(chart.inputs[input].why).toEqual(expect.any(String));
    for (const other of INPUTS) if (other !== input) expect(chart.inputs[other].state).toBe('present');
    expect(chart.reads).toEqual([expect.objectContaining({ input, state: expected })]);
    expect(chart.patientMismatch).toBe(input === 'patient' && fault.hookPatient === '412');
    expect(chart.took).toBeLessThan(ms + 1000);
    expect(ehr.strays).toEqual([]);
  });
});
