/** The discovery answer: what this server offers, and the prefetch it asks for. Pure. */
import type { CdsService } from '../sdk/service.js';
import { withoutEmpties } from './response.js';

/** One service in the discovery answer. */
export interface ServiceDescription {
  readonly id: string;
  readonly hook: string;
  readonly title: string;
  readonly description: string;
  readonly usageRequirements?: string;
  readonly prefetch?: Readonly<Record<string, string>>;
}

/**
 * `{services: [...]}`. `version` is left out on purpose: where CDS Hooks 3.0 has it, it is the version of CDS Hooks,
 * not of the service, and 2.0 does not have it.
 */
export function discoveryOf(
  services: readonly CdsService[],
  prefetch: (service: CdsService) => Readonly<Record<string, string>>,
): { readonly services: readonly ServiceDescription[] } {
  return {
    services: services.map(
      (service) =>
        withoutEmpties({
          id: service.id,
          hook: service.hook,
          title: service.title,
          description: service.description,
          usageRequirements: service.usageRequirements,
          prefetch: prefetch(service),
        }) as unknown as ServiceDescription,
    ),
  };
}
