import { readEnvironment } from '../../src/config/environment.js';
import { loadSettings } from '../../src/config/load.js';
import { disk, linesOf } from './support.js';

const sandbox = (
  env: Record<string, string> = {},
  timeZone = 'Europe/Berlin',
  use: 'service' | 'command' = 'service',
) => loadSettings(readEnvironment(env), disk({}), timeZone, use);

describe('without CONFIG_FILE', () => {
  it('is the sandbox profile', () => {
    const settings = sandbox();
    expect(settings).toMatchObject({
      profile: 'sandbox',
      production: false,
      publicBaseUrl: 'http://127.0.0.1:8080',
      deadlineMs: 4000,
      cors: { origins: ['*'] },
    });
    expect(settings).not.toHaveProperty('operator');
    expect(settings.tenants).toHaveLength(1);
    expect(settings.tenants[0]).toMatchObject({
      id: 'sandbox',
      mode: 'live',
      anonymous: true,
      explain: true,
      timeZone: 'Europe/Berlin',
      clients: [],
      rule: { otherCancers: true },
      quiet: { repeat: 'off', visitHours: 12 },
      cards: { emergencyContact: '', guidance: 'uk' },
      fhir: { anyLoopback: true, production: false },
    });
    expect(settings.tenants[0]?.fhir.servers.map(({ url }) => url)).toEqual([
      'https://hapi.fhir.org/baseR4',
      'https://r4.smarthealthit.org',
      'https://launch.smarthealthit.org/v/r4/fhir',
    ]);
    expect(Object.isFrozen(settings.tenants[0]?.fhir.servers)).toBe(true);
  });

  it('takes UTC where the machine has no time zone', () => {
    expect(sandbox({}, 'Etc/Unknown').tenants[0]?.timeZone).toBe('UTC');
  });

  it.each(['127.0.0.1', '127.0.0.5', '::1', 'localhost'])('listens on %s', (HOST) => {
    expect(() => sandbox({ HOST })).not.toThrow();
  });

  it('spells an IPv6 host as a URL', () => {
    expect(sandbox({ HOST: '::1', PORT: '9000' }).publicBaseUrl).toBe('http://[::1]:9000');
  });

  it.each(['0.0.0.0', '::', '192.168.1.5', 'spinewatch.example.org'])('refuses to listen on %s', (HOST) => {
    expect(linesOf(() => sandbox({ HOST }))).toEqual([
      `HOST: found "${HOST}"; allowed: a loopback address (127.0.0.1, ::1, localhost) without CONFIG_FILE`,
    ]);
  });

  it('refuses to start in production', () => {
    const lines = linesOf(() => sandbox({ NODE_ENV: 'production' }));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^CONFIG_FILE: found nothing; allowed: a configuration file with NODE_ENV=production/);
  });

  it('lets a command run wherever it is', () => {
    expect(sandbox({ NODE_ENV: 'production', HOST: '0.0.0.0' }, 'UTC', 'command').profile).toBe('sandbox');
  });

  it('needs the patient key with PostgreSQL', () => {
    const DATABASE_URL = 'postgres://u:hunter2@db/x';
    expect(linesOf(() => sandbox({ DATABASE_URL }))[0]).toMatch(
      /^store.patientKeyEnv: found nothing in the variable SPINEWATCH_PATIENT_KEY/,
    );
    expect(() => sandbox({ DATABASE_URL, SPINEWATCH_PATIENT_KEY: 'k' })).not.toThrow();
  });
});
