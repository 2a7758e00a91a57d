/**
 * Value sets with one site's own codes added: the same checks as for the shipped rows, and one more. A row may only say
 * what the shipped rows of its set say, so that a mistyped feature is an error at start and not a code that means nothing.
 */
import { ContentError } from '../sdk/service.js';
import { checkValueSet } from './checks.js';
import { readRow, type RowEntry, type RowFields } from './row.js';
import {
  canonicalSystem,
  localSystem,
  normaliseCode,
  plainName,
  type CodeSystem,
  type LocalSystem,
} from './systems.js';
import type { CodeRow, ValueSetRows } from './value-set.js';

/** A code to add: its coding, and entries of a row by name (docs/terminology.md, "Fields of a row"). */
export interface CodeToAdd {
  readonly system: string;
  readonly code: string;
  readonly display: string;
  readonly [entry: string]: string | readonly string[] | undefined;
}

export type CodesToAdd = Readonly<Record<string, readonly CodeToAdd[]>>;

/** Fields whose values are words of the set: what no shipped row says, the rule does not know. */
const WORDS = ['feature', 'role', 'site', 'pattern', 'otherwise', 'appliesTo', 'undated', 'strength', 'order'] as const;
/** A site is free to say how sure it is; without a word it is as sure as of a single source. */
const CONFIDENCE = 'medium';
/** Code systems of a site's own; each has its memory for look-ups. */
const MAX_SYSTEMS = 20;

/**
 * The value sets with the codes added. Sets that exclude each other are the caller's to check.
 * @param file as error texts name it
 * @throws ContentError naming the file, the set and the code
 */
export function withCodes(sets: readonly ValueSetRows[], added: CodesToAdd, file: string): readonly ValueSetRows[] {
  const ids = new Set(sets.map((set) => set.id));
  const unknown = Object.keys(added).find((id) => !ids.has(id));
  if (unknown !== undefined)
    throw new ContentError(file, `${unknown}: no such value set (docs/terminology.md has them)`);
  const systems = new Map<string, LocalSystem>();
  const merged = sets.map((set) => {
    const rows = added[set.id];
    if (!rows) return set;
    const own = rows.map((row, i) => codeRow(row, set, systems, (why) => fail(file, `${set.id}[${i}]`, row.code, why)));
    const whole: ValueSetRows = { ...set, file: `${file}: ${set.id}`, codes: [...set.codes, ...own] };
    checkValueSet(whole);
    return whole;
  });
  if (systems.size > MAX_SYSTEMS)
    throw new ContentError(file, `${systems.size} code systems of its own; ${MAX_SYSTEMS} at most`);
  return merged;
}

function fail(file: string, where: string, code: string, why: string): never {
  throw new ContentError(file, `${where} (code ${code}): ${why}`);
}

function codeRow(
  { system: name, code, display, ...entries }: CodeToAdd,
  set: ValueSetRows,
  systems: Map<string, LocalSystem>,
  wrong: (why: string) => never,
): CodeRow {
  const system = systemOf(name, systems) ?? wrong(`"system" is no URI such as https://codes.example.org/local`);
  const given: RowEntry[] = Object.entries({ confidence: CONFIDENCE, ...entries }).flatMap(([url, value]) =>
    [value ?? []].flat().map((valueString) => ({ url, valueString })),
  );
  const reading = readRow(given, 'concept');
  if (!reading.ok) return wrong(reading.why);
  const why = whyWordsAreWrong(reading.fields, set);
  if (why !== undefined) return wrong(why);
  return { system, code: code.trim(), key: normaliseCode(system, code), display, fields: reading.fields };
}

/** One spelling for each system of a file. */
function systemOf(name: string, systems: Map<string, LocalSystem>): CodeSystem | undefined {
  const known = canonicalSystem(name);
  if (known !== undefined) return known;
  const own = systems.get(plainName(name)) ?? localSystem(name);
  if (own !== undefined) systems.set(plainName(name), own);
  return own;
}

function whyWordsAreWrong(fields: RowFields, set: ValueSetRows): string | undefined {
  const shipped: readonly RowFields[] = [...set.codes, ...set.filters].map((row) => row.fields);
  for (const word of WORDS) {
    const value = fields[word];
    const allowed = new Set(shipped.map((row) => row[word]).filter((one) => one !== undefined));
    if (word === 'site' && set.site !== undefined) allowed.add(set.site);
    if (value === undefined) {
      if (shipped.length > 0 && shipped.every((row) => row[word] !== undefined)) {
        return `"${word}" is missing, allowed: ${[...allowed].sort().join(', ')}`;
      }
    } else if (!allowed.has(value)) {
      const words = [...allowed].sort().join(', ');
      return `"${word}" is "${value}", ${words === '' ? `codes of this set have none` : `allowed: ${words}`}`;
    }
  }
  return undefined;
}
