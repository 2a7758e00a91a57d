/**
 * The rows of all value sets by system and code, and the matching rules (docs/terminology.md, "Matching").
 *
 * Ranges are held as the prefixes they mean, so that a look-up is one map access for each length of the code.
 */
import { MALIGNANT, readMorphology } from './icd-o.js';
import type { Meaning } from './meaning.js';
import { expandRange } from './ranges.js';
import { normaliseCode, SYSTEMS, type CodeSystem } from './systems.js';
import type { FilterRow, ValueSetRows } from './value-set.js';

interface Candidate {
  readonly meaning: Meaning;
  /** Of two candidates of one set the higher counts: a code before any filter, a prefix before a range as long. */
  readonly rank: number;
  readonly except: readonly string[];
  readonly except7th: readonly string[];
  /** Only with a malignant behaviour (ICD-O-3). A morphology that a row lists by its own code says its behaviour itself. */
  readonly needsMalignantBehaviour: boolean;
}

interface SystemRows {
  readonly codes: Map<string, Candidate[]>;
  readonly prefixes: Map<string, Candidate[]>;
  longest: number;
}

const CODE_RANK = 1_000;

export class RowIndex {
  readonly #systems = new Map<CodeSystem, SystemRows>();

  constructor(sets: readonly ValueSetRows[]) {
    for (const set of sets) this.#add(set);
  }

  /** True where a value set lists this very code in the system. */
  lists(system: CodeSystem, key: string): boolean {
    return this.#systems.get(system)?.codes.has(key) ?? false;
  }

  /**
   * Every row that matches, at most one a set, in the order of the sets.
   * @param key a code as `normaliseCode` gives it
   * @param behaviour ICD-O-3 behaviour digit recorded with a topography; without it a topography matches nothing
   */
  find(system: CodeSystem, key: string, behaviour?: string): readonly Meaning[] {
    if (key === '') return [];
    const behaves = system === SYSTEMS.icdo3 ? (readMorphology(key)?.behaviour ?? behaviour) : behaviour;
    const own = this.#best(system, key, behaves, 1, Infinity);
    if (own.length > 0 || system !== SYSTEMS.icd10) return own;
    // WHO and national editions: where no set has a row of their own, short ICD-10-CM filters mean the same there.
    return this.#best(SYSTEMS.icd10cm, key, behaviour, 3, 4);
  }

  /** The best candidate of each set; a bounded length leaves the code rows out and takes only filters of that length. */
  #best(system: CodeSystem, key: string, behaviour: string | undefined, min: number, max: number): readonly Meaning[] {
    const rows = this.#systems.get(system);
    if (!rows) return [];
    const best = new Map<string, Candidate>();
    const offer = (candidates: readonly Candidate[] | undefined): void => {
      for (const candidate of candidates ?? []) {
        if (candidate.needsMalignantBehaviour && behaviour !== MALIGNANT) continue;
        if (candidate.except.some((code) => key.startsWith(code))) continue;
        if (candidate.except7th.includes(key.charAt(6))) continue;
        const rival = best.get(candidate.meaning.set);
        if (!rival || candidate.rank > rival.rank) best.set(candidate.meaning.set, candidate);
      }
    };
    if (max === Infinity) offer(rows.codes.get(key));
    for (let length = Math.min(key.length, rows.longest, max); length >= min; length--) {
      offer(rows.prefixes.get(key.slice(0, length)));
    }
    if (best.size === 0) return [];
    return [...best.values()].map((candidate) => candidate.meaning).sort((a, b) => (a.set < b.set ? -1 : 1));
  }

  #add(set: ValueSetRows): void {
    const site = set.site === undefined ? {} : { site: set.site };
    for (const row of set.codes) {
      const meaning: Meaning = {
        set: set.id,
        by: 'code',
        specificity: row.key.length,
        display: row.display,
        ...site,
        ...row.fields,
      };
      put(this.#rows(row.system).codes, row.key, {
        meaning,
        rank: CODE_RANK,
        except: [],
        except7th: [],
        needsMalignantBehaviour: row.system === SYSTEMS.icdo3 && !row.key.includes('/'),
      });
    }
    for (const filter of set.filters) this.#addFilter(set.id, site, filter);
  }

  #addFilter(set: string, site: { readonly site?: string }, filter: FilterRow): void {
    const { system, op } = filter;
    const rows = this.#rows(system);
    const values = filter.values.flatMap((value) => (op === 'prefixRange' ? (expandRange(value) ?? []) : [value]));
    const except = filter.except.map((code) => normaliseCode(system, code));
    for (const value of values) {
      const key = normaliseCode(system, value);
      const candidate: Candidate = {
        meaning: { set, by: 'filter', specificity: key.length, display: filter.meaning, ...site, ...filter.fields },
        rank: key.length + (op === 'prefixRange' ? 0 : 0.5),
        except,
        except7th: filter.except7th,
        needsMalignantBehaviour: system === SYSTEMS.icdo3,
      };
      put(op === 'in' ? rows.codes : rows.prefixes, key, candidate);
      if (op !== 'in') rows.longest = Math.max(rows.longest, key.length);
    }
  }

  #rows(system: CodeSystem): SystemRows {
    const rows = this.#systems.get(system) ?? { codes: new Map(), prefixes: new Map(), longest: 0 };
    this.#systems.set(system, rows);
    return rows;
  }
}

function put(map: Map<string, Candidate[]>, key: string, candidate: Candidate): void {
  const list = map.get(key);
  if (list) list.push(candidate);
  else map.set(key, [candidate]);
}
