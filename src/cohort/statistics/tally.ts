/**
 * The numbers of a run, folded from its patients one by one: memory grows with names and months, never with patients.
 * The order does not matter, and tallies of parts merged are the tally of the whole.
 */
import { rateOf } from '../../analytics/interval.js';
import { asObject, names, Tally as Counts } from '../../analytics/tally.js';
import { TIERS, type NotEvaluated } from '../../sdk/assessment.js';
import { NO_VISIT, type AssessedRecord, type PatientRecord } from '../record.js';
import { BurdenFold } from './burden.js';
import { Firing } from './firing.js';
import { ByGroup, groupsOf } from './groups.js';
import { QualityFold } from './quality.js';
import { RepeatsFold } from './repeats.js';
import type { CohortSummary } from './summary.js';

export interface TallyOptions {
  /** True where every visit is replayed: then visits and burden are counted. */
  readonly eachVisit?: boolean;
}

export class Tally {
  /** Nothing is told of a patient by name. */
  readonly asksWho = false;
  #patients = 0;
  #failed = 0;
  #withoutVisits = 0;
  readonly #eachVisit: boolean;
  readonly #errors = names();
  readonly #reasons = names();
  readonly #sites = names();
  readonly #features = names();
  readonly #variants = names();
  readonly #overall = new Firing();
  /** `site`, `level`, `month` and `class`: names of our own, or of a small code system. */
  readonly #by = new ByGroup(() => new Firing(), 3_000);
  readonly #groups = new ByGroup(() => new Firing());
  readonly #repeats = new RepeatsFold();
  readonly #burden = new BurdenFold();
  readonly #quality = new QualityFold();
  readonly #notEvaluated = new Counts<Pick<NotEvaluated, 'criterion' | 'reason'>>(
    ({ criterion, reason }) => `${criterion} ${reason}`,
  );

  constructor({ eachVisit = false }: TallyOptions = {}) {
    this.#eachVisit = eachVisit;
  }

  /** @param times so many patients with this record */
  add(record: PatientRecord, times = 1): void {
    this.#patients += times;
    if (record.error === NO_VISIT) {
      this.#withoutVisits += times;
      return;
    }
    if (record.error !== undefined) {
      this.#failed += times;
      this.#errors.add(record.error, times);
      return;
    }
    for (const one of record.assessed) this.#assessed(one, times);
    this.#repeats.add(record, times);
    if (record.quality) this.#quality.add(record.quality, times);
  }

  #assessed(one: AssessedRecord, times: number): void {
    const { tier, reason, level, sites, features } = one.row;
    this.#overall.add(tier, times);
    if (tier === null) this.#reasons.add(reason ?? 'unknown', times);
    else {
      for (const site of sites) this.#sites.add(site, times);
      for (const feature of features) this.#features.add(feature, times);
      if (one.variant !== undefined) this.#variants.add(one.variant, times);
    }
    for (const site of sites) this.#by.get('site', site).add(tier, times);
    this.#by.get('level', level).add(tier, times);
    this.#by.get('month', one.day.slice(0, 7)).add(tier, times);
    for (const [group, value] of groupsOf(one)) this.#groups.get(group, value).add(tier, times);
    for (const { criterion, reason: why } of one.notEvaluated)
      this.#notEvaluated.add({ criterion, reason: why }, times);
    if (!this.#eachVisit) return;
    this.#by.get('class', one.visitClass ?? 'unknown').add(tier, times);
    this.#burden.add(one, times);
  }

  /** As if all patients of the other had been added here. The other is left as it is. */
  merge(other: Tally): void {
    this.#patients += other.#patients;
    this.#failed += other.#failed;
    this.#withoutVisits += other.#withoutVisits;
    this.#errors.merge(other.#errors);
    this.#reasons.merge(other.#reasons);
    this.#sites.merge(other.#sites);
    this.#features.merge(other.#features);
    this.#variants.merge(other.#variants);
    this.#overall.merge(other.#overall);
    this.#by.merge(other.#by);
    this.#groups.merge(other.#groups);
    this.#repeats.merge(other.#repeats);
    this.#burden.merge(other.#burden);
    this.#quality.merge(other.#quality);
    this.#notEvaluated.merge(other.#notEvaluated);
  }

  done(): CohortSummary {
    const { assessed, cards, byTier } = this.#overall;
    const rows = this.#by.done((name, firing) => firing.row(name));
    return {
      patients: this.#patients,
      ...(this.#eachVisit ? { visits: assessed } : {}),
      ...(this.#eachVisit ? { withoutVisits: this.#withoutVisits } : {}),
      failed: this.#failed,
      byError: asObject(this.#errors),
      byTier,
      byReason: asObject(this.#reasons),
      bySite: asObject(this.#sites),
      byFeature: asObject(this.#features),
      byVariant: asObject(this.#variants),
      byLevel: Object.fromEntries((rows['level'] ?? []).map(({ name, of }) => [name, of])),
      cards,
      firing: {
        overall: this.#overall.row('all'),
        byTier: TIERS.map((name) => ({ name, ...rateOf(byTier[name], assessed) })),
        byMonth: rows['month'] ?? [],
        byVisitClass: rows['class'] ?? [],
        bySite: rows['site'] ?? [],
        byLevel: rows['level'] ?? [],
        byGroup: this.#groups.done((value, firing) => firing.row(value)),
      },
      repeats: this.#repeats.done(),
      ...(this.#eachVisit ? { burden: this.#burden.done() } : {}),
      notEvaluated: this.#notEvaluated.sorted().map(({ item, count }) => ({ ...item, count })),
      quality: this.#quality.done(),
    };
  }
}
