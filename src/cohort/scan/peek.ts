/**
 * What can be told of a resource from the characters of its line, without parsing it. FHIR Bulk Data is mostly lines that
 * nobody needs; to find that out must cost less than to parse them.
 *
 * The characters are those of the bytes, one each (latin1), so that nothing is decoded that is not parsed. A needle such
 * as `"subject"` cannot stand inside a JSON string, where its quotes would be escaped, so a match is a whole token.
 * Wherever a line is not of the usual form the answer is `undefined`: parse it then. Never a guess.
 */

const USUAL_START = '{"resourceType":"';
const ID = '"id"';
const SUBJECT = 'subject"';
const CONTAINED = 'contained"';
const REFERENCE = '"reference"';
const CODE = 'code"';
const COLON = 0x3a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** A reference or an id longer than this is none. */
const LONGEST = 512;

const isSpace = (unit: number): boolean => unit === 0x20 || unit === 0x09 || unit === 0x0d || unit === 0x0a;

/** The line without the white space around it, and without the mark that some tools begin a file with. */
export const trimmed = (line: string): string => (line.startsWith('\u00ef\u00bb\u00bf') ? line.slice(3) : line).trim();

/** False for what cannot be a JSON object: a line that is cut off, most often. */
export const looksWhole = (line: string): boolean => line.length >= 2 && line.startsWith('{') && line.endsWith('}');

/** The text of a string that begins after its quote at `from`; `undefined` where it has escapes or does not end. */
function plainText(line: string, from: number): string | undefined {
  const end = line.indexOf('"', from);
  if (end < 0 || end - from > LONGEST) return undefined;
  for (let at = from; at < end; at++) if (line.charCodeAt(at) === BACKSLASH) return undefined;
  return line.slice(from, end);
}

function afterSpace(line: string, from: number): number {
  let at = from;
  while (isSpace(line.charCodeAt(at))) at++;
  return at;
}

/** Where the value after a key begins, or -1 where no colon follows. */
function valueAfter(line: string, from: number): number {
  const colon = afterSpace(line, from);
  return line.charCodeAt(colon) === COLON ? afterSpace(line, colon + 1) : -1;
}

/** `Condition`, where the line begins with it as servers write it. */
export const peekType = (line: string): string | undefined =>
  line.startsWith(USUAL_START) ? plainText(line, USUAL_START.length) : undefined;

/** The id, where it follows the type at once. */
export function peekId(line: string, type: string): string | undefined {
  const comma = USUAL_START.length + type.length + 1;
  if (line.charCodeAt(comma) !== 0x2c) return undefined;
  const key = afterSpace(line, comma + 1);
  if (!line.startsWith(ID, key)) return undefined;
  const value = valueAfter(line, key + ID.length);
  return value >= 0 && line.charCodeAt(value) === QUOTE ? plainText(line, value + 1) : undefined;
}

/**
 * The reference of `subject`, where there is one subject, its reference comes first and nothing is contained before it. A
 * second `subject` or a contained resource could mean somebody else.
 */
export function peekSubject(line: string): string | undefined {
  // Searched without its first quote: of a needle the first character is looked for, and quotes are everywhere.
  const word = line.indexOf(SUBJECT);
  if (word < 1 || line.charCodeAt(word - 1) !== QUOTE) return undefined;
  const after = word + SUBJECT.length;
  const object = valueAfter(line, after);
  if (object < 0 || line.charCodeAt(object) !== 0x7b) return undefined;
  const reference = afterSpace(line, object + 1);
  if (!line.startsWith(REFERENCE, reference)) return undefined;
  const value = valueAfter(line, reference + REFERENCE.length);
  if (value < 0 || line.charCodeAt(value) !== QUOTE) return undefined;
  if (line.includes(SUBJECT, after) || line.lastIndexOf(CONTAINED, word) >= 0) return undefined;
  return plainText(line, value + 1);
}

/** True where some `code` of the line is one of these, or where that cannot be told. */
export function mayCarry(line: string, codes: ReadonlySet<string>): boolean {
  for (let at = line.indexOf(CODE); at >= 0; at = line.indexOf(CODE, at + CODE.length)) {
    const value = valueAfter(line, at + CODE.length);
    // `"code":{` is a CodeableConcept; the codes in it come next.
    if (value < 0 || line.charCodeAt(value) !== QUOTE) continue;
    const code = plainText(line, value + 1);
    if (code === undefined || codes.has(code) || codes.has(code.trim())) return true;
  }
  return false;
}

/**
 * The object of the key (`{"coding":[…]}`) as it is written, where the line has it once; `undefined` where it has another
 * or none, and where `unless` names a key that the line has too.
 */
export function peekObject(line: string, key: string, unless: readonly string[]): string | undefined {
  const needle = `"${key}":{`;
  const start = line.indexOf(needle);
  if (start < 0 || line.includes(needle, start + needle.length)) return undefined;
  if (unless.some((name) => line.includes(`"${name}"`))) return undefined;
  let depth = 0;
  for (let at = start + needle.length - 1; at < line.length; at++) {
    const unit = line.charCodeAt(at);
    if (unit === QUOTE) {
      at = line.indexOf('"', at + 1);
      // Escapes are rare; where there are any, parsing tells.
      if (at < 0 || line.charCodeAt(at - 1) === BACKSLASH) return undefined;
    } else if (unit === 0x7b) depth++;
    else if (unit === 0x7d && --depth === 0) return line.slice(start + needle.length - 1, at + 1);
  }
  return undefined;
}
