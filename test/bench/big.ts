/** The largest chart: 20,000 Observations in 5 MB of prefetch, one call at a time, and the rule alone on it. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { chartOfObservations, hookCall } from './chart.js';
import { startBare, startService } from './child.js';
import { connect } from './http.js';
import { BODY_LIMIT, callUrl, checkedAnswer, PATIENT, today, withFile } from './service.js';
import { median, quantile } from './statistics.js';
import { table, verdict } from './table.js';

const OBSERVATIONS = 20_000;
const WARM_UP = 10;
const RULE_MS = 25;

/** What rule.mjs prints. */
interface RuleTimes {
  readonly firstMs: number;
  readonly warmMs: readonly number[];
}

export async function bigBench(calls: number): Promise<string> {
  const chart = chartOfObservations(OBSERVATIONS, { asOf: today() });
  const body = hookCall(PATIENT, { prefetch: chart });
  return withFile(body, async (path) => [await callTable(body, calls), '', ruleTable(path), ''].join('\n'));
}

async function callTable(text: string, calls: number): Promise<string> {
  const body = Buffer.from(text);
  const ours = await startService();
  const recorded = await checkedAnswer(ours.url, body);
  return withFile(recorded.body, async (path) => {
    const bare = await startBare(path, recorded.contentType, BODY_LIMIT);
    const [toOurs, toBare] = [connect(), connect()];
    const pairs: { ours: number; bare: number }[] = [];
    for (let call = -WARM_UP; call < calls; call += 1) {
      const one = {
        ours: (await toOurs.post(callUrl(ours.url), body)).ms,
        bare: (await toBare.post(callUrl(bare.url), body)).ms,
      };
      if (call >= 0) pairs.push(one);
    }
    toOurs.close();
    toBare.close();
    await Promise.all([ours.stop(), bare.stop()]);
    const ratio = median(pairs.map((one) => one.ours / one.bare));
    const of = (name: 'ours' | 'bare', share: number): number =>
      quantile(
        pairs.map((one) => one[name]),
        share,
      );
    return table(
      [
        `${(body.length / 1e6).toFixed(1)} MB, ${calls} calls in turn`,
        'Spinewatch',
        'bare Express',
        'ratio',
        'target',
        '',
      ],
      [
        ['p50 ms', of('ours', 0.5), of('bare', 0.5), ratio, '≤ 1.6', verdict(ratio <= 1.6)],
        ['p95 ms', of('ours', 0.95), of('bare', 0.95), of('ours', 0.95) / of('bare', 0.95), '', ''],
      ],
    );
  });
}

/** In a process of its own, so that the first call is a first call. */
function ruleTable(requestFile: string): string {
  const script = fileURLToPath(new URL('./rule.mjs', import.meta.url));
  const output = execFileSync(process.execPath, [script, requestFile, String(today())], { encoding: 'utf8' });
  const { firstMs, warmMs } = JSON.parse(output) as RuleTimes;
  const warm = median(warmMs);
  return table(
    [`\`assess\` of ${OBSERVATIONS.toLocaleString('en')} Observations`, 'ms', 'target', ''],
    [
      ['first call of the process', firstMs, `≤ ${RULE_MS}`, verdict(firstMs <= RULE_MS)],
      [`median of ${warmMs.length} warm calls`, warm, `≤ ${RULE_MS}`, verdict(warm <= RULE_MS)],
    ],
  );
}
