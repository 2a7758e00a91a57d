/** One partition from charts to a file of records, sorted by patient, in the process that assesses them. */
import { screenPatient, type ScreenOptions } from '../assess/screen-patient.js';
import { bareCharts } from '../assess/bare.js';
import type { PatientRecord } from '../record.js';
import { PARTS } from '../scan/parts.js';
import type { WorkFolder } from './files.js';
import { chartOf, readPartition, type KeptPatient, type Place } from './partition.js';
import { writeRecords, type RecordsWriter } from './records-file.js';

/** Of each task who wrote its parts. */
export const WRITERS = 'writers';
export const recordsName = (part: number): string => `records-${String(part).padStart(4, '0')}.ndjson`;
/** Lines that turned out to be broken when charts were put together. */
export const brokenName = (part: number): string => `broken-${String(part).padStart(4, '0')}`;

/** More is no chart that could be held beside the others. */
const LARGEST_CHART = 200 * 1024 * 1024;

/** What a chart needs to have a record: the answer itself, or the chart to be assessed. */
export type Told = { readonly record: PatientRecord } | { readonly shared: PatientRecord } | 'assess';

/** What can be said of a patient without its chart. */
export function teller(screen: ScreenOptions): (patient: KeptPatient) => Told {
  const bare = bareCharts(screen);
  return ({ id, patient, essence, entries, unread }) => {
    if (essence !== undefined && entries.length === 0 && unread.size === 0) return { shared: bare(essence) };
    if (patient === undefined && !unread.has('patient')) return { record: failed(id, 'no-patient') };
    const size = entries.reduce((sum, { from, to }) => sum + to - from, 0);
    return size > LARGEST_CHART ? { record: failed(id, 'chart-too-large') } : 'assess';
  };
}

const failed = (patient: string, error: string): PatientRecord => ({ patient, assessed: [], error });

/** @returns what assesses a partition of this run */
export function partAssessor(folder: WorkFolder, screen: ScreenOptions): (part: number) => void {
  const tell = teller(screen);
  let writers: readonly string[] | undefined;
  return (part) => {
    writers ??= folder.read<readonly string[]>(WRITERS);
    const broken: Place[] = [];
    writeRecords(folder.in(recordsName(part)), (out) => {
      for (const patient of readPartition(folder.in(PARTS), part, writers as readonly string[])) {
        write(out, patient, tell(patient), () => {
          const chart = chartOf(patient);
          broken.push(...chart.broken);
          return screenPatient(chart.bundle, screen);
        });
      }
      // Before the records, which say that the part is done.
      folder.write(brokenName(part), broken);
    });
  };
}

export function write(out: RecordsWriter, { id }: KeptPatient, told: Told, assess: () => PatientRecord): void {
  if (told === 'assess') out.own(assess());
  else if ('shared' in told) out.shared(id, told.shared);
  else out.own(told.record);
}
