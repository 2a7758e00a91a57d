/** What `docker compose up` starts: reachable from this machine alone, with a configuration that the service takes. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { readEnvironment } from '../../src/config/environment.js';
import { loadSettings, readTextFile } from '../../src/config/load.js';

const pathOf = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const textOf = (name: string): string => readFileSync(pathOf(name), 'utf8');

interface Service {
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}
const { services } = parse(textOf('docker-compose.yml')) as { services: Readonly<Record<string, Service>> };
const settingsFile = 'docs/compose/spinewatch.yaml';

describe('docker-compose.yml', () => {
  test('publishes every port on loopback alone', () => {
    const ports = Object.values(services).flatMap((service) => service.ports ?? []);
    expect(ports).toHaveLength(2);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  test('gives the service its configuration file', () => {
    const { volumes, environment } = services['spinewatch'] ?? {};
    expect(volumes).toContain(`./${settingsFile}:${environment?.['CONFIG_FILE']}:ro`);
  });

  test('has one anonymous tenant that reads its charts from the HAPI container alone', () => {
    const environment = readEnvironment({ HOST: '0.0.0.0', CONFIG_FILE: pathOf(settingsFile) });
    const { tenants } = loadSettings(environment, readTextFile, 'UTC');
    expect(tenants.map(({ anonymous, fhir }) => [anonymous, fhir.servers.map(({ url }) => url)])).toEqual([
      [true, ['http://hapi:8080/fhir']],
    ]);
    expect(Object.keys(services)).toContain('hapi');
  });
});

describe('docs/compose/replicas.yaml', () => {
  const replicas = (parse(textOf('docs/compose/replicas.yaml')) as { services: Readonly<Record<string, Service>> })
    .services;
  const all = [services['spinewatch'], replicas['spinewatch-2']];

  test('has two replicas of one configuration on one database, each with a folder of its own', () => {
    for (const name of ['CONFIG_FILE', 'DATABASE_URL'])
      expect(all[1]?.environment?.[name]).toBe(all[0]?.environment?.[name]);
    expect(all[0]?.environment?.['DATABASE_URL']).toMatch(/^postgres:.*@postgres:5432\/spinewatch$/);
    const folders = all.map((one) => one?.volumes?.find((volume) => volume.endsWith(':/data')));
    expect(new Set(folders).size).toBe(2);
  });

  test('does not start without a key of its own, and publishes on loopback alone', () => {
    for (const name of ['spinewatch', 'spinewatch-2'])
      expect(replicas[name]?.environment?.['SPINEWATCH_PATIENT_KEY']).toMatch(/^\$\{SPINEWATCH_PATIENT_KEY:\?/);
    const ports = Object.values(replicas).flatMap((service) => service.ports ?? []);
    expect(ports).toEqual([expect.stringMatching(/^127\.0\.0\.1:/)]);
  });
});

describe('Dockerfile', () => {
  test('runs as a user without rights, and says how it is', () => {
    const lines = textOf('Dockerfile').split('\n');
    expect(lines).toContain('USER node');
    expect(lines.some((line) => line.startsWith('HEALTHCHECK '))).toBe(true);
    for (const line of lines.filter((one) => one.startsWith('FROM ')))
      expect(line).toMatch(/^FROM node:\d+\.\d+\.\d+-/);
  });
});
