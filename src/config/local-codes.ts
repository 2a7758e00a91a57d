/**
 * A site's own codes (`tenants[].localCodes`): a YAML file of value sets and the codes that belong to them as well.
 * Here its shape is read; what a code may mean is checked against the value sets (src/terminology/local.ts).
 */
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { pathText, show, type Problem } from './problem.js';

const word = z.string('a text').trim().min(1, 'a text').max(200, 'a text of 200 characters at most');
const row = z.strictObject(
  {
    system: word,
    code: word,
    display: word,
    feature: word.optional(),
    role: word.optional(),
    site: word.optional(),
    region: z.union([word.transform((one) => [one]), z.array(word).min(1)], 'a text or a list of texts').optional(),
    undated: word.optional(),
    strength: word.optional(),
    pattern: word.optional(),
    order: word.optional(),
    requiresText: word.optional(),
    otherwise: word.optional(),
    sex: word.optional(),
    appliesTo: word.optional(),
    confidence: word.optional(),
    note: word.optional(),
  },
  'a code: system, code, display, and what its value set says of codes (docs/terminology.md)',
);
const ROWS = 5_000;
const schema = z.record(
  z.string(),
  z.array(row, 'a list of codes').min(1, 'a list of codes').max(ROWS, `${ROWS} codes at most`),
  'value sets by id, each with a list of codes',
);

export type LocalCode = z.infer<typeof row>;
/** Codes by the id of the value set that they are added to. */
export type LocalCodes = Readonly<Record<string, readonly LocalCode[]>>;

const LONGEST = 2_000_000;

/** Reads the text of the file; what is wrong comes back as a problem whose path lies within it. Never throws. */
export function parseLocalCodes(text: string): { readonly codes: LocalCodes } | { readonly problem: Problem } {
  const allowed = 'YAML, each key once';
  if (text.length > LONGEST) return { problem: { path: 'the file', found: `${text.length} characters`, allowed } };
  const lineCounter = new LineCounter();
  let value: unknown;
  try {
    // Every scalar is a text: a code such as 0123 or 279039007 must not be read as a number.
    const document = parseDocument(text.replace(/^\uFEFF/, ''), {
      lineCounter,
      prettyErrors: false,
      schema: 'failsafe',
    });
    const fault = document.errors[0] ?? document.warnings[0];
    if (fault) {
      const { line, col } = lineCounter.linePos(fault.pos[0]);
      return { problem: { path: 'the file', found: `${fault.code} at line ${line}, column ${col}`, allowed } };
    }
    value = document.toJS({ maxAliasCount: 100 });
  } catch {
    return { problem: { path: 'the file', found: 'references that can’t be resolved', allowed } };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { codes: parsed.data };
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys') {
    const path = pathText([...issue.path, issue.keys[0] ?? '']);
    return { problem: { path, found: 'an unknown key', allowed: issue.message } };
  }
  const path = issue?.path ?? [];
  return { problem: { path: pathText(path), found: show(valueAt(value, path)), allowed: issue?.message ?? allowed } };
}

const valueAt = (root: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    root,
  );
