/** `spinewatch load`: the sample charts onto a FHIR server, and off it again. */
import { Command } from 'commander';
import { loadSettings, readTextFile } from '../config/load.js';
import { todayIn } from '../config/today.js';
import { createFhirServers } from '../fhir/client/index.js';
import { loadSamples } from '../registry/samples.js';
import { loadSample } from '../samples/load-sample.js';
import { removeSamples } from '../samples/remove-samples.js';
import type { Sample } from '../samples/sample.js';
import type { SampleServer } from '../samples/server.js';
import { isProblem } from '../samples/server.js';
import { commandEnvironment, machineTimeZone } from './environment.js';
import { Failure } from './failure.js';

interface Options {
  readonly fhirServer: string;
  readonly sample?: string;
  readonly remove?: boolean;
  readonly config?: string;
}

const SERVICE = 'metastatic-back-pain';
/** For one request; public test servers can be slow to write. */
const REQUEST_MS = 30_000;

export function loadCommand(): Command {
  return new Command('load')
    .description('put the sample charts on a FHIR server, or update them there; prints name, patient id and title')
    .requiredOption('--fhir-server <url>', 'base URL of a FHIR R4 server (token from FHIR_TOKEN)')
    .option('--sample <name>', 'this sample alone')
    .option('--remove', 'take the samples off the server again')
    .option('--config <file>', 'configuration file, in place of CONFIG_FILE')
    .action(load);
}

async function load({ fhirServer, sample, remove, config }: Options): Promise<void> {
  const environment = commandEnvironment(config);
  const settings = loadSettings(environment, readTextFile, machineTimeZone(), 'command');
  const all = loadSamples(SERVICE);
  const wanted = all.filter(({ name }) => sample === undefined || name === sample);
  if (wanted.length === 0)
    throw new Failure(`--sample: no such sample; there are ${all.map(({ name }) => name).join(', ')}`, 2);
  // Whoever runs the command names the server, so it is written to wherever it is.
  const servers = createFhirServers(
    { servers: [{ url: fhirServer, allowPrivateNetwork: true }], anyLoopback: true, production: false },
    { limits: settings.limits, now: Date.now, proxy: environment.proxy },
  );
  try {
    const token = process.env['FHIR_TOKEN'] || undefined;
    const access = servers.access(fhirServer, token);
    const writer = servers.writer(fhirServer, token);
    if (!access || !writer) {
      const decision = servers.resolve(fhirServer);
      const refused = !decision.usable && decision.why === 'address-refused';
      throw new Failure(
        `--fhir-server is ${refused ? 'at an address that is never called' : 'no http(s) URL of a FHIR server'}`,
        2,
      );
    }
    const deadline: SampleServer['deadline'] = () => ({
      signal: AbortSignal.timeout(REQUEST_MS),
      at: Date.now() + REQUEST_MS,
    });
    const server: SampleServer = { access, writer, deadline, pages: settings.limits.pages };
    if (remove) await removeAll(all, server, sample);
    else await loadAll(wanted, server, settings.tenants[0]?.timeZone ?? machineTimeZone());
  } finally {
    await servers.close();
  }
}

async function loadAll(samples: readonly Sample[], server: SampleServer, timeZone: string): Promise<void> {
  const today = todayIn(timeZone, new Date());
  const width = Math.max(...samples.map(({ name }) => name.length));
  for (const sample of samples) {
    const patient = await loadSample(sample, today, server);
    if (isProblem(patient)) throw new Failure(`${sample.name}: ${patient.problem}`);
    process.stdout.write(`${sample.name.padEnd(width)}  ${patient.value}  ${sample.title}\n`);
  }
}

async function removeAll(samples: readonly Sample[], server: SampleServer, name?: string): Promise<void> {
  const removed = await removeSamples(samples, server, name);
  if (isProblem(removed)) throw new Failure(removed.problem);
  process.stdout.write(`removed ${removed.value} resources\n`);
}
