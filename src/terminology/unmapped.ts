/**
 * Codes of a chart that no value set knows, for the upkeep of the value sets: system and code, nothing about patients.
 *
 * Read are the codings of Conditions and the reasons of visits, medicines, procedures and orders. Observations are
 * searched by code, so that what they hold says nothing of what a site uses.
 */
import type { ChartInputs, InputName } from '../chart/inputs.js';
import { isObject, listOf } from '../fhir/resource.js';
import type { Terminology } from './meaning.js';
import { canonicalSystem, localSystem, type KnownSystem } from './systems.js';

export interface UnmappedCode {
  /** The canonical system, or `other`: a closed set, fit for a metric's label. */
  readonly label: KnownSystem | 'other';
  /** The system as a URI, canonical where it is known; empty where the chart gives none, or no URI. */
  readonly system: string;
  readonly code: string;
}

const CODED: readonly (readonly [InputName, string])[] = [
  ['conditions', 'code'],
  ['encounters', 'reasonCode'],
  ['medications', 'reasonCode'],
  ['procedures', 'reasonCode'],
  ['orders', 'reasonCode'],
];
/** Codings looked at in one chart; what is unknown in a longer one is met again in others. */
const LOOKED_AT = 5_000;
/** A free text in the place of a code is not kept: it could say anything about anybody. */
const CODE = /^[\w.:/+*-]{1,40}$/;

/** Each code once, in the order of the chart. Never throws. */
export function unmappedCodes(inputs: ChartInputs, terminology: Terminology): readonly UnmappedCode[] {
  const found = new Map<string, UnmappedCode>();
  let left = LOOKED_AT;
  for (const [input, field] of CODED) {
    for (const { resource } of inputs[input].entries) {
      for (const concept of listOf(resource[field])) {
        for (const coding of isObject(concept) ? listOf(concept['coding']) : []) {
          if (left-- <= 0) return [...found.values()];
          if (!isObject(coding) || terminology.knows(coding['system'], coding['code'])) continue;
          const unmapped = read(coding['system'], coding['code']);
          if (unmapped) found.set(`${unmapped.system}|${unmapped.code}`, unmapped);
        }
      }
    }
  }
  return [...found.values()];
}

function read(system: unknown, code: unknown): UnmappedCode | undefined {
  if (typeof code !== 'string' || !CODE.test(code.trim())) return undefined;
  const name = typeof system === 'string' ? system : '';
  const known = canonicalSystem(name);
  return { label: known ?? 'other', system: known ?? localSystem(name) ?? '', code: code.trim() };
}

export interface CountedCode {
  readonly system: string;
  readonly code: string;
  readonly count: number;
}

/** Counts of unmapped codes, the most frequent kept. */
export class UnmappedCounts {
  readonly #counts = new Map<string, { readonly system: string; readonly code: string; count: number }>();

  /** @param limit codes remembered at most: callers may send millions of different ones */
  constructor(readonly limit = 2_000) {}

  add(codes: readonly UnmappedCode[]): void {
    for (const { system, code } of codes) {
      const key = `${system}|${code}`;
      const row = this.#counts.get(key);
      if (row) row.count += 1;
      else {
        if (this.#counts.size >= this.limit) this.#forgetRarest();
        this.#counts.set(key, { system, code, count: 1 });
      }
    }
  }

  /** The most frequent first; of equals the first by system and code. */
  top(length = Infinity): readonly CountedCode[] {
    return [...this.#counts.values()]
      .sort((a, b) => b.count - a.count || (`${a.system}|${a.code}` < `${b.system}|${b.code}` ? -1 : 1))
      .slice(0, length)
      .map((row) => ({ ...row }));
  }

  /** Makes room: the rarer half goes. */
  #forgetRarest(): void {
    for (const { system, code } of this.top().slice(Math.ceil(this.limit / 2)))
      this.#counts.delete(`${system}|${code}`);
  }
}
