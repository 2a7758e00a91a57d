/** One partition in memory: its patients, each with what was kept of it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InputName } from '../../chart/inputs.js';
import { UNREAD } from '../assess/screen-patient.js';
import type { Kind } from '../scan/parts.js';

/** A place in the input: a task and a line of it, from 0. */
export interface Place {
  readonly task: number;
  readonly line: number;
}

export interface KeptPatient {
  readonly id: string;
  readonly first: Place;
  /** The Patient as an entry. */
  patient?: Buffer;
  /** In its place, where nothing in the chart could matter, what of it could (src/cohort/scan/gather.ts). */
  essence?: Buffer;
  readonly entries: { readonly place: Place; readonly json: Buffer }[];
  readonly unread: Set<InputName>;
}

/**
 * @param files of the partition, with the writer of each
 * @param counts whether the writer's work on the task counts: a task that was begun twice counts once
 */
export function readPartition(
  folder: string,
  files: readonly { readonly name: string; readonly writer: string }[],
  counts: (task: number, writer: string) => boolean,
): readonly KeptPatient[] {
  const patients = new Map<string, KeptPatient>();
  for (const { name, writer } of files) {
    const bytes = readFileSync(join(folder, name));
    for (let from = 0; from < bytes.length;) {
      const end = bytes.indexOf(0x0a, from);
      // A last line without its end is of a writer that died.
      if (end < 0) break;
      take(bytes, from, end, writer, counts, patients);
      from = end + 1;
    }
  }
  return [...patients.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function take(
  bytes: Buffer,
  from: number,
  end: number,
  writer: string,
  counts: (task: number, writer: string) => boolean,
  patients: Map<string, KeptPatient>,
): void {
  const fields: string[] = [];
  let at = from;
  while (fields.length < 4) {
    const tab = bytes.indexOf(0x09, at);
    fields.push(bytes.toString('latin1', at, tab));
    at = tab + 1;
  }
  const [kind, task, line, id] = fields as [Kind, string, string, string];
  if (!counts(Number(task), writer)) return;
  const place = { task: Number(task), line: Number(line) };
  let patient = patients.get(id);
  if (!patient) patients.set(id, (patient = { id, first: place, entries: [], unread: new Set() }));
  const json = bytes.subarray(at, end);
  if (kind === 'P') patient.patient ??= json;
  else if (kind === 'E') patient.essence ??= json;
  else if (kind === 'R' || kind === 'M') patient.entries.push({ place, json });
  else if (kind === 'U') patient.unread.add(JSON.parse(json.toString()) as InputName);
}

/** The chart as one line of a worker's input, in the order of the export whichever worker read what. */
export function bundleLine({ id, patient, entries, unread }: KeptPatient): Buffer {
  const tag = [...unread].map((code) => ({ system: UNREAD, code }));
  const head = { resourceType: 'Bundle', id, ...(tag.length === 0 ? {} : { meta: { tag } }), type: 'collection' };
  const parts: Buffer[] = [Buffer.from(`${JSON.stringify(head).slice(0, -1)},"entry":[`)];
  const inOrder = [...entries].sort((a, b) => a.place.task - b.place.task || a.place.line - b.place.line);
  const all = [...(patient ? [patient] : []), ...inOrder.map(({ json }) => json)];
  all.forEach((entry, index) => {
    if (index > 0) parts.push(COMMA);
    parts.push(entry);
  });
  parts.push(END);
  return Buffer.concat(parts);
}

const COMMA = Buffer.from(',');
const END = Buffer.from(']}\n');
