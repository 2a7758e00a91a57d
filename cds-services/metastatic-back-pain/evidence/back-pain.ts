/**
 * Spinal pain: whether it is current, still on the list, or at least on record (specification 2.3).
 *
 * Sources: live Conditions, reasons and diagnoses of visits, and Observation findings. A benign alternative never lowers
 * a tier, so a sprain, stenosis, disc or sciatica code counts like any other.
 */
import type { ConditionFact, Day, EncounterFact, Finding } from '../../../src/sdk/index.js';
import type { Match, RuleContext, When } from './context.js';
import { abatedDay, finding, isDropped, isLive, isWeak, matchesIn, sourceOf, wordsOf } from './context.js';
import { beliesDisplay, textHolds } from './qualify.js';

const SPINAL = new Set(['back-pain', 'neck-pain']);

/** One record of spinal pain. */
export interface Pain {
  /** Sacrococcygeal pain counts only beside an established cancer. */
  readonly kind: 'back' | 'neck' | 'sacral';
  readonly from: 'condition' | 'encounter' | 'observation';
  readonly match: Match;
  readonly reference: string;
  readonly live: boolean;
  /** Asserted: the latest day the record speaks of; absent where it has no date. */
  readonly day?: Day;
  readonly began?: Day;
  readonly finding: Finding;
}

export interface SpinalPain {
  /** Current pain, the newest first. */
  readonly current: readonly Pain[];
  /** Live and asserted 91 to 365 days ago, without activity: reaches `recommended` at most. */
  readonly listed: readonly Pain[];
  /** Any spinal pain on record within a year, live or not: opens the emergency row. */
  readonly recorded: readonly Pain[];
  /** The day the earliest spinal pain on record began, for causes coded before it. */
  readonly firstBegan?: Day;
}

export function findSpinalPain(context: RuleContext): SpinalPain {
  const { threshold } = context;
  const conditions = context.chart.conditions.flatMap((condition) => ofCondition(condition, context));
  const visits = context.chart.encounters.flatMap((encounter) => ofEncounter(encounter, context));
  const findings = ofObservations(context);
  const all = [...conditions, ...visits, ...findings];
  const recent = (pain: Pain): boolean =>
    pain.day === undefined || context.within(pain.day, threshold['back-pain-current']);
  const live = conditions.filter((pain) => pain.live);
  const old = live.filter((pain) => !recent(pain));
  const active = old.length > 0 && (visits.some(recent) || findings.some(recent) || hasActivity(context));
  const current = [
    ...live.filter(recent),
    ...visits.filter(recent),
    ...findings.filter(recent),
    ...(active ? old : []),
  ];
  const listed = active
    ? []
    : old.filter((pain) => pain.day !== undefined && context.within(pain.day, threshold['back-pain-listed']));
  const recorded = all.filter(
    (pain) => pain.day === undefined || context.within(pain.day, threshold['spinal-pain-for-emergency']),
  );
  const began = all.map((pain) => pain.began ?? pain.day).filter((day) => day !== undefined);
  return {
    current: current.sort(newestFirst),
    listed: listed.sort(newestFirst),
    recorded: recorded.sort(newestFirst),
    ...(began.length > 0 ? { firstBegan: Math.min(...began) } : {}),
  };
}

/** Undated pain stands behind dated pain; back pain before neck pain of the same day. */
const newestFirst = (a: Pain, b: Pain): number =>
  (b.day ?? -Infinity) - (a.day ?? -Infinity) || a.kind.localeCompare(b.kind) || a.reference.localeCompare(b.reference);

/** What kind of pain a match is on this record, or `undefined` where its conditions do not hold. */
function kindOf(
  match: Match,
  concept: ConditionFact['concept'],
  sites: readonly string[],
  context: RuleContext,
): Pain['kind'] | undefined {
  const { meaning } = match;
  if (!textHolds(match, concept, sites)) return undefined;
  if (meaning.role === 'needs-spine-site' || match.coding.code === '315241008') {
    if (!sites.some((site) => context.content.spinalSite.test(site))) return undefined;
  }
  if (meaning.role === 'established-only') return 'sacral';
  return meaning.set === 'neck-pain' ? 'neck' : 'back';
}

/** The best match of a concept: back before neck before sacral, then the most specific. */
function painMatch(
  concept: ConditionFact['concept'],
  sites: readonly string[],
  reference: string,
  context: RuleContext,
): { match: Match; kind: Pain['kind'] } | undefined {
  const order = ['back', 'neck', 'sacral'];
  let best: { match: Match; kind: Pain['kind'] } | undefined;
  for (const match of matchesIn(concept, SPINAL)) {
    const kind = kindOf(match, concept, sites, context);
    if (kind === undefined) continue;
    if (beliesDisplay(match, context)) {
      context.skip('back-pain', 'conflicting-codes', reference);
      continue;
    }
    if (!best || order.indexOf(kind) < order.indexOf(best.kind)) best = { match, kind };
  }
  return best;
}

function painFinding(
  reference: string,
  words: string,
  match: Match,
  date: string | undefined,
  basis: Finding['basis'],
): Finding {
  return finding('back-pain', basis, words, { date, sources: [sourceOf(reference, match)] });
}

function ofCondition(condition: ConditionFact, context: RuleContext): readonly Pain[] {
  if (isDropped(condition)) return [];
  const found = painMatch(condition.concept, condition.sites, condition.reference, context);
  if (!found) return [];
  const when = context.when(condition.dates);
  if (when.kind === 'future') {
    context.skip('back-pain', 'future-date', condition.reference);
    return [];
  }
  const began = condition.began && context.when([condition.began]);
  const words = wordsOf(condition.concept, found.match) + (isWeak(condition) ? ', suspected' : '');
  const shown = condition.began && began?.kind === 'dated' ? condition.began.text : dateText(when);
  return [
    {
      ...found,
      from: 'condition',
      reference: condition.reference,
      live: isLive(condition, context.asOf),
      ...(when.kind === 'dated' ? { day: when.day } : {}),
      ...(began?.kind === 'dated' ? { began: began.day } : {}),
      finding: painFinding(condition.reference, words, found.match, shown, 'code'),
    },
  ];
}

const dateText = (when: When): string | undefined => (when.kind === 'dated' ? when.text : undefined);

/** A visit's reasons and diagnoses. The visit of the call counts today, whatever its own date says. */
function ofEncounter(encounter: EncounterFact, context: RuleContext): readonly Pain[] {
  const reasons = encounter.reasons.flatMap((reason) => {
    const found = painMatch(reason.concept, [], encounter.reference, context);
    return found ? [{ ...found, reason }] : [];
  });
  if (reasons.length === 0 || context.content.reading['void-encounters'].includes(encounter.status ?? '')) return [];
  const isThisVisit = context.encounterId !== undefined && encounter.id === context.encounterId;
  const when = visitWhen(encounter, isThisVisit, context);
  if (when.kind === 'future') {
    context.skip('back-pain', 'future-date', encounter.reference);
    return [];
  }
  const day = when.kind === 'dated' ? when.day : undefined;
  return reasons
    .filter(({ reason }) => !isCancelled(reason.reference, day, encounter.reference, context))
    .map(({ match, kind, reason }) => ({
      kind,
      from: 'encounter',
      match,
      reference: encounter.reference,
      live: true,
      ...(day === undefined ? {} : { day }),
      finding: painFinding(encounter.reference, wordsOf(reason.concept, match), match, dateText(when), 'encounter'),
    }));
}

function visitWhen(encounter: EncounterFact, isThisVisit: boolean, context: RuleContext): When {
  const when = context.when(encounter.date ? [encounter.date] : []);
  // A visit without a date is no evidence of pain now, unless it is the one the chart was opened in.
  if (isThisVisit && when.kind !== 'dated') return { kind: 'dated', day: context.asOf, text: '' };
  return when;
}

/** A back-pain Condition that ended after the visit cancels it; so does one of the visit's own that is over, undated. */
function isCancelled(
  reason: string | undefined,
  day: Day | undefined,
  encounter: string,
  context: RuleContext,
): boolean {
  return context.chart.conditions.some((condition) => {
    if (isDropped(condition)) return reason === condition.reference;
    const own = reason === condition.reference || condition.encounter === encounter;
    const pain = own || matchesIn(condition.concept, SPINAL).length > 0;
    if (!pain || isLive(condition, context.asOf)) return false;
    if (matchesIn(condition.concept, SPINAL).length === 0) return false;
    const ended = abatedDay(condition, context.asOf);
    return ended === undefined ? own : day !== undefined && ended >= day;
  });
}

/** Observation findings of pain: a code of the sets that is affirmed, or a generic code whose value is one. */
function ofObservations(context: RuleContext): readonly Pain[] {
  const pains: Pain[] = [];
  for (const observation of context.chart.observations.inSets(SPINAL)) {
    if (observation.negative || !isFinal(observation.status, context)) continue;
    const concept = matchesIn(observation.value, SPINAL).length > 0 ? observation.value : observation.concept;
    const found = painMatch(concept, observation.sites, observation.reference, context);
    if (!found) continue;
    const when = context.when(observation.date ? [observation.date] : []);
    if (when.kind === 'future') {
      context.skip('back-pain', 'future-date', observation.reference);
      continue;
    }
    pains.push({
      ...found,
      from: 'observation',
      reference: observation.reference,
      live: true,
      ...(when.kind === 'dated' ? { day: when.day } : {}),
      finding: painFinding(observation.reference, wordsOf(concept, found.match), found.match, dateText(when), 'code'),
    });
  }
  return pains;
}

/** Observations and reports count as final, amended or corrected; a status nobody gave is not held against them. */
export const isFinal = (status: string | undefined, context: RuleContext): boolean =>
  status === undefined || context.content.reading['final-statuses'].includes(status);

/** Back-pain activity within the window that is no contact: a site-linked score, an analgesic or an order given for it. */
function hasActivity(context: RuleContext): boolean {
  const { chart } = context;
  const recently = (date: Parameters<RuleContext['when']>[0][number] | undefined): boolean => {
    const when = context.when(date ? [date] : []);
    return when.kind === 'dated' && context.within(when.day, context.threshold['back-pain-current']);
  };
  const forPain = [...chart.medications, ...chart.orders].some(
    (one) =>
      recently(one.date) &&
      !['entered-in-error', 'cancelled', 'revoked', 'draft'].includes(one.status ?? '') &&
      one.reasons.some((reason) => matchesIn(reason.concept, new Set(['back-pain'])).length > 0),
  );
  const scored = chart.observations
    .withRole('pain-score')
    .some(
      (one) =>
        recently(one.date) &&
        !one.negative &&
        isFinal(one.status, context) &&
        one.sites.some((site) => context.content.spinalSite.test(site)),
    );
  return forPain || scored;
}
