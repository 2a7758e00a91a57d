/**
 * Sets that exclude each other: no code, and no filter less its exceptions, may match in both.
 *
 * Which sets, stands in `content/exclusive-sets.yaml`. A match would make one coding say two things that cannot both be
 * meant (a primary of the breast that is also "not a cancer"), so it ends the start.
 */
import { z } from 'zod';
import { ContentError } from '../sdk/service.js';
import { expandRange } from './ranges.js';
import { normaliseCode, type CodeSystem } from './systems.js';
import type { ValueSetRows } from './value-set.js';

/** A member is a set, or several sets that belong together and may share codes (`cancer-breast` and its history). */
const member = z.union([z.string(), z.array(z.string()).min(1)]);
const schema = z.looseObject({
  everyTwo: z.array(z.array(member).min(2)),
  eachWithEach: z.array(z.strictObject({ left: z.array(z.string()).min(1), right: z.array(z.string()).min(1) })),
});

/** A part of a system that a set claims: one code, or every code that begins so. */
interface Claim {
  readonly set: ValueSetRows;
  readonly shown: string;
  readonly key: string;
  readonly exact: boolean;
  readonly except: readonly string[];
}

function claimsOf(set: ValueSetRows): Map<CodeSystem, Claim[]> {
  const claims = new Map<CodeSystem, Claim[]>();
  const add = (system: CodeSystem, shown: string, key: string, exact: boolean, except: readonly string[]): void => {
    const list = claims.get(system) ?? [];
    list.push({ set, shown, key, exact, except });
    claims.set(system, list);
  };
  for (const row of set.codes) add(row.system, row.code, row.key, true, []);
  for (const { system, op, values, except: exceptions } of set.filters) {
    const except = exceptions.map((code) => normaliseCode(system, code));
    for (const value of values.flatMap((v) => (op === 'prefixRange' ? (expandRange(v) ?? []) : [v]))) {
      add(system, value, normaliseCode(system, value), op === 'in', except);
    }
  }
  // Sorted once here: sorting two sorted lists together is then one pass.
  for (const list of claims.values()) list.sort(byKey);
  return claims;
}

const byKey = (a: Claim, b: Claim): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

/**
 * The first claim of the one set that the other makes too. Sorted by key, a claim overlaps exactly the run of claims that
 * follow it and begin with its own key, unless an exception of either takes them out; a code overlaps only itself.
 */
function firstOverlap(left: readonly Claim[], right: readonly Claim[]): readonly [Claim, Claim] | undefined {
  if (left.length === 0 || right.length === 0) return undefined;
  const all = [...left, ...right].sort(byKey);
  for (const [i, a] of all.entries()) {
    for (let j = i + 1; j < all.length; j++) {
      const b = all[j];
      if (!b?.key.startsWith(a.key) || (a.exact && b.key !== a.key)) break;
      if (a.set === b.set || [...a.except, ...b.except].some((code) => b.key.startsWith(code))) continue;
      return [a, b];
    }
  }
  return undefined;
}

/**
 * @param document the parsed `exclusive-sets.yaml`; @param documentFile its name, for error texts
 * @throws ContentError naming the file, the other file and the code; or an unknown value set
 */
export function checkExclusive(sets: readonly ValueSetRows[], document: unknown, documentFile: string): void {
  const parsed = schema.safeParse(document);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ContentError(
      documentFile,
      `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'unreadable'}`,
    );
  }
  const byId = new Map(sets.map((set) => [set.id, claimsOf(set)]));
  const claims = (id: string): Map<CodeSystem, Claim[]> => {
    const found = byId.get(id);
    if (!found) throw new ContentError(documentFile, `unknown value set "${id}"`);
    return found;
  };
  const exclude = (left: string, right: string): void => {
    const [a, b] = [claims(left), claims(right)];
    for (const [system, mine] of a) {
      const hit = firstOverlap(mine, b.get(system) ?? []);
      if (!hit) continue;
      const [one, other] = hit;
      throw new ContentError(
        one.set.file,
        `${other.shown} (${system}) matches in both ${one.set.id} and ${other.set.id} (${other.set.file}), which exclude each other`,
      );
    }
  };
  for (const members of parsed.data.everyTwo) {
    const groups = members.map((one) => (typeof one === 'string' ? [one] : one));
    groups.forEach((group, i) =>
      groups.slice(i + 1).forEach((other) => group.forEach((left) => other.forEach((right) => exclude(left, right)))),
    );
  }
  for (const { left, right } of parsed.data.eachWithEach) left.forEach((a) => right.forEach((b) => exclude(a, b)));
}
