/** Bytes as blocks of whole lines, so that a line that nobody needs is passed over where it stands. */
import { NEWLINE } from './bytes.js';
import { LONGEST_LINE, type LineReader } from './lines.js';

/**
 * @param onBlock lines from `from` to `to`, each with its newline (the last of a file is given one); the bytes are another's
 *   when it returns
 * @param onTooLong in place of a line that is longer than any resource
 */
export function blockReader(
  onBlock: (bytes: Buffer, from: number, to: number) => void,
  onTooLong: () => void,
): LineReader {
  let carried: Buffer[] = [];
  let size = 0;
  const carry = (rest: Buffer): void => {
    size += rest.length;
    // A copy, since what was read into is read into again.
    if (size <= LONGEST_LINE) carried.push(Buffer.from(rest));
    else carried = [];
  };
  const release = (end: Buffer): void => {
    if (size > LONGEST_LINE) onTooLong();
    else {
      const line = Buffer.concat([...carried, end]);
      onBlock(line, 0, line.length);
    }
    carried = [];
    size = 0;
  };
  return {
    push(chunk) {
      let from = 0;
      if (size > 0) {
        from = chunk.indexOf(NEWLINE) + 1;
        if (from === 0) return carry(chunk);
        size += from - 1;
        release(chunk.subarray(0, from));
      }
      const to = chunk.lastIndexOf(NEWLINE) + 1;
      if (to > from) onBlock(chunk, from, to);
      if (to < chunk.length) carry(chunk.subarray(Math.max(from, to)));
    },
    end() {
      if (size > 0) release(END);
    },
  };
}

const END = Buffer.of(NEWLINE);
