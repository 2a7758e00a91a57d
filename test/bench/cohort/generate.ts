/**
 * An invented FHIR Bulk Data export: NDJSON files by type, `Condition.000.ndjson`, each in the order in which things were
 * written down, so that what is about one patient lies scattered over every file, as servers export it. Written as a
 * stream: memory holds one block of patients, whatever the number of them. The same options give the same bytes.
 */
import { mkdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { parseDay } from '../../../src/fhir/dates.js';
import { Chance } from './chance.js';
import type { Fault } from './faults.js';
import { FAULTS, spoiled } from './faults.js';
import type { Line } from './patient.js';
import { chartOf } from './patient.js';
import { openSink, type Sink } from './sink.js';

/** Day of every export, unless another is given: ages and dates are reckoned from it. */
export const EXPORT_DAY = '2026-06-15';
/** Patients whose lines are put in the order of time together. */
const BLOCK = 250;

export interface ExportOptions {
  readonly patients: number;
  /** A folder, made where it is missing; files of the same names are written over. */
  readonly output: string;
  readonly seed?: number;
  /** The first holds the patients' oldest things, the last the newest. */
  readonly filesPerType?: number;
  readonly gzip?: boolean;
  /** Share of the lines with a fault, each kind as often as the others. */
  readonly faults?: number;
  /** The last Observation file ends too early; only with `gzip`. */
  readonly truncateGzip?: boolean;
  /** `YYYY-MM-DD` */
  readonly asOf?: string;
}

export interface Amount {
  readonly lines: number;
  /** Before compression, with the ends of the lines. */
  readonly bytes: number;
}

export interface ExportSummary extends Amount {
  readonly patients: number;
  readonly seed: number;
  readonly asOf: string;
  /** Patients with a cancer that the rule knows; faults not reckoned. */
  readonly cancers: number;
  readonly byType: Readonly<Record<string, Amount>>;
  readonly files: readonly (Amount & { readonly file: string })[];
  /** Each fault, by file and line from 1. */
  readonly faults: readonly { readonly file: string; readonly line: number; readonly fault: Fault }[];
}

/** @throws Error for options that make no sense, and where the folder cannot be written */
export async function generateExport(options: ExportOptions): Promise<ExportSummary> {
  const {
    patients,
    output,
    seed = 1,
    filesPerType = 1,
    asOf = EXPORT_DAY,
    truncateGzip = false,
    gzip = false,
  } = options;
  const day = parseDay(asOf);
  if (day === undefined) throw new Error(`${asOf} is not a day`);
  if (!Number.isInteger(patients) || patients < 0) throw new Error('patients: a whole number is needed');
  if (!Number.isInteger(filesPerType) || filesPerType < 1) throw new Error('files per type: a whole number from 1');
  if (truncateGzip && !gzip) throw new Error('only a gzip file can be truncated as one');
  mkdirSync(output, { recursive: true });
  const writer = new ExportWriter({ ...options, gzip }, day, filesPerType, new Chance(seed, 0xffff_ffff));
  let cancers = 0;
  for (let first = 0; first < patients; first += BLOCK) {
    const block: Line[] = [];
    for (let index = first; index < Math.min(first + BLOCK, patients); index += 1) {
      const chart = chartOf(seed, index, day);
      if (chart.cancer) cancers += 1;
      block.push(...chart.lines);
    }
    block.sort((a, b) => a.day - b.day);
    await writer.write(block);
  }
  const files = await writer.close();
  if (truncateGzip) truncateLast(output, files);
  const byType: Record<string, { lines: number; bytes: number }> = {};
  for (const { type, lines, bytes } of files) {
    const sum = (byType[type] ??= { lines: 0, bytes: 0 });
    sum.lines += lines;
    sum.bytes += bytes;
  }
  const total = (name: 'lines' | 'bytes'): number => files.reduce((sum, file) => sum + file[name], 0);
  return {
    patients,
    seed,
    asOf,
    cancers,
    lines: total('lines'),
    bytes: total('bytes'),
    byType,
    files: files.map(({ file, lines, bytes }) => ({ file, lines, bytes })),
    faults: writer.faults,
  };
}

interface Written extends Amount {
  readonly type: string;
  readonly file: string;
}

class ExportWriter {
  readonly faults: { file: string; line: number; fault: Fault }[] = [];
  private readonly sinks = new Map<string, { readonly type: string; readonly sink: Sink }>();

  constructor(
    private readonly options: ExportOptions,
    private readonly asOf: number,
    private readonly filesPerType: number,
    private readonly chance: Chance,
  ) {}

  async write(lines: readonly Line[]): Promise<void> {
    for (const line of lines) {
      const sink = this.sinkOf(line);
      const { faults = 0 } = this.options;
      const fault = faults > 0 && this.chance.happens(faults) ? this.chance.pick(FAULTS) : undefined;
      const texts = fault === undefined ? [line.text] : spoiled(line, fault, this.chance);
      for (const text of texts) sink.add(text);
      // The second of two is the one too many.
      if (fault !== undefined) this.faults.push({ file: sink.file, line: sink.lines, fault });
      if (sink.isFull) await sink.flush();
    }
  }

  async close(): Promise<readonly Written[]> {
    const written: Written[] = [];
    for (const { type, sink } of this.sinks.values()) {
      await sink.close();
      written.push({ type, file: sink.file, lines: sink.lines, bytes: sink.bytes });
    }
    return written.sort((a, b) => (a.file < b.file ? -1 : 1));
  }

  /** By day, as a server numbers what it stores; Patients are spread evenly. */
  private sinkOf({ type, day }: Line): Sink {
    const YEARS = 10 * 365;
    const age = Math.min(YEARS - 1, Math.max(0, this.asOf - day));
    const number = this.filesPerType - 1 - Math.floor((age / YEARS) * this.filesPerType);
    const { output, gzip = false } = this.options;
    const file = `${type}.${String(number).padStart(3, '0')}.ndjson${gzip ? '.gz' : ''}`;
    const known = this.sinks.get(file);
    if (known) return known.sink;
    const sink = openSink(join(output, file), file, gzip);
    this.sinks.set(file, { type, sink });
    return sink;
  }
}

function truncateLast(output: string, files: readonly Written[]): void {
  const last = files.filter(({ type }) => type === 'Observation').at(-1);
  if (!last) throw new Error('no Observation file to truncate');
  const path = join(output, last.file);
  truncateSync(path, Math.floor(statSync(path).size * 0.7));
}
