/** `spinewatch serve`: starts the service and keeps it until it is told to stop. */
import { Command } from 'commander';
import { startService } from '../main.js';
import { commandEnvironment, machineTimeZone } from './environment.js';

export function serveCommand(): Command {
  return new Command('serve')
    .description('start the service (settings: docs/configuration.md)')
    .option('--config <file>', 'configuration file, in place of CONFIG_FILE')
    .action(async ({ config }: { config?: string }) => {
      const running = await startService(commandEnvironment(config), machineTimeZone());
      process.stdout.write(`Spinewatch listening on ${running.url}\n`);
      process.on('SIGHUP', () => running.reload());
      const stop = (): void => {
        void running.stop().then(() => process.exit(0));
      };
      process.once('SIGTERM', stop);
      process.once('SIGINT', stop);
    });
}
