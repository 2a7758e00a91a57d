/**
 * A pool of workers that may die: what one was doing is given to another, and what two die of is given up and told. A
 * worker answers charts in their order, so that only the first of those unanswered can be what ended it.
 */
import type { PatientRecord } from '../record.js';
import type { Order } from '../scan/process.js';
import { Worker, WorkerLost, type StartWorker } from './worker-process.js';

/** Charts sent ahead to each worker, so that it never waits. */
const AHEAD = 32;
/** Bytes sent ahead to each worker at most, but for a single chart. */
const AHEAD_BYTES = 8 * 1024 * 1024;
/** A task that ends its worker this often ends the run: its file cannot be read here. */
const TRIES = 3;

interface Chart {
  readonly line: Buffer;
  readonly patient: string;
  readonly resolve: (record: PatientRecord) => void;
  /** Workers that ended while this chart was the one they worked at. */
  lost: number;
}

export class Pool {
  readonly #start: StartWorker;
  #workers: (Worker | undefined)[];
  readonly #queue: Chart[] = [];
  readonly #sent = new Map<Worker, Chart[]>();
  #idle: (() => void)[] = [];
  /** How many workers each place has had. */
  readonly #lives: number[] = [];

  constructor(start: StartWorker, size: number) {
    this.#start = start;
    this.#workers = Array.from({ length: size }, () => undefined);
  }

  /** Starts as many workers as there will be work for, before it is given. */
  start(work: number): void {
    for (let slot = 0; slot < Math.min(work, this.#workers.length); slot++) this.#worker(slot);
  }

  /**
   * Does every order, as many at a time as there are workers.
   * @param prepare is asked for the order when a worker is free, with the number of the worker's life
   * @param onLost is given what a worker ended at; without it the order is tried again
   * @throws Error with the system's word where an order failed, or where it ended three workers
   */
  async orders<T>(
    items: readonly T[],
    prepare: (item: T, life: string) => Order,
    onDone: (item: T) => void,
    onLost?: (item: T) => void,
  ): Promise<void> {
    const left = [...items];
    let failure: Error | undefined;
    await Promise.all(
      this.#workers.map(async (_, slot) => {
        for (let item = left.shift(); item !== undefined && !failure; item = left.shift()) {
          try {
            await this.#order(slot, item, prepare, onLost ? 1 : TRIES);
            onDone(item);
          } catch (error) {
            if (onLost && error instanceof WorkerLost) onLost(item);
            else failure = error as Error;
          }
        }
      }),
    );
    if (failure) throw failure;
  }

  async #order<T>(slot: number, item: T, prepare: (item: T, life: string) => Order, most: number): Promise<void> {
    for (let tries = 1; ; tries++) {
      const worker = this.#worker(slot);
      try {
        const answer = await worker.do(prepare(item, `${slot}-${this.#lives[slot] ?? 0}`));
        if ('failed' in answer) throw new OrderFailed(answer.failed);
        return;
      } catch (error) {
        if (!(error instanceof WorkerLost) || most === 1) throw error;
        if (tries === most) throw new OrderFailed('the worker ended three times');
      }
    }
  }

  #worker(slot: number): Worker {
    const known = this.#workers[slot];
    if (known && !known.isLost) return known;
    const worker = new Worker(this.#start);
    this.#workers[slot] = worker;
    this.#lives[slot] = (this.#lives[slot] ?? 0) + 1;
    this.#sent.set(worker, []);
    if (known) this.#sent.delete(known);
    return worker;
  }

  /**
   * The record of one Bundle. A chart that two workers end at has the error `worker-lost`.
   * @param line JSON with a newline at its end
   */
  async screen(patient: string, line: Buffer): Promise<PatientRecord> {
    return new Promise((resolve) => {
      this.#queue.push({ line, patient, resolve, lost: 0 });
      this.#send();
    });
  }

  /** Resolves when more charts may be given without piling up. */
  async room(): Promise<void> {
    while (this.#queue.length > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #send(): void {
    for (let slot = 0; slot < this.#workers.length && this.#queue.length > 0; slot++) {
      const worker = this.#worker(slot);
      const sent = this.#sent.get(worker) as Chart[];
      while (this.#queue.length > 0 && hasRoom(sent, this.#queue[0] as Chart)) {
        this.#give(worker, sent, this.#queue.shift() as Chart);
      }
    }
    if (this.#queue.length === 0) for (const wake of this.#idle.splice(0)) wake();
  }

  #give(worker: Worker, sent: Chart[], chart: Chart): void {
    sent.push(chart);
    worker.screen(chart.line).then(
      (record) => {
        sent.splice(sent.indexOf(chart), 1);
        chart.resolve(record);
        this.#send();
      },
      () => {
        // The first of those it had not answered is what it was at; the others did nothing.
        if (sent[0] === chart) this.#lost(sent);
      },
    );
  }

  /** Gives back what a dead worker had, the suspect alone at the end so that it ends nobody else's work. */
  #lost(sent: Chart[]): void {
    const [suspect, ...others] = sent.splice(0);
    if (!suspect) return;
    suspect.lost++;
    this.#queue.unshift(...others);
    if (suspect.lost > 1) suspect.resolve({ patient: suspect.patient, assessed: [], error: 'worker-lost' });
    else this.#queue.push(suspect);
    this.#send();
  }

  /** Lets the workers end. */
  stop(): void {
    for (const worker of this.#workers) worker?.stop();
  }

  kill(): void {
    for (const worker of this.#workers) worker?.kill();
  }
}

/** An order that a worker could not do, with the system's word for why. */
export class OrderFailed extends Error {
  override readonly name = 'OrderFailed';
}

/** A suspect is sent alone. */
function hasRoom(sent: readonly Chart[], next: Chart): boolean {
  if (sent.length === 0) return true;
  if (next.lost > 0 || sent.some(({ lost }) => lost > 0) || sent.length >= AHEAD) return false;
  return sent.reduce((sum, { line }) => sum + line.length, next.line.length) <= AHEAD_BYTES;
}
