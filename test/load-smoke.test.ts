/** The load test in small: a crowd over two servers, of which one hangs and recovers. No answer is lost; no speed is asserted. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isBroken } from './bench/load-test/bounds.js';
import { startCrowd, type Crowd, type Kind } from './bench/load-test/crowd.js';
import { openSite, TENANTS, type TenantId } from './bench/load-test/site.js';
import { startSources } from './bench/child.js';
import { until } from './support/until.js';

test('each call of a crowd has its one answer, while a server hangs and after it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'spinewatch-smoke-'));
  const site = await openSite({ folder, deadlineMs: 1_500, delayMs: 5 });
  const service = await startSources(site.configFile);
  const crowd: Crowd = startCrowd({ service: service.url, site, tenants: TENANTS, callers: 6, paceMs: 100 });
  try {
    const have = (tenant: TenantId, kind: Kind, more: number): Promise<void> => {
      const count = (): number => crowd.answers.filter((one) => one.tenant === tenant && one.kind === kind).length;
      const before = count();
      return until(`${more} calls of ${tenant} are ${kind}`, async () => count() >= before + more, 40_000);
    };
    await Promise.all([have('north', 'read', 5), have('south', 'read', 5)]);
    await site.hang();
    await Promise.all([have('south', 'refused', 5), have('north', 'read', 5)]);
    await site.recover();
    await have('south', 'read', 5);
    await crowd.stop();

    expect(crowd.answers.filter(({ kind }) => kind === 'lost')).toEqual([]);
    expect(crowd.answers).toHaveLength(crowd.sent());
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    const counted = [...metrics.matchAll(/^spinewatch_calls_total\{[^}]*\} (\d+)$/gm)].map(([, count]) =>
      Number(count),
    );
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(crowd.sent());
    const { heapBytes, openFiles } = await service.usage('collected');
    expect(heapBytes).toBeGreaterThan(1e6);
    expect(openFiles).not.toBe(0);
  } finally {
    await crowd.stop();
    await service.stop();
    await site.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);

test('a broken bound is one that is not met, not one that is held to nothing', () => {
  const bound = { name: 'x', value: 1, target: '' };
  expect(isBroken([bound, { ...bound, met: true }])).toBe(false);
  expect(isBroken([bound, { ...bound, met: false }])).toBe(true);
});
