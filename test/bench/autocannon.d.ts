/** As much of autocannon as the benchmarks use; it brings no types of its own. */
declare module 'autocannon' {
  import type { EventEmitter } from 'node:events';

  export interface Request {
    headers: Readonly<Record<string, string>>;
    body: string;
  }
  interface Options {
    readonly url: string;
    readonly connections: number;
    /** Seconds; not looked at where there is an `amount`. */
    readonly duration?: number;
    /** Requests, after which the run ends. */
    readonly amount?: number;
    readonly method?: 'POST';
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    /** In turn in place of one body, or each made before it is sent. */
    readonly requests?: readonly {
      readonly method?: 'POST';
      readonly body?: string;
      readonly setupRequest?: (request: Request) => Request;
    }[];
  }
  interface Result {
    readonly '2xx': number;
    readonly non2xx: number;
    readonly errors: number;
  }
  interface Run extends EventEmitter, PromiseLike<Result> {}
  export default function autocannon(options: Options): Run;
}
