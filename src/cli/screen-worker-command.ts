/** `spinewatch screen-worker`: one patient (a Bundle) a line on stdin, one result a line on stdout. */
import { Command, Option } from 'commander';
import { work } from '../cohort/assess/worker.js';
import { reader, type Order } from '../cohort/scan/process.js';
import { screenSettings, siteOf, withCommonOptions, type CommonOptions } from './screen-settings.js';

export function screenWorkerCommand(): Command {
  return withCommonOptions(
    new Command('screen-worker').description('assess charts from stdin, a FHIR Bundle of one patient a line'),
  )
    .addOption(new Option('--work <folder>', 'the unfinished run that it works for').hideHelp())
    .action(async (options: CommonOptions & { readonly work?: string }) => {
      const screen = await screenSettings(siteOf(options), options, options.work !== undefined);
      if (options.work !== undefined && process.send) {
        const obey = reader(options.work, screen.service.gate);
        process.on('message', (order) => void obey(order as Order).then((answer) => process.send?.(answer)));
      }
      await work({ input: process.stdin, output: process.stdout, screen });
      // The channel of a run's orders would keep the process.
      if (process.connected) process.disconnect();
    });
}
