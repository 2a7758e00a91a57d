/**
 * Emergency features: signs of cord or cauda equina compression, each judged by how recent, how new, and what else
 * explains it (specification 3.1). One finding a feature: the strongest, then the newest.
 */
import type { ConditionFact, Day, Finding, Strength } from '../../../src/sdk/index.js';
import type { Asserted } from './asserted.js';
import { assertedByRecords } from './asserted.js';
import type { SpinalPain } from './back-pain.js';
import { isFinal } from './back-pain.js';
import type { Match, RuleContext, When } from './context.js';
import { abatedDay, basisOf, finding, isDropped, isLive, isWeak, matchesIn, sourceOf, wordsOf } from './context.js';
import { lastWholeSpineMri } from './imaging.js';
import { beliesDisplay, textHolds } from './qualify.js';
import { stableCause } from './stable-cause.js';

const SETS = new Set(['feature-emergency-neuro', 'back-pain', 'feature-pain-character', 'feature-constitutional']);
export const EMERGENCY_FEATURES = [
  'cord-compression',
  'saddle-numbness',
  'bladder-bowel',
  'limb-weakness',
  'gait-disturbance',
  'sensory-loss',
  'bilateral-radicular-pain',
  'thoracic-radicular-pain',
] as const;
const NAMES: ReadonlySet<string> = new Set(EMERGENCY_FEATURES);
/** These stay new for a year, and no other cause explains them away. */
const CORD: ReadonlySet<string> = new Set(['cord-compression', 'saddle-numbness']);
/** Features of the cauda equina pattern: MRI within 4 hours of request. */
const CAUDA_EQUINA: ReadonlySet<string> = new Set(['saddle-numbness', 'bladder-bowel', 'bilateral-radicular-pain']);

/** One record of an emergency feature. */
interface Sign {
  readonly feature: string;
  readonly match: Match;
  readonly reference: string;
  readonly live: boolean;
  readonly when: When;
  readonly began?: Day;
  readonly abated?: Day;
  readonly words: string;
  readonly basis: Finding['basis'];
  readonly condition?: ConditionFact;
  /** The row says that it is never an emergency by itself (or only with a text that is not there). */
  readonly majorOnly: boolean;
}

export interface EmergencyEvidence {
  readonly feature: string;
  readonly strength: Strength;
  readonly day?: Day;
  /** The newest day of all its records; `undated` where one that makes it an emergency has no date. */
  readonly asserted: Asserted;
  readonly caudaEquina: boolean;
  readonly finding: Finding;
}

type Judged = Omit<EmergencyEvidence, 'asserted'>;

export function findEmergencySigns(context: RuleContext, pain: SpinalPain): readonly EmergencyEvidence[] {
  const signs = [...conditionSigns(context), ...visitSigns(context), ...observationSigns(context)];
  signs.push(...bilateralPairs(signs, context));
  const judged = signs.flatMap((sign) => {
    const evidence = judge(sign, signs, context, pain);
    return evidence ? [evidence] : [];
  });
  const order: readonly Strength[] = ['emergency', 'major', 'minor', 'context'];
  judged.sort(
    (a, b) =>
      order.indexOf(a.strength) - order.indexOf(b.strength) ||
      (b.day ?? -Infinity) - (a.day ?? -Infinity) ||
      (a.finding.sources[0]?.reference ?? '').localeCompare(b.finding.sources[0]?.reference ?? ''),
  );
  const best = new Map<string, Judged>();
  for (const one of judged) if (!best.has(one.feature)) best.set(one.feature, one);
  return [...best.values()].map((one) => ({
    ...one,
    asserted: assertedByRecords(judged.filter((same) => same.feature === one.feature)),
  }));
}

/** The feature a match names on this record, and whether its conditions make it major at most. */
function featureOf(
  match: Match,
  concept: ConditionFact['concept'],
  sites: readonly string[],
): { feature: string; majorOnly: boolean } | undefined {
  const { meaning } = match;
  if (meaning.role === 'limb-text-makes-limb-weakness') {
    return textHolds(match, concept, sites) ? { feature: 'limb-weakness', majorOnly: false } : undefined;
  }
  if (meaning.feature === undefined || !NAMES.has(meaning.feature)) return undefined;
  const holds = textHolds(match, concept, sites);
  if (!holds && meaning.otherwise !== 'major') return undefined;
  return { feature: meaning.feature, majorOnly: meaning.strength === 'major' || !holds };
}

interface Found {
  readonly match: Match;
  readonly feature: string;
  readonly majorOnly: boolean;
}

/** The features a concept names, one match each: the most specific. */
function featuresIn(
  concept: ConditionFact['concept'],
  sites: readonly string[],
  reference: string,
  context: RuleContext,
): readonly Found[] {
  const best = new Map<string, Found>();
  for (const match of matchesIn(concept, SETS)) {
    const named = featureOf(match, concept, sites);
    if (!named) continue;
    if (beliesDisplay(match, context)) {
      context.skip(named.feature, 'conflicting-codes', reference);
      continue;
    }
    const known = best.get(named.feature);
    const better = !known || (known.match.meaning.undated === 'major' && match.meaning.undated === 'emergency');
    if (better) best.set(named.feature, { match, ...named });
  }
  return [...best.values()];
}

function conditionSigns(context: RuleContext): readonly Sign[] {
  return context.chart.conditions.flatMap((condition) => {
    if (isDropped(condition)) return [];
    return featuresIn(condition.concept, condition.sites, condition.reference, context).flatMap((found) => {
      const when = context.when(condition.dates);
      if (when.kind === 'future') {
        context.skip(found.feature, 'future-date', condition.reference);
        return [];
      }
      const began = condition.began && context.when([condition.began]);
      const abated = abatedDay(condition, context.asOf);
      return [
        {
          ...found,
          reference: condition.reference,
          live: isLive(condition, context.asOf),
          when,
          ...(began?.kind === 'dated' ? { began: began.day } : {}),
          ...(abated === undefined ? {} : { abated }),
          words: wordsOf(condition.concept, found.match) + (isWeak(condition) ? ', suspected' : ''),
          basis: 'code' as const,
          condition,
        },
      ];
    });
  });
}

/** Reasons and diagnoses of visits say that the feature was there on the day of the visit. */
function visitSigns(context: RuleContext): readonly Sign[] {
  return context.chart.encounters.flatMap((encounter) => {
    if (context.content.reading['void-encounters'].includes(encounter.status ?? '')) return [];
    const isThisVisit = context.encounterId !== undefined && encounter.id === context.encounterId;
    const dated = context.when(encounter.date ? [encounter.date] : []);
    const when: When = isThisVisit && dated.kind !== 'dated' ? { kind: 'dated', day: context.asOf, text: '' } : dated;
    return encounter.reasons.flatMap((reason) => {
      // A diagnosis of the visit that points to a Condition is judged as that Condition, with its status and dates.
      if (context.chart.conditions.some((condition) => condition.reference === reason.reference)) return [];
      return featuresIn(reason.concept, [], encounter.reference, context).flatMap((found) => {
        if (when.kind === 'future') context.skip(found.feature, 'future-date', encounter.reference);
        if (when.kind !== 'dated') return [];
        const words = wordsOf(reason.concept, found.match);
        return [{ ...found, reference: encounter.reference, live: true, when, words, basis: 'encounter' as const }];
      });
    });
  });
}

function observationSigns(context: RuleContext): readonly Sign[] {
  return context.chart.observations.inSets(SETS).flatMap((observation) => {
    if (observation.negative || !isFinal(observation.status, context)) return [];
    const concept = matchesIn(observation.value, SETS).length > 0 ? observation.value : observation.concept;
    const when = context.when(observation.date ? [observation.date] : []);
    return featuresIn(concept, observation.sites, observation.reference, context).flatMap((found) => {
      if (when.kind === 'future') {
        context.skip(found.feature, 'future-date', observation.reference);
        return [];
      }
      const words = wordsOf(concept, found.match);
      return [{ ...found, reference: observation.reference, live: true, when, words, basis: 'code' as const }];
    });
  });
}

/** Left and right sciatica within the window are bilateral radicular pain, dated by the later one. */
function bilateralPairs(signs: readonly Sign[], context: RuleContext): readonly Sign[] {
  const sided = context.chart.conditions.filter(
    (condition) => !isDropped(condition) && isLive(condition, context.asOf),
  );
  const codeIn = (condition: ConditionFact, codes: readonly string[]): Match | undefined =>
    matchesIn(condition.concept, SETS).find(({ coding }) => codes.some((code) => squash(code) === squash(coding.code)));
  return context.content.pairs.flatMap((pair) => {
    if (signs.some((sign) => sign.feature === pair.feature)) return [];
    for (const left of sided) {
      const leftMatch = codeIn(left, pair.left);
      const leftWhen = leftMatch && context.when(left.dates);
      if (!leftMatch || leftWhen?.kind !== 'dated') continue;
      for (const right of sided) {
        const rightMatch = codeIn(right, pair.right);
        const rightWhen = rightMatch && context.when(right.dates);
        if (!rightMatch || rightWhen?.kind !== 'dated') continue;
        if (Math.abs(leftWhen.day - rightWhen.day) > pair.withinDays) continue;
        const newest = leftWhen.day >= rightWhen.day ? leftWhen : rightWhen;
        const words = `${wordsOf(left.concept, leftMatch)} and ${wordsOf(right.concept, rightMatch)}`;
        const later = newest === leftWhen ? left : right;
        const match = newest === leftWhen ? leftMatch : rightMatch;
        return [
          {
            feature: pair.feature,
            match,
            reference: later.reference,
            live: true,
            when: newest,
            words,
            basis: 'code',
            condition: later,
            majorOnly: false,
          },
        ];
      }
    }
    return [];
  });
}

const squash = (code: string): string => code.replace(/[\s.]/g, '').toUpperCase();

/** The strength of one record: rules 1 to 3 of specification 3.1, then its table of what counts otherwise. */
function judge(sign: Sign, all: readonly Sign[], context: RuleContext, pain: SpinalPain): Judged | undefined {
  const strength = strengthOf(sign, all, context, pain);
  if (!strength) return undefined;
  const { match, feature } = sign;
  const date = sign.when.kind === 'dated' && sign.when.text !== '' ? sign.when.text : undefined;
  const words = [sign.words, strength.why].filter((text) => text !== undefined).join('; ');
  return {
    feature,
    strength: strength.strength,
    ...(sign.when.kind === 'dated' ? { day: sign.when.day } : {}),
    caudaEquina: CAUDA_EQUINA.has(feature) || match.meaning.pattern === 'cauda-equina',
    finding: finding(feature, basisOf(match, sign.basis), words, {
      strength: strength.strength,
      date,
      sources: [sourceOf(sign.reference, match)],
    }),
  };
}

interface Judgement {
  readonly strength: Strength;
  /** Words for the card; absent where there is nothing to add. */
  readonly why?: string;
}

function strengthOf(sign: Sign, all: readonly Sign[], context: RuleContext, pain: SpinalPain): Judgement | undefined {
  const { threshold } = context;
  const { when } = sign;
  const bedbound = sign.match.meaning.role === 'bedbound';
  if (when.kind !== 'dated') {
    if (!sign.live) return undefined;
    const undated = sign.majorOnly ? 'major' : (sign.match.meaning.undated ?? 'major');
    return { strength: bedbound ? 'context' : undated, why: 'date not recorded' };
  }
  const age = context.age(when.day);
  if (!sign.live) {
    const recently =
      age <= threshold['emergency-recent'] ||
      (sign.abated !== undefined && context.within(sign.abated, threshold['emergency-recent']));
    return recently
      ? { strength: 'major', why: 'transient deficit still needs assessment' }
      : { strength: 'context', why: 'recorded as over' };
  }
  const imaged = lastWholeSpineMri(context);
  const imagedSince = imaged !== undefined && imaged > when.day;
  if (age > threshold['emergency-unless-imaged']) return { strength: 'context', why: 'an old record' };
  if (age > threshold['emergency-recent'] && imagedSince) {
    const major = age <= threshold['emergency-major-after-imaging'];
    return { strength: major ? 'major' : 'context', why: 'whole-spine MRI since' };
  }
  const longStanding = longStandingSince(sign, all, context);
  if (longStanding !== undefined) {
    return {
      strength: bedbound ? 'context' : 'major',
      why: `long-standing since ${longStanding}; ask whether it has changed`,
    };
  }
  if (!CORD.has(sign.feature)) {
    const cause = stableCause(sign.feature, sign.began ?? when.day, context, pain);
    if (cause !== undefined) {
      return { strength: bedbound ? 'context' : 'major', why: `${cause} recorded before; ask whether it has changed` };
    }
  }
  return { strength: sign.majorOnly ? 'major' : 'emergency' };
}

/** Since when the feature is long-standing, as a date; `undefined` where it is new, or has worsened. */
function longStandingSince(sign: Sign, all: readonly Sign[], context: RuleContext): string | undefined {
  const { threshold } = context;
  if (sign.when.kind !== 'dated' || hasWorsened(sign, all, context)) return undefined;
  const same = all.filter((one) => one.feature === sign.feature && one.when.kind === 'dated');
  const dayOf = (one: Sign): Day => (one.when.kind === 'dated' ? one.when.day : 0);
  const newest = Math.max(...same.map(dayOf));
  const older = same.filter((one) => newest - dayOf(one) > threshold['emergency-new-gap']);
  if (CORD.has(sign.feature)) {
    const imaged = lastWholeSpineMri(context);
    const old = older.find(
      (one) =>
        context.age(dayOf(one)) > threshold['emergency-cord-stays-new'] ||
        (imaged !== undefined && imaged > dayOf(one)),
    );
    return old && textOf(old);
  }
  const oldOnset = same.find(
    (one) => one.began !== undefined && context.age(one.began) > threshold['emergency-old-onset'],
  );
  if (oldOnset) return oldOnset.condition?.began?.text;
  return older[0] && textOf(older[0]);
}

const textOf = (sign: Sign): string | undefined => (sign.when.kind === 'dated' ? sign.when.text : undefined);

/** Worsening documented: severity raised, words that say so, or a specific code in place of a vaguer one. */
function hasWorsened(sign: Sign, all: readonly Sign[], context: RuleContext): boolean {
  const { reading } = context.content;
  const text = sign.condition?.concept.text?.toLowerCase() ?? '';
  if (reading['worsening-words'].some((word) => text.includes(word)) && !/\b(no|not|without|denies)\b/.test(text))
    return true;
  const severity = (one: Sign): number =>
    Math.max(
      -1,
      ...(one.condition?.severity.codings ?? []).map((coding) => reading.severities.order.indexOf(coding.code)),
    );
  const before = all.filter(
    (one) =>
      one.feature === sign.feature &&
      one !== sign &&
      one.when.kind === 'dated' &&
      sign.when.kind === 'dated' &&
      one.when.day < sign.when.day,
  );
  if (before.length === 0) return false;
  const raised = severity(sign) > -1 && before.every((one) => severity(one) > -1 && severity(sign) > severity(one));
  const specific =
    sign.match.meaning.undated === 'emergency' && before.every((one) => one.match.meaning.undated === 'major');
  return raised || specific;
}
