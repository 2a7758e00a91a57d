/** As much of autocannon as the benchmarks use; it brings no types of its own. */
declare module 'autocannon' {
  import type { EventEmitter } from 'node:events';

  interface Options {
    readonly url: string;
    readonly connections: number;
    /** Seconds. */
    readonly duration?: number;
    /** Requests, in place of a duration. */
    readonly amount?: number;
    readonly method?: 'POST';
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    /** In turn, in place of one body. */
    readonly requests?: readonly { readonly method: 'POST'; readonly body: string }[];
  }
  interface Result {
    readonly '2xx': number;
    readonly non2xx: number;
    readonly errors: number;
    /** Seconds. */
    readonly duration: number;
  }
  interface Run extends EventEmitter, PromiseLike<Result> {}
  export default function autocannon(options: Options): Run;
}
