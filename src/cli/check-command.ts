/** `spinewatch check`: one chart, from a file or a FHIR server, through the very rule of the hook. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import type { BundleChart } from '../chart/bundle.js';
import { chartOfBundle } from '../chart/bundle.js';
import type { ChartInputs } from '../chart/inputs.js';
import { gatherChart } from '../chart/reading/index.js';
import { isFhirId } from '../chart/subject.js';
import { loadSettings, readTextFile } from '../config/load.js';
import type { Settings } from '../config/settings.js';
import { createFhirServers } from '../fhir/client/index.js';
import { isDeeperThan } from '../fhir/json-depth.js';
import { loadEveryService } from '../registry/load.js';
import { tenantServices } from '../registry/tenant-services.js';
import type { CdsService } from '../sdk/service.js';
import { assessmentText } from './assessment-text.js';
import { asOfDay } from './day.js';
import { commandEnvironment, machineTimeZone } from './environment.js';
import { Failure } from './failure.js';
import { terminalJson } from './terminal.js';

interface Options {
  readonly bundle?: string;
  readonly fhirServer?: string;
  readonly patient?: string;
  readonly asOf?: string;
  readonly json?: boolean;
  readonly config?: string;
}

const SERVICE = 'metastatic-back-pain';

export function checkCommand(): Command {
  return new Command('check')
    .description('assess one chart and print the result')
    .option('--bundle <file>', 'a FHIR R4 Bundle; - reads stdin')
    .option('--fhir-server <url>', 'read the chart from this server (token from FHIR_TOKEN)')
    .option('--patient <id>', 'id of the patient')
    .option('--as-of <date>', 'YYYY-MM-DD, in place of today')
    .option('--json', 'print the assessment as JSON')
    .option('--config <file>', 'configuration file, in place of CONFIG_FILE')
    .action(check);
}

async function check(options: Options): Promise<void> {
  const { bundle, fhirServer, patient } = options;
  if ((bundle === undefined) === (fhirServer === undefined)) {
    throw new Failure('check needs either --bundle FILE (or -) or --fhir-server URL with --patient ID', 2);
  }
  if (fhirServer !== undefined && patient === undefined) throw new Failure('--fhir-server needs --patient ID', 2);
  if (patient !== undefined && !isFhirId(patient)) {
    throw new Failure('--patient is not a FHIR id (1 to 64 of A-Z, a-z, 0-9, - and .)', 2);
  }
  const environment = commandEnvironment(options.config);
  const settings = loadSettings(environment, readTextFile, machineTimeZone(), 'command');
  const [tenant] = settings.tenants;
  if (!tenant) throw new Failure('the configuration has no tenant', 2);
  const asOf = asOfDay(options.asOf, tenant);
  const services = tenantServices(await loadEveryService(), readTextFile);
  services.prepare(settings);
  const service = services.all(tenant).find((one) => one.id === SERVICE) as CdsService;
  const inputs =
    bundle === undefined
      ? await fromServer(fhirServer as string, patient as string, service, settings, environment.proxy)
      : fromBundle(bundle, patient);
  const assessment = service.assess({ inputs, asOf, settings: tenant.rule });
  const text = options.json ? terminalJson(assessment, 2) : assessmentText(assessment, service, tenant.cards);
  process.stdout.write(`${text}\n`);
}

const PROBLEMS: Readonly<Record<Extract<BundleChart, { problem: string }>['problem'], string>> = {
  'not-a-bundle': 'the file is JSON but no FHIR Bundle',
  'no-patient': 'the Bundle has no Patient',
  'several-patients': 'the Bundle has several Patients; say which with --patient ID',
  'other-patient': 'the Bundle has no Patient with the id of --patient',
};

function fromBundle(file: string, patient: string | undefined): ChartInputs {
  const chart = chartOfBundle(parsed(file), patient);
  if ('problem' in chart) throw new Failure(PROBLEMS[chart.problem]);
  return chart.inputs;
}

/** Bundles within Bundles are read, so that this is more than a call allows. */
const MAX_DEPTH = 256;

function parsed(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new Failure(`cannot read the file of --bundle (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Failure('the file of --bundle is not JSON');
  }
  if (isDeeperThan(MAX_DEPTH, value)) throw new Failure('the file of --bundle nests more deeply than any chart');
  return value;
}

/** Whoever runs the command names the server, so it is read wherever it is; production rules are for callers. */
async function fromServer(
  fhirServer: string,
  patientId: string,
  service: CdsService,
  settings: Settings,
  proxy: Parameters<typeof createFhirServers>[1]['proxy'],
): Promise<ChartInputs> {
  const servers = createFhirServers(
    { servers: [{ url: fhirServer, allowPrivateNetwork: true }], anyLoopback: true, production: false },
    { limits: settings.limits, now: Date.now, ...(proxy === undefined ? {} : { proxy }) },
  );
  const access = servers.access(fhirServer, process.env['FHIR_TOKEN']);
  if (!access) throw new Failure('--fhir-server is no http(s) URL of a FHIR server', 2);
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), settings.deadlineMs);
  try {
    const { inputs, patientMismatch } = await gatherChart({
      requirements: service.requirements,
      prefetch: {},
      patientId,
      fhirServer,
      access,
      limits: settings.limits,
      deadline: { signal: controller.signal, at: Date.now() + settings.deadlineMs },
      now: Date.now,
    });
    if (patientMismatch) throw new Failure('the server answered with another patient than --patient');
    return inputs;
  } finally {
    clearTimeout(timer);
    await servers.close();
  }
}
