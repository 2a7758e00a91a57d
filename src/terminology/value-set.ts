/**
 * A FHIR R4 ValueSet of ours as rows: concepts and filters with their structured extension.
 *
 * The files are plain FHIR R4, so that any tool can show them; what FHIR cannot say (feature, role, confidence, prefixes
 * with exceptions) stands in one extension on each concept and filter.
 */
import { z } from 'zod';
import { ContentError } from '../sdk/service.js';
import { type FilterText } from './ranges.js';
import { readRow, ROW_EXTENSION, type RowFields } from './row.js';
import { canonicalSystem, normaliseCode, type CodeSystem } from './systems.js';

/** A file of a value set: its name, for error texts, and its parsed JSON. */
export interface ValueSetFile {
  readonly file: string;
  readonly content: unknown;
}

export interface CodeRow {
  readonly system: CodeSystem;
  /** As written in the file. */
  readonly code: string;
  /** As compared: `normaliseCode`. */
  readonly key: string;
  readonly display: string;
  readonly fields: RowFields;
}

export interface FilterRow extends FilterText {
  readonly system: CodeSystem;
  readonly meaning: string;
  /** `compose.include.filter.value` as it stands in the file. */
  readonly written: string;
  readonly fields: RowFields;
}

export interface ValueSetRows {
  readonly file: string;
  readonly id: string;
  readonly title: string;
  readonly site?: string;
  readonly limits: readonly string[];
  readonly codes: readonly CodeRow[];
  readonly filters: readonly FilterRow[];
}

const BASE = 'https://spinewatch.org/fhir';
const entry = z.object({ url: z.string(), valueCode: z.string().optional(), valueString: z.string().optional() });
const row = z.object({ url: z.literal(ROW_EXTENSION), extension: z.array(entry).min(1) });
const rows = z.tuple([row]);
const text = z.string().min(1);
const concept = z.object({ code: text, display: text, extension: rows });
const filter = z.object({ property: z.literal('code'), op: z.enum(['regex', 'in']), value: text, extension: rows });
// FHIR R4 (vsd-3): an include has concepts or a filter, never both. Filters of one include would be joined by "and".
const include = z.union([
  z.strictObject({ system: text, concept: z.array(concept).min(1) }),
  z.strictObject({ system: text, filter: z.tuple([filter]) }),
]);
const valueSet = z.object({
  resourceType: z.literal('ValueSet'),
  id: z.string().regex(/^[a-z0-9-]{1,64}$/),
  extension: z.array(entry).optional(),
  url: text,
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  name: z.string().regex(/^[A-Z][A-Za-z0-9_]{0,254}$/),
  title: text,
  status: z.enum(['draft', 'active', 'retired']),
  description: text,
  copyright: text,
  compose: z.strictObject({ include: z.array(include).min(1) }),
});

/** The code that stands at or above a path of the file, so that a person finds the row. */
function codeNear(content: unknown, path: readonly PropertyKey[]): string {
  let at: unknown = content;
  let code = '';
  for (const step of path) {
    at = typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[step] : undefined;
    const here = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)['code'] : undefined;
    if (typeof here === 'string') code = here;
  }
  return code === '' ? '' : ` (code ${code})`;
}

/** The first thing wrong, inside the branch of a union that came furthest. */
function deepestIssue(issues: readonly z.core.$ZodIssue[]): { path: readonly PropertyKey[]; message: string } {
  const issue = issues[0];
  if (!issue) return { path: [], message: 'is not a ValueSet' };
  if (issue.code !== 'invalid_union') return issue;
  const branches = issue.errors.map((errors) => deepestIssue(errors));
  const best = branches.reduce((a, b) => (b.path.length > a.path.length ? b : a), { path: [], message: issue.message });
  return { path: [...issue.path, ...best.path], message: best.message };
}

/**
 * Reads one file into rows.
 * @throws ContentError naming the file and, where it is about a row, the code
 */
export function readValueSet({ file, content }: ValueSetFile): ValueSetRows {
  const parsed = valueSet.safeParse(content);
  if (!parsed.success) {
    const issue = deepestIssue(parsed.error.issues);
    const path = issue.path.map(String).join('.');
    throw new ContentError(file, `${path}${codeNear(content, issue.path)}: ${issue.message}`);
  }
  const set = parsed.data;
  if (set.url !== `${BASE}/ValueSet/${set.id}`)
    throw new ContentError(file, `url should be ${BASE}/ValueSet/${set.id}`);
  const codes: CodeRow[] = [];
  const filters: FilterRow[] = [];
  for (const part of set.compose.include) {
    const system = canonicalSystem(part.system);
    if (system === undefined || system !== part.system)
      throw new ContentError(file, `unknown code system ${part.system}`);
    if ('concept' in part) {
      for (const { code, display, extension } of part.concept) {
        const reading = readRow(extension[0].extension, 'concept');
        if (!reading.ok) throw new ContentError(file, `${code}: ${reading.why}`);
        codes.push({ system, code, key: normaliseCode(system, code), display, fields: reading.fields });
      }
      continue;
    }
    const { value, extension } = part.filter[0];
    const reading = readRow(extension[0].extension, 'filter');
    if (!reading.ok) throw new ContentError(file, `filter ${value}: ${reading.why}`);
    const { op, meaning, ...lists } = reading.filter;
    if (op === undefined || meaning === undefined || lists.values.length === 0) {
      throw new ContentError(file, `filter ${value}: a filter needs op, value and meaning`);
    }
    filters.push({ system, ...lists, op: op as FilterRow['op'], meaning, written: value, fields: reading.fields });
  }
  const own = (name: string): string[] =>
    (set.extension ?? [])
      .filter((e) => e.url === `${BASE}/StructureDefinition/${name}`)
      .map((e) => e.valueString ?? e.valueCode ?? '');
  const site = own('site')[0];
  return {
    file,
    id: set.id,
    title: set.title,
    ...(site === undefined ? {} : { site }),
    limits: own('limit'),
    codes,
    filters,
  };
}
