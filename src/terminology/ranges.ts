/** Ranges of codes ("C00-C96") as the prefixes they mean, and filters as the regular expressions that FHIR R4 asks for. */

const DIGITS = '0123456789';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** More would be a mistake in the value set, not a range of a classification. */
const MAX_PREFIXES = 2_000;

/**
 * The prefixes between two bounds, both included; letters count with letters and digits with digits, so that "C00-C96"
 * holds C7 followed by a digit, never C7A. `undefined` where the bounds are no range.
 */
export function expandRange(range: string): readonly string[] | undefined {
  const bounds = /^([A-Z0-9]{1,4})-([A-Z0-9]{1,4})$/.exec(range);
  const [first, last] = [bounds?.[1] ?? '', bounds?.[2] ?? ''];
  if (first === '' || first.length !== last.length || first > last) return undefined;
  let prefixes = [''];
  for (let i = 0; i < first.length; i++) {
    const alphabet = DIGITS.includes(first.charAt(i)) ? DIGITS : LETTERS;
    if (!alphabet.includes(last.charAt(i))) return undefined;
    prefixes = prefixes
      .flatMap((head) => [...alphabet].map((next) => head + next))
      .filter((head) => head >= first.slice(0, i + 1) && head <= last.slice(0, i + 1));
    if (prefixes.length > MAX_PREFIXES) return undefined;
  }
  return prefixes;
}

export interface FilterText {
  readonly op: 'prefix' | 'in' | 'prefixRange';
  /** One value for `prefix` and `prefixRange`; every code for `in`. */
  readonly values: readonly string[];
  readonly except: readonly string[];
  readonly except7th: readonly string[];
}

const literal = (code: string): string => code.replaceAll('.', '[.]');

/** Prefixes with their last characters drawn together: `C00 … C09` becomes `C0[0-9]`. */
function alternatives(prefixes: readonly string[]): string {
  const tails = new Map<string, string[]>();
  for (const prefix of prefixes) {
    const head = prefix.slice(0, -1);
    tails.set(head, [...(tails.get(head) ?? []), prefix.slice(-1)]);
  }
  const parts = [...tails].map(([head, tail]) =>
    tail.length === 1 ? `${head}${tail[0]}` : `${head}[${tail[0]}-${tail.at(-1)}]`,
  );
  return `(${parts.join('|')})`;
}

/**
 * What `compose.include.filter.value` says in plain FHIR R4 for a filter: the codes (`in`), or a regular expression over
 * codes as the classification writes them. It repeats the structured row, so that a reader without our extension is not
 * misled; the two are compared at start.
 */
export function filterValue(filter: FilterText): string {
  if (filter.op === 'in') return filter.values.join(',');
  const except = filter.except.length > 0 ? `(?!${filter.except.map(literal).join('|')})` : '';
  // The seventh character is the eighth of a code written with its dot.
  const except7th = filter.except7th.length > 0 ? `(?!.{7}[${filter.except7th.join('')}])` : '';
  const value = filter.values[0] ?? '';
  const body = filter.op === 'prefix' ? literal(value) : alternatives(expandRange(value) ?? []);
  return `${except}${except7th}${body}.*`;
}
