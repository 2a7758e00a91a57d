/** Names of medicines and procedures against the expressions of content/medicines.yaml, each compiled once. */

/** What a name must say, and what it must not. */
export interface Pattern {
  readonly words: string;
  readonly 'but-not'?: string | undefined;
}

const compiled = new Map<string, RegExp>();
/** Characters of one name that are looked at: chart text may be of any length. */
const LENGTH = 300;

function expression(source: string): RegExp {
  let known = compiled.get(source);
  if (!known) compiled.set(source, (known = new RegExp(source, 'i')));
  return known;
}

/** True where one of the names says it, and does not say what it must not. */
export const says = (pattern: Pattern, names: readonly string[]): boolean =>
  names.some((name) => {
    const text = name.slice(0, LENGTH);
    const butNot = pattern['but-not'];
    return expression(pattern.words).test(text) && !(butNot !== undefined && expression(butNot).test(text));
  });
