/**
 * Spinal pain: whether it is current, still on the list, or at least on record (specification 2.3).
 *
 * Sources: live Conditions, reasons and diagnoses of visits, and Observation findings. A benign alternative never lowers
 * a tier, so a sprain, stenosis, disc or sciatica code counts like any other.
 */
import type { ConditionFact, Day, EncounterFact, Finding } from '../../../src/sdk/index.js';
import type { Match, RuleContext, When } from './context.js';
import { basisOf, finding, isDropped, isFinal, isLive, isWeak, matchesIn, sourceOf, wordsOf } from './context.js';
export { isFinal } from './context.js';
import { hasActivity } from './pain-activity.js';
import type { EndedPains } from './pain-ended.js';
import { endedPains } from './pain-ended.js';
import { SPINAL, painMatch } from './pain-match.js';
import type { PainKind } from './pain-match.js';

/** One record of spinal pain. */
export interface Pain {
  readonly kind: PainKind;
  readonly from: 'condition' | 'encounter' | 'observation';
  readonly match: Match;
  readonly reference: string;
  readonly live: boolean;
  /** The patient is here for it: a visit that is open, or the one the chart was opened in. */
  readonly here?: boolean;
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
  const ended = endedPains(context);
  const visits = context.chart.encounters.flatMap((encounter) => ofEncounter(encounter, ended, context));
  const findings = ofObservations(context);
  const all = [...conditions, ...visits, ...findings];
  // Only a Condition says by being live that pain without a date goes on.
  const recent = (pain: Pain): boolean =>
    pain.here === true ||
    (pain.day === undefined ? pain.from !== 'encounter' : context.within(pain.day, threshold['back-pain-current']));
  const live = conditions.filter((pain) => pain.live);
  const old = live.filter((pain) => !recent(pain));
  const news = [...visits, ...findings].filter(recent);
  const active = { neck: false, back: false };
  if (old.length > 0) {
    active.neck = news.some((pain) => pain.kind === 'neck');
    active.back = news.some((pain) => pain.kind !== 'neck') || hasActivity(context);
  }
  const isActive = (pain: Pain): boolean => (pain.kind === 'neck' ? active.neck : active.back);
  const current = [...live.filter(recent), ...news, ...old.filter(isActive)];
  const listed = old.filter(
    (pain) => !isActive(pain) && pain.day !== undefined && context.within(pain.day, threshold['back-pain-listed']),
  );
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

function painFinding(
  reference: string,
  words: string,
  match: Match,
  date: string | undefined,
  basis: Finding['basis'],
): Finding {
  return finding('back-pain', basisOf(match, basis), words, { date, sources: [sourceOf(reference, match)] });
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

/** A visit's reasons and diagnoses. The visit of the call counts today while it is open, whatever its own date says. */
function ofEncounter(encounter: EncounterFact, ended: EndedPains, context: RuleContext): readonly Pain[] {
  const reasons = encounter.reasons.flatMap((reason) => {
    const found = painMatch(reason.concept, [], encounter.reference, context);
    return found ? [{ ...found, reason }] : [];
  });
  const { reading } = context.content;
  if (reasons.length === 0 || reading['void-encounters'].includes(encounter.status ?? '')) return [];
  const isThisVisit = context.encounterId !== undefined && encounter.id === context.encounterId;
  const isOpen = reading['open-encounters'].includes(encounter.status ?? '');
  const dated = context.when(encounter.date ? [encounter.date] : []);
  const when: When = isThisVisit && dated.kind !== 'dated' ? { kind: 'dated', day: context.asOf, text: '' } : dated;
  if (when.kind === 'future') {
    context.skip('back-pain', 'future-date', encounter.reference);
    return [];
  }
  const day = when.kind === 'dated' ? when.day : undefined;
  return reasons
    .filter(({ kind, match, reason }) => !ended.cancel({ kind, match }, reason.reference, day, encounter.reference))
    .map(({ match, kind, reason }) => ({
      kind,
      from: 'encounter',
      match,
      reference: encounter.reference,
      live: true,
      here: isOpen && (isThisVisit || day === undefined),
      ...(day === undefined ? {} : { day }),
      finding: painFinding(encounter.reference, wordsOf(reason.concept, match), match, dateText(when), 'encounter'),
    }));
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
