/** Bytes as lines: chunks in, whole lines out, whatever their length, with the rest of the last chunk carried over. */
import type { Line } from './peek.js';

const NEWLINE = 0x0a;
/** Longer is no line of a resource; it is counted and passed over without being kept. */
export const LONGEST_LINE = 256 * 1024 * 1024;

export interface LineReader {
  /** Every line that ends in this chunk. The bytes may be overwritten after it returns. */
  push(chunk: Buffer): void;
  /** What stands after the last newline, where there is something. */
  end(): void;
}

/**
 * @param onLine a line and its place, from 0; blank ones too, since they count
 * @param onTooLong its place in place of the line
 */
export function lineReader(
  onLine: (line: Line, index: number) => void,
  onTooLong: (index: number) => void,
): LineReader {
  let carried: Buffer[] = [];
  let size = 0;
  let index = 0;
  const emit = (line: Line): void => {
    if (size > LONGEST_LINE) onTooLong(index);
    else onLine(line, index);
    index++;
  };
  const carry = (rest: Buffer): void => {
    size += rest.length;
    // A copy: the chunk's memory is read into again.
    if (size <= LONGEST_LINE) carried.push(Buffer.from(rest));
    else carried = [];
  };
  const release = (): Buffer => {
    const whole = carried.length === 1 ? (carried[0] as Buffer) : Buffer.concat(carried);
    carried = [];
    return whole;
  };
  return {
    push(chunk) {
      let from = 0;
      for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
        if (size === 0) emit({ bytes: chunk, start: from, end: at });
        else {
          carry(chunk.subarray(from, at));
          const bytes = release();
          emit({ bytes, start: 0, end: bytes.length });
          size = 0;
        }
        from = at + 1;
      }
      if (from < chunk.length) carry(chunk.subarray(from));
    },
    end() {
      if (size === 0) return;
      const bytes = release();
      emit({ bytes, start: 0, end: bytes.length });
      size = 0;
    },
  };
}
