/**
 * The numbers of a report, folded from a stream of decisions with their feedback: memory grows with names and weeks,
 * never with calls. Reads no clock and no store.
 */
import { INPUTS, isAvailable } from '../chart/inputs.js';
import { parseDay, type Day } from '../fhir/dates.js';
import { TIERS, type Tier } from '../sdk/assessment.js';
import type { LookupEntry } from '../store/port.js';
import { createDistribution, type Distribution } from './distribution.js';
import { FeedbackFold, type OpenComment } from './feedback.js';
import { chanceAround, rateOf } from './interval.js';
import type { NamedRate, Summary, WeekRow } from './report.js';
import { asObject, names, Tally } from './tally.js';
import { CompareFold, VersionFold } from './versions.js';
import { weekOf, weeksBetween } from './week.js';

const LONGEST_CALL_MS = 60_000;

export class SummaryFold {
  #calls = 0;
  #cards = 0;
  readonly #tiers = names();
  readonly #sites = names();
  readonly #features = names();
  readonly #inputs = new Tally<{ readonly input: (typeof INPUTS)[number]; readonly state: string }>(
    ({ input, state }) => `${input} ${state}`,
  );
  readonly #quieted = names();
  readonly #silent = names();
  readonly #settings = new Tally<Summary['settings'][number]['settings']>((one) => JSON.stringify(one));
  readonly #weeks = new Map<string, { calls: number; tiers: Tally<string>; cards: number }>();
  #firstDay: Day | undefined;
  #lastDay: Day | undefined;
  readonly #latency = new Map<string, Distribution>();
  readonly #feedback: FeedbackFold;
  readonly #versions = new VersionFold();
  readonly #compare = new CompareFold();

  constructor(open: OpenComment = () => undefined) {
    this.#feedback = new FeedbackFold(open);
  }

  add({ decision, feedback }: LookupEntry): void {
    const day = parseDay(decision.asOf);
    if (day === undefined) return;
    const { tier, shown, quiet, outcome, sites, features } = decision;
    this.#calls += 1;
    if (shown === 'no') this.#silent.add(outcome);
    else {
      this.#cards += 1;
      this.#tiers.add(tier ?? 'none');
      for (const site of sites) this.#sites.add(site);
      for (const feature of features) this.#features.add(feature);
    }
    if (quiet) this.#quieted.add(quiet.reason);
    // In shadow nobody saw the card, so nobody left it unanswered.
    if (decision.card !== undefined && (shown !== 'no' || feedback)) this.#feedback.add(decision, feedback);
    for (const input of INPUTS) this.#inputs.add({ input, state: decision.inputs[input] });
    this.#settings.add(decision.settings);
    this.#week(day, shown === 'no' ? undefined : (tier ?? 'none'));
    this.#stages(decision.stages);
    this.#versions.add(decision, day);
    this.#compare.add(decision);
  }

  /** @param tier of the card; absent without one */
  #week(day: Day, tier: string | undefined): void {
    const week = weekOf(day);
    const row = this.#weeks.get(week) ?? { calls: 0, cards: 0, tiers: names() };
    this.#weeks.set(week, row);
    row.calls += 1;
    if (tier !== undefined) {
      row.cards += 1;
      row.tiers.add(tier);
    }
    this.#firstDay = Math.min(this.#firstDay ?? day, day);
    this.#lastDay = Math.max(this.#lastDay ?? day, day);
  }

  #stages(stages: Readonly<Record<string, number>>): void {
    let total = 0;
    for (const [stage, ms] of Object.entries(stages)) {
      total += ms;
      this.#stage(stage).add(ms);
    }
    this.#stage('total').add(total);
  }

  #stage(stage: string): Distribution {
    let known = this.#latency.get(stage);
    // The stages are the service's own: a handful.
    if (!known) this.#latency.set(stage, (known = createDistribution(0.001, LONGEST_CALL_MS)));
    return known;
  }

  /** @param until weeks without a call are listed up to this day */
  result(until?: Day): Summary {
    const rates = (tally: Tally<string>): readonly NamedRate[] =>
      tally.sorted().map(({ item, count }) => ({ name: item, ...rateOf(count, this.#calls) }));
    const overall = rateOf(this.#cards, this.#calls);
    const byTier = TIERS.map((tier) => ({ name: tier, ...rateOf(this.#tiers.countOf(tier), this.#calls) }));
    const ofReason = (tally: Tally<string>) => tally.sorted().map(({ item, count }) => ({ reason: item, count }));
    return {
      calls: this.#calls,
      cards: this.#cards,
      firingPerHundred: overall.perHundred,
      byTier: cardsByTier(this.#tiers),
      bySite: asObject(this.#sites),
      byFeature: asObject(this.#features),
      ...this.#feedback.result(),
      ...this.#inputResult(),
      quieted: ofReason(this.#quieted),
      silent: ofReason(this.#silent),
      weeks: this.#weekRows(until),
      versions: this.#versions.result(),
      firing: { overall, byTier, bySite: rates(this.#sites), byFeature: rates(this.#features) },
      compare: this.#compare.result(),
      latency: [...this.#latency].map(([stage, times]) => ({
        stage,
        p50: times.quantile(0.5),
        p95: times.quantile(0.95),
      })),
      settings: this.#settings.sorted().map(({ item, count }) => ({ settings: item, calls: count })),
    };
  }

  #inputResult(): Pick<Summary, 'inputs' | 'inputStates'> {
    const rows = this.#inputs.sorted().map(({ item, count }) => ({ ...item, count })) as Summary['inputs'];
    return {
      inputs: rows.filter(({ state }) => !isAvailable(state)),
      inputStates: INPUTS.map((input) => ({
        input,
        states: Object.fromEntries(rows.filter((row) => row.input === input).map(({ state, count }) => [state, count])),
      })),
    };
  }

  #weekRows(until: Day | undefined): readonly WeekRow[] {
    if (this.#firstDay === undefined || this.#lastDay === undefined) return [];
    const share = this.#calls === 0 ? 0 : this.#cards / this.#calls;
    return weeksBetween(this.#firstDay, Math.max(this.#lastDay, until ?? this.#lastDay)).map((week) => {
      const { calls, cards, tiers } = this.#weeks.get(week) ?? { calls: 0, cards: 0, tiers: names() };
      const { perHundred, low, high } = rateOf(cards, calls);
      const byTier = cardsByTier(tiers);
      return { week, calls, cards, perHundred, low, high, expected: chanceAround(share, calls), byTier };
    });
  }
}

const cardsByTier = (tiers: Tally<string>): Readonly<Record<Tier, number>> =>
  Object.fromEntries(TIERS.map((tier) => [tier, tiers.countOf(tier)])) as Record<Tier, number>;
