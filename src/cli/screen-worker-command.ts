/** `spinewatch screen-worker`: one patient (a Bundle) a line on stdin, one result a line on stdout. */
import { Command, Option } from 'commander';
import { work } from '../cohort/assess/worker.js';
import { reader, type Order } from '../cohort/scan/process.js';
import { scanLines } from '../cohort/spark/scan-lines.js';
import { screenSettings, siteOf, withCommonOptions, type CommonOptions } from './screen-settings.js';

interface WorkerOptions extends CommonOptions {
  readonly work?: string;
  readonly records?: boolean;
  readonly scan?: boolean;
}

export function screenWorkerCommand(): Command {
  return withCommonOptions(
    new Command('screen-worker').description('assess charts from stdin, a FHIR Bundle of one patient a line'),
  )
    .addOption(new Option('--work <folder>', 'the unfinished run that it works for').hideHelp())
    .addOption(new Option('--records', 'whole records in place of rows (docs/spark.md)').hideHelp())
    .addOption(new Option('--scan', 'lines of an export in place of charts (docs/spark.md)').hideHelp())
    .action(async (options: WorkerOptions) => {
      const screen = await screenSettings(
        siteOf(options),
        options,
        options.work !== undefined || options.records === true,
      );
      if (options.scan === true) {
        return scanLines({ input: process.stdin, output: process.stdout, gate: screen.service.gate });
      }
      if (options.work !== undefined && process.send) {
        const obey = reader(options.work, screen);
        process.on('message', (order) => void obey(order as Order).then((answer) => process.send?.(answer)));
      }
      await work({ input: process.stdin, output: process.stdout, screen });
      // The channel of a run's orders would keep the process.
      if (process.connected) process.disconnect();
    });
}
