/** One assessment, many views: hook, `check`, `screen-worker` and `screen` say the same of every sample chart and case. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rowOf, screenPatient } from '../../src/cohort/assess/screen-patient.js';
import { formatDay, parseDay } from '../../src/fhir/dates.js';
import { readEnvironment } from '../../src/config/environment.js';
import { startService } from '../../src/main.js';
import { loadSamples } from '../../src/registry/samples.js';
import { hookRequestOf } from '../../src/samples/hook-request.js';
import type { Assessment } from '../../src/sdk/index.js';
import { INPUTS } from '../../src/sdk/index.js';
import { requestOf } from '../support/case-run.js';
import { readCases } from '../support/cases.js';
import { commandLine } from '../support/command-line.js';
import { AS_OF, resultsOf, screenOptions, tempFolder } from './support/exports.js';

const TODAY = parseDay(AS_OF) as number;
const samples = loadSamples('metastatic-back-pain');
const options = screenOptions({ asOf: TODAY });
const { service } = options;

/** What a view says of a chart, as a row says it. */
const said = ({ tier, reason, level, sites, features }: Partial<Record<string, unknown>>) => ({
  tier,
  ...(reason === undefined ? {} : { reason }),
  level,
  sites,
  features,
});
const ofAssessment = (assessment: Assessment) => said({ ...rowOf('', assessment) });

describe('every sample chart', () => {
  let hook: Awaited<ReturnType<typeof startService>>;
  const folder = tempFolder();
  const output = tempFolder();
  let rows: readonly Record<string, unknown>[];

  beforeAll(async () => {
    const environment = readEnvironment({ PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: tempFolder() });
    hook = await startService(environment, 'UTC', { now: () => new Date(`${AS_OF}T12:00:00Z`) });
    for (const sample of samples)
      writeFileSync(join(folder, `${sample.name}.json`), JSON.stringify(sample.bundle(TODAY), null, 1));
    await commandLine('screen', '--input', folder, '--output', output, '--as-of', AS_OF, '--workers', '1');
    rows = resultsOf(output);
  });
  afterAll(() => hook.stop());

  test.each(samples.map((sample) => [sample.name, sample] as const))('%s', async (name, sample) => {
    const bundle = sample.bundle(TODAY);
    const answer = await fetch(`${hook.url}/cds-services/metastatic-back-pain`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(hookRequestOf(sample, service, TODAY, name)),
    });
    const { cards, extension } = (await answer.json()) as {
      readonly cards: readonly { readonly extension: Record<string, Assessment> }[];
      readonly extension?: Record<string, Assessment>;
    };
    const byHook = cards[0]?.extension['org.spinewatch.evidence'] ?? extension?.['org.spinewatch.assessment'];
    const check = await commandLine('check', '--bundle', join(folder, `${name}.json`), '--as-of', AS_OF, '--json');
    const byCheck = JSON.parse(check.stdout) as Assessment;
    // The hook knows who asks; that is the only thing that may differ, and no sample's clinician is the patient.
    expect(byHook).toEqual(byCheck);
    const row = rows.find(({ patient }) => patient === sample.patientId);
    expect(said(row ?? {})).toEqual(ofAssessment(byCheck));
    expect(byCheck.tier ?? 'none').toBe(sample.tier);
    expect(said(screenPatient(bundle, options).assessed[0]?.row as unknown as Record<string, unknown>)).toEqual(
      ofAssessment(byCheck),
    );
  });

  test('screen-worker, over stdin and stdout', () => {
    const entry = fileURLToPath(new URL('../../src/cli/entry.ts', import.meta.url));
    const input = `${samples.map((sample) => JSON.stringify(sample.bundle(TODAY))).join('\n')}\nno JSON\n{"resourceType":"Bundle"}\n`;
    const { stdout, status } = spawnSync(
      process.execPath,
      ['--import', 'tsx', entry, 'screen-worker', '--as-of', AS_OF],
      { input },
    );
    const lines = stdout
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(status).toBe(0);
    expect(lines.slice(0, samples.length).map(({ patient }) => patient)).toEqual(
      samples.map(({ patientId }) => patientId),
    );
    expect(
      [...lines.slice(0, samples.length)].sort((a, b) => (String(a['patient']) < String(b['patient']) ? -1 : 1)),
    ).toEqual(rows);
    expect(lines.slice(samples.length)).toEqual([
      { patient: '', error: 'malformed-line' },
      { patient: '', error: 'no-patient' },
    ]);
  });
});

/** A case whose chart could come as a Bundle: every input read, one Patient in it, nobody but a clinician asking. */
const bundled = readCases().filter(({ inputs, userId, encounterId, chart }) => {
  const patients = chart.filter((row) => 'Patient' in row);
  return inputs === undefined && userId === undefined && encounterId === undefined && patients.length === 1;
});

test('every case that could come as a Bundle gives the row of its assessment', () => {
  expect(bundled.length).toBeGreaterThan(1_000);
  const differing = bundled.flatMap((one) => {
    const asked = requestOf(one);
    const entry = INPUTS.flatMap((input) => [...asked.inputs[input].entries]);
    const { assessed } = screenPatient(
      { resourceType: 'Bundle', entry },
      { ...options, asOf: asked.asOf, settings: asked.settings },
    );
    const expected = service.assess(asked);
    const row = assessed[0]?.row as unknown as Record<string, unknown> | undefined;
    return JSON.stringify(said(row ?? {})) === JSON.stringify(ofAssessment(expected))
      ? []
      : [`${one.file} ${formatDay(asked.asOf)}`];
  });
  expect(differing).toEqual([]);
});
