/** The records of emergency features: Conditions, reasons of visits, affirmed Observations and conclusions of reports. */
import type { ConditionFact, Meaning } from '../../../../src/sdk/index.js';
import type { Match, RuleContext, When } from '../context.js';
import { abatedDay, isDropped, isFinal, isLive, isWeak, matchesIn, wordsOf } from '../context.js';
import { beliesDisplay, textHolds } from '../qualify.js';
import { conclusionsOf } from '../report-conclusions.js';
import { bilateralSigns } from './bilateral.js';
import type { Sign } from './sign.js';
import { EMERGENCY_FEATURES, REPORTED } from './sign.js';

const EMERGENCY_SET = 'feature-emergency-neuro';
const SETS = new Set([EMERGENCY_SET, 'back-pain', 'feature-pain-character', 'feature-constitutional']);
const NAMES: ReadonlySet<string> = new Set(EMERGENCY_FEATURES);

/** Every record of an emergency feature in the chart, whatever its strength. */
export function emergencySigns(context: RuleContext): readonly Sign[] {
  return [
    ...conditionSigns(context),
    ...visitSigns(context),
    ...observationSigns(context),
    ...reportSigns(context),
    ...bilateralSigns(context),
  ];
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
      // A Condition that is over is judged by its own dates; one that is live was seen again at the visit.
      const condition = context.conditionOf(reason.reference);
      if (condition && (isDropped(condition) || !isLive(condition, context.asOf))) return [];
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

/** A scan that concludes a compression must not, by having been made, silence the card: its conclusion counts as a finding. */
function reportSigns(context: RuleContext): readonly Sign[] {
  const named = (meanings: readonly Meaning[]) => {
    const meaning = meanings.find(({ set, feature }) => set === EMERGENCY_SET && REPORTED.has(feature ?? ''));
    return meaning?.feature === undefined ? undefined : { meaning, feature: meaning.feature };
  };
  return conclusionsOf(context, named)
    .filter(({ conflicting }) => !conflicting)
    .map(({ report, match, feature, when, words }) => ({
      feature,
      match,
      reference: report.reference,
      live: true,
      when,
      words,
      basis: 'report' as const,
      majorOnly: match.meaning.strength === 'major',
    }));
}
