/** The thread of the embedded store, seen from the service: one question, one answer. */
import { Worker } from 'node:worker_threads';
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

const CLOSE_MS = 2000;

/** @param busyMs how long a write waits for another process that holds the file */
export function startThread(file: string, busyMs: number): StoreThread {
  // Flags of the process (a loader, a profiler) are not for this thread.
  const worker = new Worker(new URL('./thread.js', import.meta.url), { workerData: { file, busyMs }, execArgv: [] });
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
      const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
      const timer = setTimeout(() => void worker.terminate(), CLOSE_MS);
      worker.ref();
      ask('close').catch(() => worker.terminate());
      await exited;
      clearTimeout(timer);
    },
  };
}
