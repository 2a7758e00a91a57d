/**
 * The environment as values: read once by the composition root and handed on; nothing here touches the process.
 * An empty variable counts as unset, as container tools write it.
 */
import { isIP } from 'node:net';
import { unreadable } from './files.js';
import { ConfigurationError, show, type Problem } from './problem.js';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Where outgoing calls go through; as the FHIR client takes it. URLs may hold a password. */
export interface ProxySettings {
  readonly https?: string;
  readonly http?: string;
  readonly no?: string;
}

export interface Environment {
  /** 0 to 65535; 0 lets the system pick one. */
  readonly port: number;
  readonly host: string;
  /** `postgres://…`; absent means embedded storage in `dataDir`. Holds a password: never to be logged. */
  readonly databaseUrl?: string;
  readonly dataDir: string;
  readonly configFile?: string;
  readonly logLevel: LogLevel;
  readonly production: boolean;
  readonly proxy: ProxySettings;
  /** Where traces are sent; absent: nothing is traced. The URL may hold a password. */
  readonly tracing?: { readonly url: string; readonly serviceName?: string };
  /**
   * The value of a variable that the configuration file names (`…Env`), or the content of the file that the variable
   * with `_FILE` at its end names; `undefined` where neither is set. @throws ConfigurationError where the file can't be read
   */
  readonly secret: (name: string) => string | undefined;
}

/** Each variable, its default and what it means: the table of docs/configuration.md. */
export const ENVIRONMENT_VARIABLES: readonly { name: string; fallback: string; allowed: string; meaning: string }[] = [
  {
    name: 'PORT',
    fallback: '8080',
    allowed: 'a whole number from 0 to 65535',
    meaning: 'Port to listen on; 0 picks a free one.',
  },
  {
    name: 'HOST',
    fallback: '127.0.0.1',
    allowed: 'an IP address or a host name',
    meaning: 'Address to listen on. Without `CONFIG_FILE` it must be loopback.',
  },
  {
    name: 'DATABASE_URL',
    fallback: '',
    allowed: 'a postgres:// or postgresql:// URL',
    meaning:
      'PostgreSQL to store in; unset: embedded storage in `DATA_DIR`. `DATABASE_URL_FILE` names a file with it instead.',
  },
  {
    name: 'DATA_DIR',
    fallback: './data',
    allowed: 'a folder',
    meaning: 'Folder of the embedded storage and of the keys made for it.',
  },
  {
    name: 'CONFIG_FILE',
    fallback: '',
    allowed: 'the path of a YAML or JSON file',
    meaning: 'The configuration file; unset: the sandbox profile.',
  },
  {
    name: 'LOG_LEVEL',
    fallback: 'info',
    allowed: LOG_LEVELS.join(', '),
    meaning: 'The least severe log line that is written (stderr).',
  },
  {
    name: 'NODE_ENV',
    fallback: '',
    allowed: 'any; `production` is the one that matters',
    meaning:
      'With `production`: https only, no anonymous tenants, no loopback FHIR servers, and `CONFIG_FILE` is required.',
  },
  {
    name: 'HTTPS_PROXY',
    fallback: '',
    allowed: 'an http:// or https:// URL',
    meaning: 'Proxy for outgoing https calls. Lower case is read too, and goes first.',
  },
  {
    name: 'HTTP_PROXY',
    fallback: '',
    allowed: 'an http:// or https:// URL',
    meaning: 'Proxy for outgoing http calls. Lower case is read too, and goes first.',
  },
  {
    name: 'NO_PROXY',
    fallback: '',
    allowed: 'host names, separated by commas',
    meaning: 'Hosts that are called without the proxy. Lower case is read too, and goes first.',
  },
  {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    fallback: '',
    allowed: 'an http:// or https:// URL',
    meaning:
      'OpenTelemetry collector; traces go to `/v1/traces` below it (docs/operations/README.md). Unset: nothing is traced.',
  },
  {
    name: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    fallback: '',
    allowed: 'an http:// or https:// URL',
    meaning: 'The same as a full address for traces, used as it stands; goes first.',
  },
  {
    name: 'OTEL_EXPORTER_OTLP_PROTOCOL',
    fallback: 'http/json',
    allowed: 'http/json',
    meaning: 'How traces are sent, where they are.',
  },
  {
    name: 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL',
    fallback: '',
    allowed: 'http/json',
    meaning: 'The same for traces alone; goes first.',
  },
  {
    name: 'OTEL_TRACES_EXPORTER',
    fallback: '',
    allowed: 'any; `none` is the one that matters',
    meaning: 'With `none` nothing is traced.',
  },
  {
    name: 'OTEL_SDK_DISABLED',
    fallback: '',
    allowed: 'any; `true` is the one that matters',
    meaning: 'With `true` nothing is traced.',
  },
  {
    name: 'OTEL_SERVICE_NAME',
    fallback: 'spinewatch',
    allowed: 'any',
    meaning: 'Name of the service in its traces.',
  },
];

type Variables = Readonly<Record<string, string | undefined>>;
const allowedFor = (name: string): string => ENVIRONMENT_VARIABLES.find((one) => one.name === name)?.allowed ?? '';
const fallbackFor = (name: string): string => ENVIRONMENT_VARIABLES.find((one) => one.name === name)?.fallback ?? '';

/** Reads a text file; throws as `fs.readFileSync` does. */
type ReadFile = (path: string) => string;

/**
 * Reads and checks the variables; throws `ConfigurationError` with one line for each wrong one.
 * @param readFile for secrets that stand in files, as container platforms mount them; without it there are none
 */
export function readEnvironment(variables: Variables, readFile?: ReadFile): Environment {
  const problems: Problem[] = [];
  const get = (name: string): string | undefined => variables[name] || undefined;
  const wrong = (name: string, found: string): void =>
    void problems.push({ path: name, found, allowed: allowedFor(name) });

  const secret = (name: string): string | undefined => {
    const value = get(name);
    const file = get(`${name}_FILE`);
    if (value !== undefined || file === undefined || !readFile) return value;
    try {
      return readFile(file).trim() || undefined;
    } catch (error) {
      throw new ConfigurationError([
        { path: `${name}_FILE`, found: unreadable(file, error), allowed: 'a file that can be read' },
      ]);
    }
  };

  const portText = get('PORT') ?? fallbackFor('PORT');
  const port = /^\d{1,5}$/.test(portText) ? Number(portText) : Number.NaN;
  if (!(port <= 65_535)) wrong('PORT', show(portText));

  const host = get('HOST') ?? fallbackFor('HOST');
  if (!isIP(host) && !isHostName(host)) wrong('HOST', show(host));

  const databaseUrl = secret('DATABASE_URL');
  const scheme = databaseUrl && schemeOf(databaseUrl);
  // Only the scheme is ever shown: the rest may be the password.
  if (databaseUrl && !['postgres:', 'postgresql:'].includes(scheme ?? ''))
    wrong('DATABASE_URL', scheme ? `a ${scheme} URL` : 'no URL');

  const levelText = get('LOG_LEVEL') ?? fallbackFor('LOG_LEVEL');
  const logLevel = LOG_LEVELS.find((level) => level === levelText);
  if (!logLevel) wrong('LOG_LEVEL', show(levelText));

  const proxyUrl = (name: string): string | undefined => {
    const text = get(name.toLowerCase()) ?? get(name);
    if (text === undefined) return undefined;
    // `proxy.example.org:3128` without a scheme is what many machines have; curl reads it so too.
    const url = text.includes('://') ? text : `http://${text}`;
    if (['http:', 'https:'].includes(schemeOf(url) ?? '')) return url;
    wrong(name, schemeOf(url) ? `a ${schemeOf(url)} URL` : 'no URL');
    return undefined;
  };
  const httpsProxy = proxyUrl('HTTPS_PROXY');
  const httpProxy = proxyUrl('HTTP_PROXY');
  const noProxy = get('no_proxy') ?? get('NO_PROXY');
  const configFile = get('CONFIG_FILE');
  const tracing = tracingOf(get, wrong);

  if (problems.length > 0 || !logLevel) throw new ConfigurationError(problems);
  return Object.freeze({
    port,
    host,
    ...(databaseUrl && { databaseUrl }),
    dataDir: get('DATA_DIR') ?? fallbackFor('DATA_DIR'),
    ...(configFile && { configFile }),
    logLevel,
    production: variables['NODE_ENV'] === 'production',
    proxy: Object.freeze({
      ...(httpsProxy && { https: httpsProxy }),
      ...(httpProxy && { http: httpProxy }),
      ...(noProxy && { no: noProxy }),
    }),
    ...(tracing && { tracing }),
    secret,
  });
}

/** OpenTelemetry's own variables; what else of them there is, its library reads. `OTEL_SDK_DISABLED=true` is off. */
function tracingOf(
  get: (name: string) => string | undefined,
  wrong: (name: string, found: string) => void,
): Environment['tracing'] {
  const off = get('OTEL_SDK_DISABLED')?.toLowerCase() === 'true' || get('OTEL_TRACES_EXPORTER') === 'none';
  const address = (name: string): string | undefined => {
    const text = get(name);
    const scheme = text && schemeOf(text);
    // Only the scheme is shown: the rest may hold a password.
    if (text && !['http:', 'https:'].includes(scheme ?? '')) wrong(name, scheme ? `a ${scheme} URL` : 'no URL');
    return text;
  };
  const own = address('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
  const shared = address('OTEL_EXPORTER_OTLP_ENDPOINT');
  const protocols = ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'];
  const [protocol] = protocols.map((name) => ({ name, value: get(name) })).filter(({ value }) => value);
  const serviceName = get('OTEL_SERVICE_NAME');
  const url = own ?? (shared === undefined ? undefined : `${shared.replace(/\/+$/, '')}/v1/traces`);
  if (off || url === undefined) return undefined;
  if (protocol?.value && protocol.value !== 'http/json') wrong(protocol.name, show(protocol.value));
  return Object.freeze({
    url,
    ...(serviceName !== undefined && { serviceName }),
  });
}

const isHostName = (text: string): boolean =>
  text.length <= 253 &&
  /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(text) &&
  !/^[\d.]+$/.test(text);

const schemeOf = (text: string): string | undefined => (URL.canParse(text) ? new URL(text).protocol : undefined);
