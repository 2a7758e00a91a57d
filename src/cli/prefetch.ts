/**
 * The prefetch sheet: what is typed by hand into an EHR that doesn't read discovery (`spinewatch prefetch`).
 * Made from the same templates as discovery, under the tenant's own keys. Pure.
 */
import type { Settings, Tenant } from '../config/settings.js';
import type { CdsService } from '../sdk/service.js';

/** One row of the EHR's form. */
export interface SheetRow {
  /** The key to type: the EHR's own where the tenant has an alias for it, otherwise ours. */
  readonly key: string;
  /** What the service calls it. */
  readonly input: string;
  /** Without it, and without a server to read it from, a call is answered 412. */
  readonly required: boolean;
  readonly template: string;
}

export interface PrefetchSheet {
  readonly tenant: string;
  readonly service: string;
  readonly hook: string;
  /** To be registered exactly so: it is the `aud` of a call's JWT. */
  readonly url: string;
  readonly feedbackUrl: string;
  /** `iss` and further `aud` values that are accepted; empty for an anonymous tenant, whose callers need no token. */
  readonly tokens: readonly {
    readonly issuer: string;
    readonly algorithms: readonly string[];
    readonly audience: readonly string[];
  }[];
  readonly prefetch: readonly SheetRow[];
}

export interface SheetRequest {
  /** Prefetch templates by our key, as discovery shows them. */
  readonly templates: Readonly<Record<string, string>>;
  readonly service: Pick<CdsService, 'id' | 'hook' | 'requirements'>;
  readonly tenant: Tenant;
  readonly publicBaseUrl: Settings['publicBaseUrl'];
  readonly format: 'text' | 'json';
}

/** The sheet as text for people, or as JSON; ends with a line break. */
export function prefetchSheet(request: SheetRequest): string {
  const sheet = sheetOf(request);
  return request.format === 'json' ? `${JSON.stringify(sheet, null, 2)}\n` : textOf(sheet);
}

function sheetOf({ templates, service, tenant, publicBaseUrl }: SheetRequest): PrefetchSheet {
  const url = `${publicBaseUrl}/cds-services/${service.id}`;
  const aliases = new Map(Object.entries(tenant.prefetchAliases).map(([alias, input]) => [input as string, alias]));
  const required = new Set<string>(service.requirements.filter((one) => one.required).map((one) => one.input));
  return {
    tenant: tenant.id,
    service: service.id,
    hook: service.hook,
    url,
    feedbackUrl: `${url}/feedback`,
    tokens: tenant.anonymous
      ? []
      : tenant.clients.map(({ issuer, algorithms, audience }) => ({ issuer, algorithms, audience })),
    prefetch: Object.entries(templates).map(([input, template]) => ({
      key: aliases.get(input) ?? input,
      input,
      required: required.has(input),
      template,
    })),
  };
}

function textOf({ tenant, service, hook, url, feedbackUrl, tokens, prefetch }: PrefetchSheet): string {
  const lines = [
    `Prefetch sheet of ${service} for tenant ${tenant}`,
    '',
    `Hook          ${hook}`,
    `Service URL   ${url}`,
    `Feedback URL  ${feedbackUrl}`,
    ...(tokens.length === 0 ? ['Token         none needed'] : []),
    ...tokens.flatMap(({ issuer, algorithms, audience }) => [
      `Token         iss ${issuer}; alg ${algorithms.join(' or ')}`,
      `              aud the URL that is called${audience.map((one) => `, or ${one}`).join('')}`,
    ]),
    '',
    'Type each key with its query, exactly as it stands:',
    ...prefetch.flatMap(({ key, input, required, template }) => [
      '',
      `${key}${key === input ? '' : `  (alias of ${input})`}${required ? '  [required]' : ''}`,
      `  ${template}`,
    ]),
    '',
    'A key that is left out is read from the fhirServer of the call, where the tenant may be read from it.',
  ];
  return `${lines.join('\n')}\n`;
}
