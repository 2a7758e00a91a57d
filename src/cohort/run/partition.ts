/** One partition in memory: its patients, each with what was kept of it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InputName } from '../../chart/inputs.js';
import { UNREAD } from '../assess/screen-patient.js';
import { partName, type Kind } from '../scan/parts.js';
import { INPUT_TYPES } from '../scan/read-types.js';

/** The writer of the Medications' part files. */
export const MEDICATIONS = 'medications';

/** A place in the input: a task and a line of it, from 0. */
export interface Place {
  readonly task: number;
  readonly line: number;
}

export interface KeptEntry {
  readonly place: Place;
  /** An entry of a Bundle, as it was written. */
  readonly json: Buffer;
}

export interface KeptPatient {
  readonly id: string;
  /** Where the export first names the patient, among the lines that were kept. */
  first: Place;
  /** The Patient as an entry. */
  patient?: KeptEntry;
  /** In its place, where nothing in the chart could matter, what of it could (src/cohort/scan/gather.ts). */
  essence?: Buffer;
  readonly entries: KeptEntry[];
  readonly unread: Set<InputName>;
}

/**
 * @param writers of each task: a task that was begun twice counts once, and Medications are written by nobody else
 */
export function readPartition(folder: string, part: number, writers: readonly string[]): readonly KeptPatient[] {
  const patients = new Map<string, KeptPatient>();
  for (const writer of new Set([...writers, MEDICATIONS])) {
    const path = join(folder, partName(part, writer));
    if (!existsSync(path)) continue;
    const bytes = readFileSync(path);
    const counts = (task: number): boolean => writer === MEDICATIONS || writers[task] === writer;
    for (let from = 0; from < bytes.length;) {
      const end = bytes.indexOf(0x0a, from);
      // A last line without its end is of a writer that died.
      if (end < 0) break;
      take(bytes, from, end, counts, patients);
      from = end + 1;
    }
  }
  return [...patients.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function take(
  bytes: Buffer,
  from: number,
  end: number,
  counts: (task: number) => boolean,
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
  if (!counts(Number(task))) return;
  const place = { task: Number(task), line: Number(line) };
  let patient = patients.get(id);
  if (!patient) patients.set(id, (patient = { id, first: place, entries: [], unread: new Set() }));
  else if (isBefore(place, patient.first)) patient.first = place;
  const json = bytes.subarray(at, end);
  if (kind === 'P') patient.patient ??= { place, json };
  else if (kind === 'E') patient.essence ??= json;
  else if (kind === 'R' || kind === 'M') patient.entries.push({ place, json });
  else if (kind === 'U') patient.unread.add(JSON.parse(json.toString()) as InputName);
}

const isBefore = (a: Place, b: Place): boolean => a.task < b.task || (a.task === b.task && a.line < b.line);

/** A chart put together of what was kept. */
export interface Chart {
  readonly bundle: Readonly<Record<string, unknown>>;
  readonly hasPatient: boolean;
  readonly unread: ReadonlySet<InputName>;
  /** Lines that begin and end as JSON does, and are none. */
  readonly broken: readonly Place[];
}

/** The chart in the order of the export, whichever worker read what; an input of which a line is broken counts as unread. */
export function chartOf({ id, patient, entries, unread }: KeptPatient): Chart {
  const missing = new Set(unread);
  const broken: Place[] = [];
  const parsed = ({ place, json }: KeptEntry): readonly unknown[] => {
    try {
      return [JSON.parse(json.toString())];
    } catch {
      broken.push(place);
      const input = INPUT_TYPES.get(TYPE.exec(json.toString('latin1', 0, HEAD))?.[1] ?? '');
      if (input !== undefined) missing.add(input);
      return [];
    }
  };
  const inOrder = [...entries].sort(({ place: a }, { place: b }) => a.task - b.task || a.line - b.line);
  const own = patient ? parsed(patient) : [];
  const entry = [...own, ...inOrder.flatMap(parsed)];
  const tag = [...missing].map((code) => ({ system: UNREAD, code }));
  const head = { resourceType: 'Bundle', id, ...(tag.length === 0 ? {} : { meta: { tag } }), type: 'collection' };
  return { bundle: { ...head, entry }, hasPatient: own.length > 0, unread: missing, broken };
}

/** Only of lines that begin so is it not known that they are JSON. */
const TYPE = /^\{"resource":\{"resourceType":"([^"]*)"/;
const HEAD = 200;
