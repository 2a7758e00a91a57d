/**
 * The log: JSON lines on stderr (stdout holds the listening line alone). What may stand in it is what this code puts
 * there: codes, names, counts and times. Never a URL with ids, a header, a body, or the message of a foreign error,
 * which may quote any of them.
 */
import pino, { type DestinationStream, type Logger } from 'pino';
import { CodedError } from '../errors/index.js';

export type { Logger } from 'pino';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * @param level the least severe level that is written
 * @param destination for tests; by default stderr, written in the background and flushed at exit
 */
export function createLogger(level: LogLevel, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError, error: describeError },
      hooks: {
        // Pino takes an error's message for the line's when there is no other: it may quote a body or a token.
        logMethod(args, method) {
          const [first, second] = args as readonly unknown[];
          if (first instanceof Error) return method.apply(this, [{ err: first }, textOf(second, first)]);
          const err = typeof first === 'object' && first !== null && 'err' in first ? first.err : undefined;
          if (err !== undefined && typeof second !== 'string')
            return method.apply(this, [first as object, textOf(second, err)]);
          return method.apply(this, args);
        },
      },
    },
    destination ?? stderr(),
  );
}

/**
 * Stderr in blocks: a write for each line would cost more than the rest of the edge. Lines wait a quarter of a second
 * at most, and what waits is written when the process ends.
 */
function stderr(): DestinationStream {
  const stream = pino.destination({ dest: 2, sync: false, minLength: 4096 });
  setInterval(() => stream.flush(), 250).unref();
  return stream;
}

/** What of an error may be logged: its name, its code and where it was thrown. */
export function describeError(error: unknown): {
  readonly name: string;
  readonly code?: string;
  readonly at?: readonly string[];
} {
  if (!(error instanceof Error)) return { name: typeof error };
  if (error instanceof CodedError) return { name: error.name, code: error.code };
  const code =
    'code' in error && typeof error.code === 'string' && /^[A-Z0-9_-]{1,40}$/i.test(error.code)
      ? error.code
      : undefined;
  // The stack begins with the message, which may have lines of its own: only its places are taken.
  const frames = (error.stack ?? '').split('\n').flatMap((line) => {
    const place = /^\s+at (?:.*\()?((?:file:|node:|\/)[^()\s]+:\d+:\d+)\)?$/.exec(line)?.[1];
    return place === undefined ? [] : [place];
  });
  return { name: nameOf(error), ...(code === undefined ? {} : { code }), at: frames.slice(0, 8) };
}

const nameOf = (error: unknown): string =>
  error instanceof Error && /^\w{1,60}$/.test(error.name) ? error.name : 'Error';

const textOf = (text: unknown, error: unknown): string => (typeof text === 'string' ? text : nameOf(error));
