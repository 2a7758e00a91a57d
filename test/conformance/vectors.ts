/** The specification's examples and schemas (test/conformance/spec/README.md), and the service that is held to them. */
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { readEnvironment } from '../../src/config/environment.js';
import type { Json } from '../../src/fhir/resource.js';
import { startService, type Running } from '../../src/main.js';
import { tempDataDir } from '../support/data-dir.js';

const SPEC = new URL('./spec/', import.meta.url);

/** Examples of one kind of every version: `[version/file, content]`. */
export function examples(kind: string): [string, Json][] {
  const folder = new URL('examples/', SPEC);
  return readdirSync(folder).flatMap((version) =>
    readdirSync(new URL(version, folder))
      .filter((file) => file.startsWith(`${kind}-`) && file.endsWith('.json'))
      .map((file): [string, Json] => [
        `${version}/${file}`,
        JSON.parse(readFileSync(new URL(`${version}/${file}`, folder), 'utf8')) as Json,
      ]),
  );
}

/** Texts that the specification printed as JSON and that are none. */
export function brokenExamples(): [string, string][] {
  const folder = new URL('examples/2.0-invalid/', SPEC);
  return readdirSync(folder).map((file) => [file, readFileSync(new URL(file, folder), 'utf8')]);
}

const ajv = new Ajv2020({ allErrors: true, strict: false });
formats.default(ajv);

/** The errors of a value against a schema, none where it is valid. */
export function schemaErrors(name: 'discovery' | 'request' | 'response' | 'feedback', value: unknown): string[] {
  const id = `urn:spinewatch:test:cds-hooks:${name}`;
  const validate =
    ajv.getSchema(id) ??
    ajv.compile(JSON.parse(readFileSync(new URL(`schemas/${name}.schema.json`, SPEC), 'utf8')) as Json);
  if (validate(value) === true) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}

export const start = (): Promise<Running> =>
  startService(readEnvironment({ PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: tempDataDir() }), 'UTC');

/** Paths of null and empty elements outside our own extensions; `cards` and `services` may be empty. */
export function emptyElements(value: unknown, path = ''): string[] {
  if (path === '/cards' || path === '/services') {
    return (value as unknown[]).flatMap((element, index) => emptyElements(element, `${path}/${index}`));
  }
  if (path.split('/').at(-1)?.startsWith('org.spinewatch.') === true) return [];
  if (value === null || value === '') return [path];
  if (typeof value !== 'object') return [];
  const entries = Object.entries(value);
  return entries.length === 0 ? [path] : entries.flatMap(([key, element]) => emptyElements(element, `${path}/${key}`));
}
