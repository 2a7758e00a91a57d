/** From the text of a configuration file to checked options, or to problems that name the path. */
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { pathText, showAt, type Problem } from './problem.js';
import { configurationFile, type ConfigurationFile } from './schema.js';

export type Parsed = { readonly file: ConfigurationFile } | { readonly problems: readonly Problem[] };

/** Reads YAML (of which JSON is a part) and applies the schema. Never throws. */
export function parseConfiguration(text: string): Parsed {
  const document = readYaml(text);
  return 'problem' in document ? { problems: [document.problem] } : checkShape(document.value);
}

function readYaml(text: string): { value: unknown } | { problem: Problem } {
  const lineCounter = new LineCounter();
  const allowed = 'YAML or JSON, each key once';
  try {
    const document = parseDocument(text.replace(/^\uFEFF/, ''), { lineCounter, prettyErrors: false });
    // A warning is an unknown tag or directive: what it was meant to do would not be done.
    const fault = document.errors[0] ?? document.warnings[0];
    if (!fault) return { value: document.toJS({ maxAliasCount: 100 }) };
    const { line, col } = lineCounter.linePos(fault.pos[0]);
    // The code alone: the parser's own words may quote the file.
    return { problem: { path: 'CONFIG_FILE', found: `${fault.code} at line ${line}, column ${col}`, allowed } };
  } catch {
    return { problem: { path: 'CONFIG_FILE', found: 'references that can’t be resolved', allowed } };
  }
}

/** Applies the schema to a parsed value. Never throws. */
export function checkShape(value: unknown): Parsed {
  const result = configurationFile.safeParse(value);
  if (result.success) return { file: result.data };
  const problems = new Map<string, Problem>();
  for (const problem of result.error.issues.flatMap((issue) => problemsOf(issue, [], value))) {
    // A value outside several rules of one kind is one problem.
    if (!problems.has(problem.path)) problems.set(problem.path, problem);
  }
  return { problems: [...problems.values()] };
}

function problemsOf(issue: z.core.$ZodIssue, prefix: readonly PropertyKey[], root: unknown): readonly Problem[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: pathText([...path, key]),
      found: 'an unknown key',
      allowed: issue.message,
    }));
  }
  if (issue.code === 'invalid_key') {
    return [{ path: pathText(path), found: 'an unknown key', allowed: issue.issues[0]?.message ?? issue.message }];
  }
  if (issue.code === 'invalid_union') {
    // The branch that takes this kind of value says best what is wrong inside it.
    const fitting = issue.errors.find(
      (branch) => !branch.some((one) => one.code === 'invalid_type' && one.path.length === 0),
    );
    if (fitting && fitting.length > 0) return fitting.flatMap((one) => problemsOf(one, path, root));
  }
  return [{ path: pathText(path), found: showAt(path, valueAt(root, path)), allowed: issue.message }];
}

const valueAt = (root: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    root,
  );
