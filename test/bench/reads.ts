/** Hook calls without prefetch: nine inputs read from a FHIR server that takes 40 ms for each. */
import { INPUTS, RESOURCE_TYPE } from '../../src/chart/inputs.js';
import { chartOfBytes, hookCall } from './chart.js';
import { startFhirServer, startService } from './child.js';
import { connect } from './http.js';
import { callUrl, checkedAnswer, PATIENT, today, withFile } from './service.js';
import { median, quantile } from './statistics.js';
import { table, verdict } from './table.js';

const DELAY_MS = 40;
const CHART_BYTES = 50_000;
const SINGLE_SEARCHES = 20;

export async function readsBench(calls: number): Promise<string> {
  const chart = chartOfBytes(CHART_BYTES, { asOf: today() });
  const answers = Object.fromEntries(INPUTS.map((input) => [RESOURCE_TYPE[input], chart[input]]));
  return withFile(JSON.stringify(answers), async (path) => {
    const fhir = await startFhirServer(path, DELAY_MS);
    const ours = await startService();
    const connection = connect();
    try {
      const base = `${fhir.url}/fhir`;
      const body = Buffer.from(hookCall(PATIENT, { fhirServer: base }));
      const count = async (): Promise<number> => Number((await connection.get(`${fhir.url}/count`)).body);

      const cold = await checkedAnswer(ours.url, body);
      const slowest = await slowestSearch(base);
      for (let call = 0; call < 20; call += 1) await connection.post(callUrl(ours.url), body);
      const before = await count();
      const times: number[] = [];
      for (let call = 0; call < calls; call += 1) times.push((await connection.post(callUrl(ours.url), body)).ms);
      const requests = ((await count()) - before) / calls;
      await checkedAnswer(ours.url, body);

      const p50 = median(times);
      const limit = slowest * 1.25 + 10;
      return table(
        [`${calls} warm calls, ${DELAY_MS} ms a search`, 'value', 'target', ''],
        [
          ['slowest single search, p50 ms', slowest, '', ''],
          ['whole call, p50 ms', p50, `≤ ${limit.toFixed(1)}`, verdict(p50 <= limit)],
          ['whole call, p95 ms', quantile(times, 0.95), '', ''],
          ['requests to the FHIR server per call', requests, `${INPUTS.length}`, verdict(requests === INPUTS.length)],
          ['first call of the process, ms', cold.ms, '', ''],
        ],
      );
    } finally {
      connection.close();
      await Promise.all([ours.stop(), fhir.stop()]);
    }
  });
}

/** The median of each input asked for alone; the greatest of them. */
async function slowestSearch(base: string): Promise<number> {
  const connection = connect();
  const medians: number[] = [];
  for (const input of INPUTS) {
    const type = RESOURCE_TYPE[input];
    const url = input === 'patient' ? `${base}/${type}/${PATIENT}` : `${base}/${type}?patient=${PATIENT}`;
    const times: number[] = [];
    for (let time = 0; time < SINGLE_SEARCHES; time += 1) times.push((await connection.get(url)).ms);
    medians.push(median(times));
  }
  connection.close();
  return Math.max(...medians);
}
