/** The command line: `spinewatch <command>`. stdout has the result alone; messages go to stderr. */
import { Command, CommanderError } from 'commander';
import { ConfigurationError } from '../config/problem.js';
import { ContentError } from '../sdk/service.js';
import { Failure } from './failure.js';

/** Each command with its module, which is loaded where it is asked for: the service needs nothing of what a cohort run does. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./serve-command.js')).serveCommand(),
  check: async () => (await import('./check-command.js')).checkCommand(),
  load: async () => (await import('./load-command.js')).loadCommand(),
  prefetch: async () => (await import('./prefetch-command.js')).prefetchCommand(),
  export: async () => (await import('./export-command.js')).exportCommand(),
  store: async () => (await import('./store-command.js')).storeCommand(),
  report: async () => (await import('./report-command.js')).reportCommand(),
  screen: async () => (await import('./screen-command.js')).screenCommand(),
  'screen-worker': async () => (await import('./screen-worker-command.js')).screenWorkerCommand(),
  'screen-finish': async () => (await import('./screen-finish-command.js')).screenFinishCommand(),
};
/** Not in the list of commands: another program's. */
const HIDDEN: ReadonlySet<string> = new Set(['screen-finish']);

/** Runs one command line. Exit codes: 0 done, 1 the work failed, 2 wrong use; 3 done, but lines were left out (`screen`). */
export async function run(args: readonly string[]): Promise<void> {
  const program = new Command('spinewatch')
    .description('An open CDS Hooks service: cancer and back pain to MRI of the spine.')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text) });
  const [asked = ''] = args;
  // Help lists them all, and whoever mistypes a name is told the nearest.
  for (const name of Object.hasOwn(COMMANDS, asked) ? [asked] : Object.keys(COMMANDS)) {
    const command = await (COMMANDS[name] as () => Promise<Command>)();
    program.addCommand(command.exitOverride(), { hidden: HIDDEN.has(name) });
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    process.exitCode = codeOf(error);
  }
}

function codeOf(error: unknown): number {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? 0 : 2;
  }
  if (error instanceof ConfigurationError || error instanceof ContentError) {
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
  if (error instanceof Failure) {
    process.stderr.write(`spinewatch: ${error.message}\n`);
    return error.exitCode;
  }
  const listening = listenProblem(error);
  process.stderr.write(`spinewatch: ${listening ?? (error instanceof Error ? error.message : String(error))}\n`);
  return listening === undefined ? 1 : 2;
}

/** A port that is taken or forbidden is a wrong setting, said as one. */
function listenProblem(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || error.syscall !== 'listen') return undefined;
  const { code, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  return `PORT, HOST: cannot listen on ${address}:${port} (${code}); choose a free port and an address of this machine`;
}
