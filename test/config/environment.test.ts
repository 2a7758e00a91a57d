import { ENVIRONMENT_VARIABLES, LOG_LEVELS, readEnvironment } from '../../src/config/environment.js';
import { linesOf } from './support.js';

describe('readEnvironment', () => {
  it('has the published defaults', () => {
    expect(readEnvironment({})).toMatchObject({
      port: 8080,
      host: '127.0.0.1',
      dataDir: './data',
      logLevel: 'info',
      production: false,
      proxy: {},
    });
    expect(readEnvironment({})).not.toHaveProperty('databaseUrl');
    expect(readEnvironment({})).not.toHaveProperty('configFile');
  });

  it.each([
    ['PORT', '0', { port: 0 }],
    ['PORT', '65535', { port: 65_535 }],
    ['PORT', '', { port: 8080 }],
    ['HOST', '0.0.0.0', { host: '0.0.0.0' }],
    ['HOST', '::1', { host: '::1' }],
    ['HOST', 'localhost', { host: 'localhost' }],
    ['DATABASE_URL', 'postgres://u:p@db/x', { databaseUrl: 'postgres://u:p@db/x' }],
    ['DATABASE_URL', 'postgresql://db/x', { databaseUrl: 'postgresql://db/x' }],
    ['DATA_DIR', '/var/lib/spinewatch', { dataDir: '/var/lib/spinewatch' }],
    ['CONFIG_FILE', 'north.yaml', { configFile: 'north.yaml' }],
    ['NODE_ENV', 'production', { production: true }],
    ['NODE_ENV', 'staging', { production: false }],
    ['HTTPS_PROXY', 'http://proxy:3128', { proxy: { https: 'http://proxy:3128' } }],
    ['https_proxy', 'proxy:3128', { proxy: { https: 'http://proxy:3128' } }],
    ['http_proxy', 'https://proxy', { proxy: { http: 'https://proxy' } }],
    ['NO_PROXY', '.example.org', { proxy: { no: '.example.org' } }],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://otel:4318', { tracing: { url: 'http://otel:4318/v1/traces' } }],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'https://otel/in/', { tracing: { url: 'https://otel/in/v1/traces' } }],
    ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'https://otel/t', { tracing: { url: 'https://otel/t' } }],
  ])('reads %s=%s', (name, value, expected) => {
    expect(readEnvironment({ [name]: value })).toMatchObject(expected);
  });

  it.each(LOG_LEVELS)('takes LOG_LEVEL %s', (level) => {
    expect(readEnvironment({ LOG_LEVEL: level }).logLevel).toBe(level);
  });

  it('reads the lower case of a proxy variable first', () => {
    expect(readEnvironment({ HTTP_PROXY: 'http://upper', http_proxy: 'http://lower' }).proxy.http).toBe('http://lower');
  });

  it.each([
    ['PORT', '-1', '"-1"', '0 to 65535'],
    ['PORT', '65536', '"65536"', '0 to 65535'],
    ['PORT', '80.5', '"80.5"', '0 to 65535'],
    ['PORT', 'http', '"http"', '0 to 65535'],
    ['PORT', '8080\nLOG', '8080', '0 to 65535'],
    ['HOST', 'a b', '"a b"', 'an IP address or a host name'],
    ['HOST', '999.1.1.1', '"999.1.1.1"', 'an IP address or a host name'],
    ['HOST', 'http://127.0.0.1', '"http://127.0.0.1"', 'an IP address or a host name'],
    ['DATABASE_URL', 'mysql://root:hunter2@db/x', 'mysql:', 'postgres://'],
    ['DATABASE_URL', 'hunter2', 'no URL', 'postgres://'],
    ['LOG_LEVEL', 'loud', '"loud"', 'fatal, error, warn, info, debug, trace, silent'],
    ['LOG_LEVEL', 'INFO', '"INFO"', 'silent'],
    ['HTTPS_PROXY', 'socks5://me:hunter2@proxy', 'socks5:', 'an http:// or https:// URL'],
    ['HTTP_PROXY', 'http://me:hunter2@[', 'no URL', 'an http:// or https:// URL'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'grpc://me:hunter2@otel', 'grpc:', 'an http:// or https:// URL'],
    ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'hunter2', 'no URL', 'an http:// or https:// URL'],
  ])('refuses %s=%j in one line that names it, what was found and what is allowed', (name, value, found, allowed) => {
    const lines = linesOf(() => readEnvironment({ [name]: value }));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(new RegExp(`^${name}: found .+; allowed: .+$`));
    expect(lines[0]).toContain(found);
    expect(lines[0]).toContain(allowed);
    expect(lines[0]).not.toContain('hunter2');
    expect(lines[0]).not.toContain('\n');
  });

  it('traces only where a collector is named, in the one form it speaks', () => {
    const otel = (more: Record<string, string>) =>
      readEnvironment({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://otel:4318', ...more }).tracing;
    expect(readEnvironment({ OTEL_SERVICE_NAME: 'x', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })).not.toHaveProperty(
      'tracing',
    );
    expect(otel({ OTEL_SDK_DISABLED: 'TRUE' })).toBeUndefined();
    expect(otel({ OTEL_TRACES_EXPORTER: 'none' })).toBeUndefined();
    expect(otel({ OTEL_SERVICE_NAME: 'north', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://other/x' })).toEqual({
      url: 'http://other/x',
      serviceName: 'north',
    });
    expect(
      otel({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json' }),
    ).toBeDefined();
    expect(linesOf(() => otel({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }))).toEqual([
      'OTEL_EXPORTER_OTLP_PROTOCOL: found "grpc"; allowed: http/json',
    ]);
  });

  it('names every wrong variable at once', () => {
    expect(linesOf(() => readEnvironment({ PORT: 'x', LOG_LEVEL: 'y' }))).toHaveLength(2);
  });

  it('gives the variables that the file names, and an empty one as unset', () => {
    const { secret } = readEnvironment({ TOKEN: 'abc', EMPTY: '' });
    expect([secret('TOKEN'), secret('EMPTY'), secret('OTHER')]).toEqual(['abc', undefined, undefined]);
  });

  it('never spells a secret out as JSON', () => {
    expect(JSON.stringify(readEnvironment({ SPINEWATCH_PATIENT_KEY: 'hunter2' }))).not.toContain('hunter2');
  });

  describe('a secret in a file', () => {
    const files: Record<string, string> = {
      '/run/key': 'from the file\n',
      '/run/empty': '\n',
      '/run/db': 'postgres://db/x',
    };
    const readFile = (path: string): string => {
      const text = files[path];
      if (text === undefined) throw Object.assign(new Error('hunter2'), { code: 'EACCES' });
      return text;
    };

    it('counts where the variable itself is unset', () => {
      const { secret, databaseUrl } = readEnvironment(
        {
          KEY_FILE: '/run/key',
          BOTH: 'own',
          BOTH_FILE: '/run/key',
          NONE_FILE: '/run/empty',
          DATABASE_URL_FILE: '/run/db',
        },
        readFile,
      );
      expect([secret('KEY'), secret('BOTH'), secret('NONE')]).toEqual(['from the file', 'own', undefined]);
      expect(databaseUrl).toBe('postgres://db/x');
    });

    it('is a wrong setting where it can’t be read, in one line without its content', () => {
      const lines = linesOf(() => readEnvironment({ DATABASE_URL_FILE: '/run/other' }, readFile));
      expect(lines).toEqual([
        'DATABASE_URL_FILE: found "/run/other": can’t be read (EACCES); allowed: a file that can be read',
      ]);
    });
  });

  it('documents each variable it reads', () => {
    const seen = new Set<string>();
    readEnvironment(new Proxy({}, { get: (_target, name) => void seen.add(String(name).toUpperCase()) }));
    expect(seen.delete('DATABASE_URL_FILE')).toBe(true);
    expect([...seen].sort()).toEqual(ENVIRONMENT_VARIABLES.map(({ name }) => name).sort());
  });
});
