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
  /** An entry of a Bundle, as it was written, from one byte to another of what was read. */
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
}

export interface KeptPatient {
  readonly id: string;
  /** Where the export first names the patient, among the lines that were kept. */
  first: Place;
  /** The Patient as an entry. */
  patient?: KeptEntry;
  /** In its place, where nothing in the chart could matter, what of it could (src/cohort/scan/gather.ts). */
  essence?: string;
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
  const taskAt = from + 2;
  const lineAt = bytes.indexOf(TAB, taskAt) + 1;
  const idAt = bytes.indexOf(TAB, lineAt) + 1;
  const at = bytes.indexOf(TAB, idAt) + 1;
  const place = { task: numberAt(bytes, taskAt), line: numberAt(bytes, lineAt) };
  if (!counts(place.task)) return;
  const id = bytes.toString('latin1', idAt, at - 1);
  let patient = patients.get(id);
  if (!patient) patients.set(id, (patient = { id, first: place, entries: [], unread: new Set() }));
  else if (isBefore(place, patient.first)) patient.first = place;
  switch (String.fromCharCode(bytes[from] as number) as Kind) {
    case 'P':
      patient.patient ??= { place, bytes, from: at, to: end };
      break;
    case 'E':
      patient.essence ??= bytes.toString('latin1', at, end);
      break;
    case 'R':
    case 'M':
      patient.entries.push({ place, bytes, from: at, to: end });
      break;
    case 'U':
      patient.unread.add(JSON.parse(bytes.toString('latin1', at, end)) as InputName);
      break;
    case 'O':
      break;
  }
}

const TAB = 0x09;
const ZERO = 0x30;

/** The digits up to the next tab. */
function numberAt(bytes: Buffer, from: number): number {
  let number = 0;
  for (let at = from; bytes[at] !== TAB; at++) number = 10 * number + (bytes[at] as number) - ZERO;
  return number;
}

const isBefore = (a: Place, b: Place): boolean => a.task < b.task || (a.task === b.task && a.line < b.line);

/** A chart put together of what was kept. */
export interface Chart {
  readonly bundle: Readonly<Record<string, unknown>>;
  /** Lines that begin and end as JSON does, and are none. */
  readonly broken: readonly Place[];
}

/** The chart in the order of the export, whichever worker read what; an input of which a line is broken counts as unread. */
export function chartOf({ id, patient, entries, unread }: KeptPatient): Chart {
  const missing = new Set(unread);
  const broken: Place[] = [];
  const entry: unknown[] = [];
  const parse = ({ place, bytes, from, to }: KeptEntry): void => {
    try {
      entry.push(JSON.parse(bytes.toString('utf8', from, to)));
    } catch {
      broken.push(place);
      const input = INPUT_TYPES.get(TYPE.exec(bytes.toString('latin1', from, Math.min(to, from + HEAD)))?.[1] ?? '');
      if (input !== undefined) missing.add(input);
    }
  };
  const inOrder = [...entries].sort(({ place: a }, { place: b }) => a.task - b.task || a.line - b.line);
  if (patient) parse(patient);
  inOrder.forEach(parse);
  const tag = [...missing].map((code) => ({ system: UNREAD, code }));
  const head = { resourceType: 'Bundle', id, ...(tag.length === 0 ? {} : { meta: { tag } }), type: 'collection' };
  return { bundle: { ...head, entry }, broken };
}

/** Only of lines that begin so is it not known that they are JSON. */
const TYPE = /^\{"resource":\{"resourceType":"([^"]*)"/;
const HEAD = 200;
