/** JSON for a terminal: the same value, with every character escaped that could move a cursor or turn a line. Pure. */

/** What JSON itself leaves as it is: delete, the C1 controls (`\u009b` begins an escape sequence), marks of direction. */
const STEERING = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

export const terminalJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replace(
    STEERING,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
