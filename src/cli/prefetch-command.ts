/** `spinewatch prefetch`: the prefetch sheet for EHRs that don't read discovery. */
import { Command, Option } from 'commander';
import { prefetchTemplates } from '../chart/templates.js';
import { loadSettings, readTextFile } from '../config/load.js';
import { loadEveryService } from '../registry/load.js';
import { tenantServices } from '../registry/tenant-services.js';
import { commandEnvironment, machineTimeZone } from './environment.js';
import { Failure } from './failure.js';
import { prefetchSheet } from './prefetch.js';

export function prefetchCommand(): Command {
  return new Command('prefetch')
    .description("print the prefetch sheet of a tenant, for EHRs that don't read discovery")
    .requiredOption('--tenant <id>', 'tenant of the configuration')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .option('--config <file>', 'configuration file, in place of CONFIG_FILE')
    .action(async (options: { tenant: string; format: 'text' | 'json'; config?: string }) => {
      const settings = loadSettings(commandEnvironment(options.config), readTextFile, machineTimeZone(), 'command');
      const tenant = settings.tenants.find((one) => one.id === options.tenant);
      if (!tenant) {
        const known = settings.tenants.map((one) => one.id).join(', ');
        throw new Failure(`--tenant: the configuration has no such tenant; it has ${known}`, 2);
      }
      const services = tenantServices(await loadEveryService(), readTextFile);
      services.prepare(settings);
      for (const service of services.all(tenant)) {
        const templates = prefetchTemplates(service.requirements);
        const { publicBaseUrl } = settings;
        process.stdout.write(
          `${prefetchSheet({ templates, service, tenant, publicBaseUrl, format: options.format })}\n`,
        );
      }
    });
}
