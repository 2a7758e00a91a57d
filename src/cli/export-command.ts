/** `spinewatch export`: the knowledge as FHIR R4, one file a resource and one Bundle of all. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { loadSettings, readTextFile } from '../config/load.js';
import { exportFiles, type ExportFile } from '../knowledge/index.js';
import { loadServices } from '../registry/load.js';
import { loadValueSets } from '../registry/value-sets.js';
import { commandEnvironment, machineTimeZone } from './environment.js';
import { Failure } from './failure.js';

export function exportCommand(): Command {
  return new Command('export')
    .description('write the knowledge as FHIR R4: decision table, order, data requirements, value sets')
    .requiredOption('--output <dir>', 'folder to write into; it is made where it is missing')
    .option('--config <file>', 'configuration file, in place of CONFIG_FILE')
    .action(async ({ output, config }: { output: string; config?: string }) => {
      // The knowledge is the same for every tenant; a wrong configuration is said all the same, as by every command.
      loadSettings(commandEnvironment(config), readTextFile, machineTimeZone(), 'command');
      if (output.trim() === '') throw new Failure('--output: found nothing; allowed: the path of a folder', 2);
      for (const service of await loadServices()) {
        const files = exportFiles(service, loadValueSets(service.id));
        write(output, files);
        process.stdout.write(`${files.map(({ name }) => join(output, name)).join('\n')}\n`);
      }
    });
}

function write(folder: string, files: readonly ExportFile[]): void {
  try {
    mkdirSync(folder, { recursive: true });
    for (const { name, text } of files) writeFileSync(join(folder, name), text);
  } catch (error) {
    throw new Failure(`cannot write to the folder of --output (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
  }
}
