/** Exports for tests: small folders of NDJSON, and what the rule says of each patient when nothing is dropped unread. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { rowsOf } from '../../../src/cohort/assess/worker.js';
import { screenPatient, type ScreenOptions } from '../../../src/cohort/assess/screen-patient.js';
import { parseDay } from '../../../src/fhir/dates.js';
import { realService } from '../../support/service.js';

export const AS_OF = '2026-06-15';

export const tempFolder = (): string => mkdtempSync(join(tmpdir(), 'spinewatch-cohort-'));

export const screenOptions = (more: Partial<ScreenOptions> = {}): ScreenOptions => ({
  service: realService(),
  settings: { otherCancers: true },
  asOf: parseDay(AS_OF) as number,
  eachVisit: false,
  records: false,
  trials: [],
  ...more,
});

/** @param files by name; a value that is no text is written as NDJSON */
export function writeExport(files: Readonly<Record<string, string | Buffer | readonly unknown[]>>): string {
  const folder = tempFolder();
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    const text = Array.isArray(content) ? content.map((one) => `${JSON.stringify(one)}\n`).join('') : content;
    writeFileSync(path, text as string | Buffer);
  }
  return folder;
}

export const resultsOf = (output: string): readonly Record<string, unknown>[] =>
  readFileSync(join(output, 'results.ndjson'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

export const summaryOf = (output: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(output, 'summary.json'), 'utf8')) as Record<string, unknown>;

type Json = Record<string, unknown> & { readonly resourceType: string; readonly id: string };

/** Every chart of an export grouped by a plain walk over all of its parsed lines, and assessed whole. */
export function rowsByHand(folder: string, options: ScreenOptions): readonly unknown[] {
  const resources = readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const bytes = readFileSync(join(folder, name));
      const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
      return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Json]));
    });
  const medications = resources.filter(({ resourceType }) => resourceType === 'Medication');
  const patients = resources.filter(({ resourceType }) => resourceType === 'Patient');
  const byPatient = new Map<string, Json[]>(patients.map((patient) => [patient.id, [patient]]));
  for (const resource of resources) {
    const subject = resource['subject'] ?? resource['patient'];
    const reference = (subject as { readonly reference?: string } | undefined)?.reference ?? '';
    byPatient.get(reference.replace('Patient/', ''))?.push(resource);
  }
  return [...byPatient.keys()].sort().flatMap((id) => {
    const entry = [...(byPatient.get(id) ?? []), ...medications].map((resource) => ({ resource }));
    return rowsOf(screenPatient({ resourceType: 'Bundle', entry }, options));
  });
}
