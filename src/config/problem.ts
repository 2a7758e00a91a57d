/**
 * What is wrong with the configuration, in words that an operator can act on: one line a problem, which names the
 * setting, what was found and what is allowed. A value that may be a secret is described, never repeated.
 */

/** One wrong setting: where it stands, what was found there, what may stand there. */
export interface Problem {
  /** `PORT`, or a path into the file such as `tenants[0].clients[1].issuer`. */
  readonly path: string;
  /** In words or as JSON, already safe to print (`show`). */
  readonly found: string;
  readonly allowed: string;
}

/** The service can't start (exit 2), or a reload is refused. `lines` has one line a problem; `message` is all of them. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly lines: readonly string[];

  constructor(problems: readonly Problem[]) {
    const lines = problems.map(({ path, found, allowed }) => oneLine(`${path}: found ${found}; allowed: ${allowed}`));
    super(lines.join('\n'));
    this.lines = lines;
  }
}

/** Nothing that ends or turns a line, moves the cursor or reverses the reading direction reaches a terminal or a log. */
const oneLine = (text: string): string =>
  text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
    (c) => `\\u${(c.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );

/** Keys whose values may be secrets, or be mistaken for the place of one. */
const SECRET_KEYS: ReadonlySet<string> = new Set(['tokenEnv', 'patientKeyEnv', 'jwks', 'keyFile']);
const SHOWN = 60;

/** A value of any kind as a few safe words: short texts and numbers as they are, everything else by its kind. */
export function show(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') {
    // A user name or password in a URL, and its query, are left out.
    const bare = value.replace(/^(\s*[a-z][\w+.-]*:[/\\]*).*@/is, '$1…@').replace(/\?.*$/su, '?…');
    return JSON.stringify(bare.length > SHOWN ? `${bare.slice(0, SHOWN)}…` : bare);
  }
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return kind(value);
}

const kind = (value: unknown): string =>
  value === undefined || value === null
    ? 'nothing'
    : typeof value === 'string'
      ? `a text of ${value.length} characters`
      : Array.isArray(value)
        ? `a list of ${value.length}`
        : typeof value === 'object'
          ? 'an object'
          : `a ${typeof value}`;

/** As `show`, but only the kind of value where a key on the path may hold a secret. */
export const showAt = (path: readonly PropertyKey[], value: unknown): string =>
  path.some((key) => typeof key === 'string' && SECRET_KEYS.has(key)) ? kind(value) : show(value);

/** `tenants[0].cards.guidance`; a key that is no plain word is quoted and cut. The file itself is `the file`. */
export function pathText(path: readonly PropertyKey[]): string {
  let text = '';
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`;
    else if (/^[\w-]{1,60}$/.test(String(key))) text += text === '' ? String(key) : `.${String(key)}`;
    else text += `[${show(String(key))}]`;
  }
  return text === '' ? 'the file' : text;
}
