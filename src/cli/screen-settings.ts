/** What `screen` and `screen-worker` are told alike: the tenant's rule, the day, what-ifs. */
import { readFileSync } from 'node:fs';
import { Option, type Command } from 'commander';
import type { ReadyTrial, ScreenOptions } from '../cohort/assess/screen-patient.js';
import { parseTrials, trialsOf as trialsIn, TrialsError } from '../cohort/evaluation/index.js';
import type { Trial } from '../cohort/trial.js';
import { loadSettings, readTextFile } from '../config/load.js';
import type { Settings, Tenant } from '../config/settings.js';
import type { Day } from '../fhir/dates.js';
import { loadEveryService, type LoadedService } from '../registry/load.js';
import { tenantServices } from '../registry/tenant-services.js';
import { thresholdNames, withThresholds } from '../registry/what-if.js';
import { asOfDay } from './day.js';
import { commandEnvironment, machineTimeZone } from './environment.js';
import { Failure } from './failure.js';

export interface CommonOptions {
  readonly asOf?: string;
  readonly eachVisit?: boolean;
  readonly tenant?: string;
  readonly trials?: string;
  readonly leaveOneOut?: boolean;
  readonly config?: string;
}

const SERVICE = 'metastatic-back-pain';

export const withCommonOptions = (command: Command): Command =>
  command
    .option('--as-of <date>', 'YYYY-MM-DD, in place of today')
    .option('--each-visit', 'assess every visit as the hook would have fired then')
    .option('--tenant <id>', 'the tenant whose rule and codes are used; the first of the configuration')
    .option('--leave-one-out', 'what each feature adds: the rule without each in turn; of itself with --labels')
    .addOption(new Option('--trials <file>', 'what-ifs: features left out, other thresholds (docs/screen.md)'))
    .option('--config <file>', 'configuration file, in place of CONFIG_FILE');

/** What is known before the services are loaded, which takes a second or two. */
export interface Site {
  readonly settings: Settings;
  readonly tenant: Tenant;
  readonly asOf: Day;
}

export function siteOf(options: CommonOptions): Site {
  const environment = commandEnvironment(options.config);
  const settings = loadSettings(environment, readTextFile, machineTimeZone(), 'command');
  const tenant = tenantOf(settings.tenants, options.tenant);
  return { settings, tenant, asOf: asOfDay(options.asOf, tenant) };
}

export interface ScreenSettings extends ScreenOptions {
  readonly contentHash: string;
}

/** @param records with what the statistics need */
export async function screenSettings(
  { settings, tenant, asOf }: Site,
  { eachVisit = false, trials, leaveOneOut = false }: CommonOptions,
  records: boolean,
): Promise<ScreenSettings> {
  const services = tenantServices(await loadEveryService(), readTextFile);
  services.prepare(settings);
  const loaded = services.loaded(tenant).find(({ service }) => service.id === SERVICE) as LoadedService;
  return {
    service: loaded.service,
    contentHash: loaded.content.contentHash,
    settings: tenant.rule,
    asOf,
    eachVisit,
    records,
    trials: trialsOf(trials, leaveOneOut, tenant, loaded),
  };
}

function tenantOf(tenants: readonly Tenant[], id: string | undefined): Tenant {
  const tenant = id === undefined ? tenants[0] : tenants.find((one) => one.id === id);
  if (!tenant) throw new Failure(`--tenant: no such tenant; there are ${tenants.map((one) => one.id).join(', ')}`, 2);
  return tenant;
}

/** The file's, and the second setting that the tenant compares with. */
function trialsOf(
  file: string | undefined,
  leaveOneOut: boolean,
  tenant: Tenant,
  loaded: LoadedService,
): readonly ReadyTrial[] {
  const changeable = { features: loaded.service.features ?? [], thresholds: thresholdNames(loaded) };
  const each = leaveOneOut ? trialsIn({ without: 'each' }, changeable) : [];
  const asked = file === undefined ? each : read(file, changeable);
  const { compare } = tenant;
  const second: readonly Trial[] =
    compare === undefined ? [] : [{ name: 'compare', otherCancers: compare.otherCancers }];
  return [...second, ...asked].map((trial) => ({
    ...trial,
    service: trial.thresholds === undefined ? loaded.service : withThresholds(loaded, trial.thresholds),
  }));
}

function read(file: string, changeable: Parameters<typeof parseTrials>[1]): readonly Trial[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure(`cannot read the file of --trials (${(error as NodeJS.ErrnoException).code ?? 'error'})`, 2);
  }
  try {
    return parseTrials(text, changeable);
  } catch (error) {
    if (error instanceof TrialsError) throw new Failure(`--trials: ${error.lines.join('; ')}`, 2);
    throw error;
  }
}
