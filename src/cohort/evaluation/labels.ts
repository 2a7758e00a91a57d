/** Truth from a file: `patient,date,outcome`, a patient a line. The file is read as a stream; the labels are held. */
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { parseDay, type Day } from '../../fhir/dates.js';
import { IdList, type ListedIds } from '../statistics/id-list.js';

/** What a label says of a patient. */
export interface Truth {
  /** Day of the first outcome; absent: none became known. */
  readonly outcome?: Day;
  /** Last day on which no outcome was known; absent: followed for as long as it takes. Only without outcome. */
  readonly followedUntil?: Day;
}

export interface LabelProblem {
  /** From 1, the header included. */
  readonly line: number;
  readonly code:
    'missing-patient' | 'missing-date' | 'invalid-date' | 'invalid-outcome' | 'too-few-fields' | 'malformed-csv';
  /** Without the content of the line. */
  readonly message: string;
}

/** The file can't be used at all; the message names no content of it. */
export class LabelsError extends Error {
  override readonly name = 'LabelsError';
}

const PROBLEMS_KEPT = 200;
const COLUMNS = ['patient', 'date', 'outcome'] as const;
const OUTCOMES: Readonly<Record<string, boolean>> = {
  '1': true,
  true: true,
  yes: true,
  '0': false,
  false: false,
  no: false,
};
const MESSAGES: Readonly<Record<LabelProblem['code'], string>> = {
  'missing-patient': 'no patient id; the line is left out',
  'missing-date': 'an outcome without its date (YYYY-MM-DD); the line is left out',
  'invalid-date': 'the date is no day written YYYY-MM-DD; the line is left out',
  'invalid-outcome': 'the outcome is none of 1, 0, true, false, yes, no; the line is left out',
  'too-few-fields': 'fewer fields than the header has; the line is left out',
  'malformed-csv': 'a quotation mark is not closed, or stands inside a field: from here on nothing could be read',
};

const NONE = Number.MAX_SAFE_INTEGER;

/** Labels by patient; each has a number from 0, by which a reader can mark it. */
export class Labels {
  readonly #numbers = new Map<string, number>();
  /** Of patients with an outcome its day, as it is; of others the end of follow-up. */
  readonly #days: number[] = [];
  readonly #outcomes: boolean[] = [];
  readonly problems: LabelProblem[] = [];
  problemsTotal = 0;
  /** Lines about a patient that had one before, and those of them that say something else. */
  readonly #duplicates = new IdList();
  #differing = 0;

  get size(): number {
    return this.#days.length;
  }

  get duplicates(): ListedIds & { readonly differing: number } {
    return { ...this.#duplicates.done(), differing: this.#differing };
  }

  patients(): IterableIterator<[patient: string, number: number]> {
    return this.#numbers.entries();
  }

  numberOf(patient: string): number | undefined {
    return this.#numbers.get(patient);
  }

  truthOf(number: number): Truth {
    const day = this.#days[number] as number;
    if (this.#outcomes[number]) return { outcome: day };
    return day === NONE ? {} : { followedUntil: day };
  }

  /**
   * Of several labels an outcome counts before none, the earliest outcome, and the shortest follow-up: the same whatever
   * the order of the lines.
   */
  add(patient: string, outcome: boolean, day: Day = NONE): void {
    const known = this.#numbers.get(patient);
    if (known === undefined) {
      this.#numbers.set(patient, this.#days.length);
      this.#days.push(day);
      this.#outcomes.push(outcome);
      return;
    }
    this.#duplicates.add(patient);
    const [had, dayOfIt] = [this.#outcomes[known] as boolean, this.#days[known] as number];
    if (had === outcome && dayOfIt === day) return;
    this.#differing += 1;
    this.#outcomes[known] = had || outcome;
    this.#days[known] = had === outcome ? Math.min(dayOfIt, day) : had ? dayOfIt : day;
  }

  problem(line: number, code: LabelProblem['code']): void {
    this.problemsTotal += 1;
    if (this.problems.length < PROBLEMS_KEPT) this.problems.push({ line, code, message: MESSAGES[code] });
  }
}

/**
 * Columns in any order, others are passed over; `Patient/` before an id is dropped; a byte order mark is too.
 * @param source the text of the file in pieces
 * Rejects with a LabelsError where there is no such header, and with the source's own error.
 */
export async function readLabels(source: AsyncIterable<string | Uint8Array> | Iterable<string>): Promise<Labels> {
  const labels = new Labels();
  let columns: readonly number[] | undefined;
  const parser = parse({
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: 100_000,
    // Here and not downstream: what stands before a fault of the file must be read, and a stream drops it.
    on_record: (record: readonly string[], { lines }) => {
      if (columns) readRow(labels, columns, record, lines);
      else columns = readHeader(record);
      return null;
    },
  });
  try {
    await pipeline(Readable.from(source), parser, async (none: AsyncIterable<unknown>) => {
      for await (const _ of none);
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as CsvError & { readonly lines?: number };
    labels.problem(lines ?? 1, 'malformed-csv');
  }
  if (!columns) throw new LabelsError('The labels have no header; it must be patient,date,outcome.');
  return labels;
}

function readHeader(record: readonly string[]): readonly number[] {
  const found = record.map((name) => name.toLowerCase());
  const columns = COLUMNS.map((name) => found.indexOf(name));
  const missing = COLUMNS.filter((name) => !found.includes(name));
  if (missing.length > 0)
    throw new LabelsError(
      `The labels' first line must name the columns patient,date,outcome, separated by commas; missing: ${missing.join(', ')}.`,
    );
  return columns;
}

function readRow(labels: Labels, columns: readonly number[], record: readonly string[], line: number): void {
  const [id, date, text] = columns.map((column) => record[column]);
  if (id === undefined || date === undefined || text === undefined) return labels.problem(line, 'too-few-fields');
  const patient = id.replace(/^Patient\//, '');
  if (patient === '') return labels.problem(line, 'missing-patient');
  const key = text.toLowerCase();
  const outcome = Object.hasOwn(OUTCOMES, key) ? OUTCOMES[key] : undefined;
  if (outcome === undefined) return labels.problem(line, 'invalid-outcome');
  if (date === '') return outcome ? labels.problem(line, 'missing-date') : labels.add(patient, false);
  const day = date.length === 10 ? parseDay(date) : undefined;
  if (day === undefined) return labels.problem(line, 'invalid-date');
  labels.add(patient, outcome, day);
}
