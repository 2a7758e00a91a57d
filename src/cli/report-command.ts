/** `spinewatch report`: what the service did and what clinicians did with it, as a page, JSON or a table. */
import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { Command } from 'commander';
import { makeReport } from '../analytics/make-report.js';
import type { Mode, Report } from '../analytics/report.js';
import { loadSettings, readTextFile } from '../config/load.js';
import { latestToday } from '../config/today.js';
import type { Day } from '../fhir/dates.js';
import { openExistingStore } from '../store/open-existing.js';
import { troubleOf } from '../store/trouble.js';
import { dayGiven } from './day.js';
import { commandEnvironment, machineTimeZone } from './environment.js';
import { Failure } from './failure.js';

interface Options {
  readonly since: string;
  readonly output: string;
  readonly tenant?: string;
  readonly mode: string;
  readonly config?: string;
}

/** Loaded by the command that writes: what draws the charts takes 20 MB, and every other command is in this process too. */
const WRITERS: Readonly<Record<string, () => Promise<(report: Report) => string>>> = {
  '.html': async () => (await import('../report/html.js')).reportHtml,
  '.json': () => Promise.resolve((report) => `${JSON.stringify(report, null, 2)}\n`),
  '.csv': async () => (await import('../report/csv.js')).reportCsv,
};

export function reportCommand(): Command {
  return new Command('report')
    .description('write what the service did and what clinicians did with its cards (docs/report.md)')
    .requiredOption('--since <date>', 'first day, YYYY-MM-DD')
    .requiredOption('--output <file>', `file to write, by its ending ${Object.keys(WRITERS).join(', ')}`)
    .option('--tenant <id>', 'this tenant alone')
    .option('--mode <mode>', 'live or shadow', 'live')
    .option('--config <file>', 'configuration file, in place of CONFIG_FILE')
    .action(report);
}

async function report({ since, output, tenant, mode, config }: Options): Promise<void> {
  const environment = commandEnvironment(config);
  const settings = loadSettings(environment, readTextFile, machineTimeZone(), 'command');
  const writer = WRITERS[extname(output).toLowerCase()];
  if (!writer) {
    throw new Failure(`--output: allowed: a file that ends in ${Object.keys(WRITERS).join(', ')}`, 2);
  }
  const [day, wanted] = [sinceDay(since), modeOf(mode)];
  const known = settings.tenants.map(({ id }) => id);
  const now = new Date();
  if (tenant !== undefined && !known.includes(tenant)) {
    throw new Failure(`--tenant: no such tenant; there are ${known.join(', ')}`, 2);
  }
  const opened = await openExistingStore(environment, settings.store.patientKeyEnv).catch(failed);
  if (!opened) throw new Failure('there is no store in DATA_DIR; name the folder of the service, or its DATABASE_URL');
  const { store, openComment, sealed } = opened;
  try {
    const made = await makeReport(store, {
      since: day,
      mode: wanted,
      now,
      today: latestToday(
        settings.tenants.map(({ timeZone }) => timeZone),
        now,
      ),
      openComment,
      ...(tenant === undefined ? {} : { tenant }),
      ...(sealed === undefined ? {} : { sealed }),
    }).catch(failed);
    write(output, (await writer())(made));
  } finally {
    await store.close();
  }
  process.stdout.write(`${output}\n`);
}

function sinceDay(since: string): Day {
  const day = dayGiven(since);
  if (day === undefined) throw new Failure('--since: allowed: a day, YYYY-MM-DD', 2);
  return day;
}

function modeOf(mode: string): Mode {
  if (mode === 'live' || mode === 'shadow') return mode;
  throw new Failure('--mode: allowed: live, shadow', 2);
}

/** The engine's own message may quote anything. */
function failed(error: unknown): never {
  throw new Failure(troubleOf(error));
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new Failure(`cannot write the file of --output (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
  }
}
