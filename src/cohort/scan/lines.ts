/** Bytes as lines: chunks in, whole lines out, whatever their length, with the rest of the last chunk carried over. */

/** Longer is no line of a resource; it is counted and passed over without being kept. */
export const LONGEST_LINE = 256 * 1024 * 1024;

export interface LineReader {
  /** Every line that ends in this chunk. */
  push(chunk: Buffer): void;
  /** What stands after the last newline, where there is something. */
  end(): void;
}

/**
 * @param onLine a line, a character a byte (latin1), and its place, from 0; blank ones too, since they count
 * @param onTooLong its place in place of the line
 */
export function lineReader(
  onLine: (line: string, index: number) => void,
  onTooLong: (index: number) => void,
): LineReader {
  let carried: string[] = [];
  let size = 0;
  let index = 0;
  const carry = (rest: string): void => {
    size += rest.length;
    if (size <= LONGEST_LINE) carried.push(rest);
    else carried = [];
  };
  const release = (): void => {
    if (size > LONGEST_LINE) onTooLong(index);
    else onLine(carried.join(''), index);
    carried = [];
    size = 0;
    index++;
  };
  return {
    push(chunk) {
      const text = chunk.toString('latin1');
      let from = 0;
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
        if (size === 0) onLine(text.slice(from, at), index++);
        else {
          carry(text.slice(from, at));
          release();
        }
        from = at + 1;
      }
      if (from < text.length) carry(text.slice(from));
    },
    end() {
      if (size > 0) release();
    },
  };
}

const BEYOND_ASCII = /[\u0080-\u00ff]/;

/** JSON of a line, whose characters are bytes. @throws SyntaxError */
export const parseLine = (line: string): unknown =>
  JSON.parse(BEYOND_ASCII.test(line) ? Buffer.from(line, 'latin1').toString('utf8') : line) as unknown;

/** JSON as a line whose characters are its bytes. */
export const asLine = (json: string): string =>
  BEYOND_ASCII_OR_MORE.test(json) ? Buffer.from(json, 'utf8').toString('latin1') : json;

const BEYOND_ASCII_OR_MORE = /[^\u0000-\u007f]/;

/** A copy of its own: a piece of a line would keep the whole chunk in memory that it was cut from. */
export const kept = (piece: string): string => Buffer.from(piece, 'latin1').toString('latin1');
