/** The command line: `spinewatch <command>`. stdout has the result alone; messages go to stderr. */
import { Command, CommanderError } from 'commander';
import { ConfigurationError } from '../config/problem.js';
import { ContentError } from '../sdk/service.js';
import { checkCommand } from './check-command.js';
import { exportCommand } from './export-command.js';
import { Failure } from './failure.js';
import { loadCommand } from './load-command.js';
import { prefetchCommand } from './prefetch-command.js';
import { reportCommand } from './report-command.js';
import { screenCommand } from './screen-command.js';
import { screenFinishCommand } from './screen-finish-command.js';
import { screenWorkerCommand } from './screen-worker-command.js';
import { serveCommand } from './serve-command.js';
import { storeCommand } from './store-command.js';

/** Runs one command line. Exit codes: 0 done, 1 the work failed, 2 wrong use; 3 done, but lines were left out (`screen`). */
export async function run(args: readonly string[]): Promise<void> {
  const program = new Command('spinewatch')
    .description('An open CDS Hooks service: cancer and back pain to MRI of the spine.')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text) });
  for (const command of [
    serveCommand(),
    checkCommand(),
    loadCommand(),
    prefetchCommand(),
    exportCommand(),
    storeCommand(),
    reportCommand(),
    screenCommand(),
    screenWorkerCommand(),
  ]) {
    program.addCommand(command.exitOverride());
  }
  program.addCommand(screenFinishCommand().exitOverride(), { hidden: true });
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
