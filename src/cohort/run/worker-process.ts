/** One child process of the pool: it reads tasks by message, and charts by line. */
import type { ChildProcess } from 'node:child_process';
import type { PatientRecord } from '../record.js';
import { lineReader, parseLine } from '../scan/lines.js';
import type { Answer, Order } from '../scan/process.js';

/** Starts a worker; the command line knows how. */
export type StartWorker = () => ChildProcess;

/** The worker is gone, with what it was doing. */
export class WorkerLost extends Error {
  override readonly name = 'WorkerLost';
}

interface Waiting<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: WorkerLost) => void;
}

export class Worker {
  readonly #child: ChildProcess;
  #order: Waiting<Answer> | undefined;
  readonly #charts: Waiting<PatientRecord>[] = [];
  #lost = false;

  constructor(start: StartWorker) {
    const child = start();
    this.#child = child;
    child.on('message', (answer) => {
      const waiting = this.#order;
      this.#order = undefined;
      waiting?.resolve(answer as Answer);
    });
    const reader = lineReader(
      (line) => this.#charts.shift()?.resolve(parseLine(line) as PatientRecord),
      () => undefined,
    );
    child.stdout?.on('data', (chunk: Buffer) => reader.push(chunk));
    // Written to after it died: its end is told by `close`.
    child.stdin?.on('error', () => undefined);
    child.on('error', () => this.#end());
    // Only after its last output was read.
    child.on('close', () => this.#end());
  }

  get isLost(): boolean {
    return this.#lost;
  }

  /** Charts sent and not answered. */
  get waiting(): number {
    return this.#charts.length;
  }

  /** @throws WorkerLost */
  async do(order: Order): Promise<Answer> {
    if (this.#lost) throw new WorkerLost();
    return new Promise((resolve, reject) => {
      this.#order = { resolve, reject };
      this.#child.send(order, (error) => {
        if (error) this.#end();
      });
    });
  }

  /** @param line one Bundle as JSON with a newline at its end. @throws WorkerLost */
  async screen(line: Buffer): Promise<PatientRecord> {
    if (this.#lost) throw new WorkerLost();
    return new Promise((resolve, reject) => {
      this.#charts.push({ resolve, reject });
      this.#child.stdin?.write(line);
    });
  }

  stop(): void {
    this.#child.stdin?.end();
    if (this.#child.connected) this.#child.disconnect();
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #end(): void {
    if (this.#lost) return;
    this.#lost = true;
    this.#order?.reject(new WorkerLost());
    for (const chart of this.#charts.splice(0)) chart.reject(new WorkerLost());
  }
}
