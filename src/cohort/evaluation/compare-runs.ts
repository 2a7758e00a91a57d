/** Two finished runs of the same charts, patient by patient: two versions of the rule, or one rule on two exports. */
import { asObject, names } from '../../analytics/tally.js';
import type { FailedRow, ResultRow } from '../record.js';
import { byCodeUnit, IdList, type ListedIds } from '../statistics/id-list.js';
import { ResultsError } from './result-rows.js';
import { Transitions, type TransitionSummary } from './transitions.js';

export type AnyRow = ResultRow | FailedRow;
export type Rows = AsyncIterable<AnyRow> | Iterable<AnyRow>;

/** `before` is run A, `after` is run B. Tiers are compared of patients, or visits, that both assessed. */
export interface RunComparison extends TransitionSummary {
  readonly patients: { readonly both: number; readonly onlyA: ListedIds; readonly onlyB: ListedIds };
  /** Visits of patients that are in both runs, but the visit in one of them only. */
  readonly visits: { readonly onlyA: number; readonly onlyB: number };
  /** Patients that failed in one run and not in the other, or in both. */
  readonly failed: { readonly onlyA: ListedIds; readonly onlyB: ListedIds; readonly both: number };
  /** No card in both, but for another reason: `from > to`, the most frequent first. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Assessments whose cancer level, and whose sites, are others. */
  readonly otherLevel: number;
  readonly otherSites: number;
  /** Features that only one run found, by how many assessments. */
  readonly featuresGained: Readonly<Record<string, number>>;
  readonly featuresLost: Readonly<Record<string, number>>;
}

/**
 * Holds one patient of each run at a time. Both must be sorted by patient id (by UTF-16 code unit, as they are written).
 * Rejects with a ResultsError where one is not, where a row comes twice, or where one replays visits and the other does not.
 */
export async function compareRuns(rowsA: Rows, rowsB: Rows): Promise<RunComparison> {
  const [a, b] = [patientsOf(rowsA, 'A'), patientsOf(rowsB, 'B')];
  const fold = new ComparisonFold();
  try {
    // Both are begun at once: what was never begun is not closed either.
    let [one, other] = await Promise.all([a.next(), b.next()]);
    while (!one.done || !other.done) {
      const order = one.done ? 1 : other.done ? -1 : byCodeUnit(one.value.patient, other.value.patient);
      fold.add(order <= 0 ? one.value : undefined, order >= 0 ? other.value : undefined);
      if (order <= 0) one = await a.next();
      if (order >= 0) other = await b.next();
    }
  } finally {
    // Files are closed, whatever happened.
    await Promise.all([a.return(undefined), b.return(undefined)]);
  }
  return fold.done();
}

interface PatientRows {
  readonly patient: string;
  readonly rows: readonly ResultRow[];
  readonly failed: boolean;
}

async function* patientsOf(rows: Rows, run: string): AsyncGenerator<PatientRows, undefined, undefined> {
  let known: { patient: string; rows: ResultRow[]; failed: boolean } | undefined;
  let number = 0;
  for await (const row of rows) {
    number += 1;
    const { patient } = row;
    if (known && byCodeUnit(patient, known.patient) < 0)
      throw new ResultsError(`Run ${run} is not sorted by patient id at row ${number}.`);
    if (known?.patient !== patient) {
      if (known) yield known;
      known = { patient, rows: [], failed: false };
    }
    if (known.failed || known.rows.some((one) => keyOf(one) === keyOf(row)))
      throw new ResultsError(`Run ${run} has a patient or visit twice, at row ${number}.`);
    if ('error' in row) known.failed = true;
    else known.rows.push(row);
  }
  if (known) yield known;
  return undefined;
}

class ComparisonFold {
  readonly #transitions = new Transitions();
  readonly #onlyA = new IdList();
  readonly #onlyB = new IdList();
  readonly #failedA = new IdList();
  readonly #failedB = new IdList();
  #failedBoth = 0;
  #both = 0;
  readonly #visits = { onlyA: 0, onlyB: 0 };
  readonly #reasons = names();
  readonly #gained = names();
  readonly #lost = names();
  #otherLevel = 0;
  #otherSites = 0;
  /** Whether a run replays visits, by its first row. */
  readonly #replays: { a: boolean | undefined; b: boolean | undefined } = { a: undefined, b: undefined };

  add(a: PatientRows | undefined, b: PatientRows | undefined): void {
    this.#sameKind(a, b);
    if (!a || !b) {
      if (a) this.#onlyA.add(a.patient);
      if (b) this.#onlyB.add(b.patient);
      return;
    }
    this.#both += 1;
    if (a.failed && b.failed) this.#failedBoth += 1;
    else if (a.failed) this.#failedA.add(a.patient);
    else if (b.failed) this.#failedB.add(b.patient);
    if (a.failed || b.failed) return;
    const rest = new Map(b.rows.map((row) => [keyOf(row), row]));
    for (const row of a.rows) {
      const other = rest.get(keyOf(row));
      if (other) this.#assessment(row, other);
      else this.#visits.onlyA += 1;
      rest.delete(keyOf(row));
    }
    this.#visits.onlyB += rest.size;
  }

  #sameKind(a: PatientRows | undefined, b: PatientRows | undefined): void {
    this.#replays.a ??= replaysVisits(a);
    this.#replays.b ??= replaysVisits(b);
    const { a: first, b: second } = this.#replays;
    if (first !== undefined && second !== undefined && first !== second)
      throw new ResultsError('One run has a row for each visit and the other one for each patient.');
  }

  #assessment(a: ResultRow, b: ResultRow): void {
    this.#transitions.add(a.patient, a.tier, b.tier);
    if (a.tier === null && b.tier === null && a.reason !== b.reason)
      this.#reasons.add(`${a.reason ?? 'none'} > ${b.reason ?? 'none'}`);
    if (a.level !== b.level) this.#otherLevel += 1;
    if (!sameSet(a.sites, b.sites)) this.#otherSites += 1;
    for (const feature of b.features) if (!a.features.includes(feature)) this.#gained.add(feature);
    for (const feature of a.features) if (!b.features.includes(feature)) this.#lost.add(feature);
  }

  done(): RunComparison {
    return {
      patients: { both: this.#both, onlyA: this.#onlyA.done(), onlyB: this.#onlyB.done() },
      visits: { ...this.#visits },
      failed: { onlyA: this.#failedA.done(), onlyB: this.#failedB.done(), both: this.#failedBoth },
      ...this.#transitions.done(),
      reasons: asObject(this.#reasons),
      otherLevel: this.#otherLevel,
      otherSites: this.#otherSites,
      featuresGained: asObject(this.#gained),
      featuresLost: asObject(this.#lost),
    };
  }
}

/** `undefined` where no row tells. */
const replaysVisits = (one: PatientRows | undefined): boolean | undefined => {
  const first = one?.rows[0];
  return first && first.encounter !== undefined;
};

/** One patient's rows are told apart by their visit. */
const keyOf = (row: AnyRow): string => ('encounter' in row ? (row.encounter ?? '') : '');

const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one) => b.includes(one));
