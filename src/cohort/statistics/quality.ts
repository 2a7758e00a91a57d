/** How well the charts are kept: what the rule could not use because of how it was written down. */
import { rateOf, type Rate } from '../../analytics/interval.js';
import { Tally } from '../../analytics/tally.js';
import type { ReasonCount } from '../../analytics/report.js';
import type { ChartQuality } from '../record.js';

const CODES_KEPT = 20_000;
const CODES_SHOWN = 50;

/** Shares per hundred, over all patients whose quality was looked at. */
export interface QualitySummary {
  readonly patients: number;
  /** Of conditions and reasons: in words alone. */
  readonly uncoded: Rate;
  /** Of conditions: without a date. */
  readonly undated: Rate;
  /** Of observations: a value without a unit. */
  readonly withoutUnit: Rate;
  readonly observationsWithoutDate: Rate;
  /** Codes that no value set knows, the fifty most frequent. */
  readonly unmapped: readonly ReasonCount[];
  /** How often any code was met that no value set knows. */
  readonly unmappedTotal: number;
  /** Of these, met after there was no more room for other codes: then the fifty may lack one. */
  readonly unmappedLeft: number;
}

export class QualityFold {
  #patients = 0;
  #conditions = 0;
  #reasons = 0;
  #uncoded = 0;
  #undated = 0;
  #observations = 0;
  #withoutUnit = 0;
  #withoutDate = 0;
  #unmappedTotal = 0;
  readonly #unmapped: Tally<{ readonly system: string; readonly code: string }>;

  constructor(codesKept = CODES_KEPT) {
    this.#unmapped = new Tally(({ system, code }) => `${system} ${code}`, codesKept);
  }

  /** @param times so many charts that are kept so */
  add(one: ChartQuality, times = 1): void {
    this.#patients += times;
    this.#conditions += times * one.conditions;
    this.#reasons += times * (one.reasons ?? 0);
    this.#uncoded += times * one.uncodedConditions;
    this.#undated += times * one.undatedConditions;
    this.#observations += times * one.observations;
    this.#withoutUnit += times * one.observationsWithoutUnit;
    this.#withoutDate += times * one.observationsWithoutDate;
    for (const { system, code, count } of one.unmapped) {
      this.#unmapped.add({ system, code }, times * count);
      this.#unmappedTotal += times * count;
    }
  }

  merge(other: QualityFold): void {
    this.#patients += other.#patients;
    this.#conditions += other.#conditions;
    this.#reasons += other.#reasons;
    this.#uncoded += other.#uncoded;
    this.#undated += other.#undated;
    this.#observations += other.#observations;
    this.#withoutUnit += other.#withoutUnit;
    this.#withoutDate += other.#withoutDate;
    this.#unmappedTotal += other.#unmappedTotal;
    this.#unmapped.merge(other.#unmapped);
  }

  done(): QualitySummary {
    return {
      patients: this.#patients,
      // Reasons of visits are in words alone too.
      uncoded: rateOf(this.#uncoded, this.#conditions + this.#reasons),
      undated: rateOf(this.#undated, this.#conditions),
      withoutUnit: rateOf(this.#withoutUnit, this.#observations),
      observationsWithoutDate: rateOf(this.#withoutDate, this.#observations),
      unmapped: this.#unmapped
        .sorted()
        .slice(0, CODES_SHOWN)
        .map(({ item, count }) => ({ ...item, count })),
      unmappedTotal: this.#unmappedTotal,
      unmappedLeft: this.#unmapped.left,
    };
  }
}
