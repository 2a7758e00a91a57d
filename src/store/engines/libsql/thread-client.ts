/** The thread of the embedded store, seen from the service: one question, one answer. */
import { Worker } from 'node:worker_threads';
import { within } from '../../within.js';
import { StoreError } from '../../trouble.js';

export interface Answer {
  readonly rows: readonly Record<string, unknown>[];
  readonly changes: number;
}

type Message = { readonly id: number } & (Answer | { readonly error: { message: string; code: string } });

export interface StoreThread {
  /** @throws StoreError with the engine's code, e.g. `SQLITE_FULL`; `STORE_GONE` when the thread or the file is gone */
  ask(sql: string, parameters?: readonly unknown[]): Promise<Answer>;
  close(): Promise<void>;
}

/** A little longer than what a thread in the middle of its work may take to notice. */
const CLOSE_MS = 4000;

/** @param busyMs how long a write waits for another process that holds the file */
export function startThread(file: string, busyMs: number): StoreThread {
  // Flags of the process (a loader, a profiler) are not for this thread.
  const closing = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL('./thread.js', import.meta.url), {
    workerData: { file, busyMs, closing },
    execArgv: [],
  });
  worker.unref();
  const open = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  let next = 0;
  let gone: StoreError | undefined;

  worker.on('message', (message: Message) => {
    const waiting = open.get(message.id);
    open.delete(message.id);
    if (open.size === 0) worker.unref();
    if ('error' in message) waiting?.reject(new StoreError(message.error.code, message.error.message));
    else waiting?.resolve(message);
  });
  const end = (): void => {
    gone = new StoreError('STORE_GONE', 'the thread of the store has ended');
    for (const { reject } of open.values()) reject(gone);
    open.clear();
  };
  worker.on('error', end);
  worker.on('exit', end);

  const ask = (sql: string, parameters: readonly unknown[] = []): Promise<Answer> => {
    if (gone) return Promise.reject(gone);
    return new Promise((resolve, reject) => {
      const id = (next += 1);
      open.set(id, { resolve, reject });
      // While somebody waits for a write the process must not end.
      worker.ref();
      worker.postMessage({ id, sql, parameters });
    });
  };
  return {
    ask,
    async close() {
      if (gone) return;
      // What still waits in line is refused, so that closing does not wait for it.
      Atomics.store(closing, 0, 1);
      const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
      worker.ref();
      ask('close').catch(() => undefined);
      // Never ended by force: to interrupt the engine in the middle would abort the whole process.
      await within(exited, CLOSE_MS, () => worker.unref());
    },
  };
}
