/**
 * Cancer: what the record holds, at which level, of which site (specification 2.2).
 *
 * Every level held is tried by the decision table; the level shown is the highest. A cancer of any age counts, whatever
 * its clinicalStatus: "had" is enough. Weak verification lowers it to `possible`.
 */
import type { CancerLevel, ConditionFact, Finding, Reason } from '../../../src/sdk/index.js';
import type { Match, RuleContext } from './context.js';
import { basisOf, finding, isDropped, isWeak, matchesIn, sourceOf, wordsOf } from './context.js';
import { beliesDisplay, namesCancer, sexHolds, textHolds } from './qualify.js';
import type { Spread } from './spread-record.js';
import { METASTASIS, SPREAD_ORDER, spreadNamed } from './spread-record.js';
import { stageOf, stagedSpreads } from './stage.js';

export const FIVE_SITES = ['breast', 'lung', 'prostate', 'kidney', 'thyroid'] as const;
const RANK: readonly CancerLevel[] = ['established', 'high-risk-other', 'possible', 'other'];

const PRIMARY = new Map(
  FIVE_SITES.flatMap((site) => [
    [`cancer-${site}`, site],
    [`cancer-${site}-history`, site],
  ]),
);
const CANCER_SETS = new Set([
  ...PRIMARY.keys(),
  ...METASTASIS,
  'cancer-other',
  'cancer-possible',
  'cancer-secondary-to-site-traps',
]);

/** One claim of one Condition: a level and a site, and whether it says that the cancer has spread. */
interface Claim {
  readonly condition: ConditionFact;
  readonly match: Match;
  readonly level: CancerLevel;
  readonly site: string;
}

export interface CancerEvidence {
  readonly level: CancerLevel;
  readonly sites: readonly string[];
  /** Every level held, for the decision table. */
  readonly levels: ReadonlySet<CancerLevel>;
  /** Sites at any level: PSA matters in possible prostate cancer too. */
  readonly held: ReadonlySet<string>;
  readonly findings: readonly Finding[];
  readonly spreads: readonly Spread[];
}

export function findCancer(context: RuleContext): CancerEvidence {
  const claims: Claim[] = [];
  const spreads: Spread[] = [];
  for (const condition of context.chart.conditions) {
    if (isDropped(condition)) continue;
    const matches = matchesIn(condition.concept, CANCER_SETS);
    if (matches.length === 0) continue;
    if (context.when(condition.dates).kind === 'future') {
      context.skip('cancer', 'future-date', condition.reference);
      continue;
    }
    const spread = spreadOf(condition, matches, context);
    if (spread) spreads.push(spread);
    const claimed = claimsOf(condition, matches, context);
    const stage = claimed[0] && stageOf(condition, claimed[0].match, context);
    if (stage) spreads.push(stage);
    claims.push(...claimed);
  }
  spreads.push(...stagedSpreads(context));
  return conclude(upgrade(claims, spreads, context), spreads);
}

/** What one match of one Condition claims, before the other Conditions are looked at. */
function claimOf(condition: ConditionFact, match: Match, context: RuleContext): Claim | undefined {
  const { meaning } = match;
  const weak = isWeak(condition) || match.meaning.uncertain === true;
  const at = (level: CancerLevel, site: string): Claim => ({
    condition,
    match,
    level: weak ? 'possible' : level,
    site,
  });
  const primary = PRIMARY.get(meaning.set);
  if (primary !== undefined) return at('established', primary);
  if (meaning.set === 'cancer-other') return at(meaning.role === 'high-risk' ? 'high-risk-other' : 'other', 'other');
  if (meaning.set === 'cancer-secondary-to-site-traps') {
    return at(meaning.role === 'secondary' ? 'high-risk-other' : 'other', 'other');
  }
  if (METASTASIS.has(meaning.set)) return at('high-risk-other', 'other');
  if (!textHolds(match, condition.concept, condition.sites)) return undefined;
  if (sexHolds(meaning, context.chart.patient?.gender) === 'otherwise') {
    return meaning.otherwise === undefined ? undefined : at(meaning.otherwise as CancerLevel, 'other');
  }
  return at('possible', meaning.site ?? 'other');
}

/** A text may name several cancers; codings of one Condition name one. */
function claimsOf(condition: ConditionFact, matches: readonly Match[], context: RuleContext): readonly Claim[] {
  const worded = matches.filter(({ meaning }) => meaning.by === 'text');
  if (worded.length > 0) return worded.flatMap((match) => claimOf(condition, match, context) ?? []);
  const claim = bestClaim(condition, matches, context);
  return claim ? [claim] : [];
}

/** The claim of a Condition: of its usable codings the one of the highest level, then the most specific. */
function bestClaim(condition: ConditionFact, matches: readonly Match[], context: RuleContext): Claim | undefined {
  let best: Claim | undefined;
  for (const match of matches) {
    const claim = claimOf(condition, match, context);
    if (!claim) continue;
    if (beliesDisplay(match, context)) {
      context.skip('cancer', 'conflicting-codes', condition.reference);
      if (!namesCancer(match.coding.display, context)) continue;
    }
    if (!best || compare(claim, best) < 0) best = claim;
  }
  return best;
}

function compare(a: Claim, b: Claim): number {
  const byLevel = RANK.indexOf(a.level) - RANK.indexOf(b.level);
  if (byLevel !== 0) return byLevel;
  if (a.match.meaning.by !== b.match.meaning.by) return a.match.meaning.by === 'code' ? -1 : 1;
  return b.match.meaning.specificity - a.match.meaning.specificity;
}

const byReference = (a: { reference: string }, b: { reference: string }): number =>
  a.reference < b.reference ? -1 : a.reference > b.reference ? 1 : 0;

/** Claims as they are shown: the strongest first, whatever the order of the chart. */
const inOrder = (a: Claim, b: Claim): number => compare(a, b) || byReference(a.condition, b.condition);

function spreadOf(condition: ConditionFact, matches: readonly Match[], context: RuleContext): Spread | undefined {
  let best: Spread | undefined;
  for (const match of matches) {
    const feature = spreadNamed(match.meaning);
    if (feature === undefined) continue;
    const conflicting = beliesDisplay(match, context);
    if (conflicting) context.skip(feature, 'conflicting-codes', condition.reference);
    const when = context.when(condition.dates);
    const date = condition.began?.text ?? (when.kind === 'dated' ? when.text : undefined);
    const words = wordsOf(condition.concept, match) + (isWeak(condition) ? ', suspected' : '');
    const { reference } = condition;
    const dated = date === undefined ? {} : { date };
    const spread: Spread = {
      reference,
      match,
      words,
      basis: match.meaning.by === 'text' ? 'text' : 'code',
      when,
      ...dated,
      feature,
      conflicting,
    };
    if (!best || SPREAD_ORDER.indexOf(feature) < SPREAD_ORDER.indexOf(best.feature)) best = spread;
  }
  return best;
}

/**
 * What one record says about another: a behaviour-unspecified neoplasm that is treated as a cancer is one, and a
 * "secondary of prostate" beside prostate cancer is that cancer's own stage 4.
 */
function upgrade(claims: readonly Claim[], spreads: readonly Spread[], context: RuleContext): readonly Claim[] {
  const { reading } = context.content;
  const neoplasms = new Set(reading['treated-as-cancer'].neoplasms.map((row) => row.code));
  const ownStage = new Map(reading['secondary-as-own-stage'].map((row) => [row.code, row.site]));
  return claims.map((claim) => {
    const { code } = claim.match.coding;
    if (claim.level === 'possible' && neoplasms.has(code) && !isWeak(claim.condition)) {
      const site = claim.site;
      const staged = spreads.some((spread) => ownStage.get(spread.match.coding.code) === site);
      if (staged || isTreated(claim, context)) return { ...claim, level: 'established' };
    }
    const site = ownStage.get(code);
    const named = (one: Claim): boolean =>
      one.site === site && (one.level === 'established' || neoplasms.has(one.match.coding.code));
    if (site !== undefined && claim.level !== 'possible' && claims.some(named)) {
      return { ...claim, level: 'established', site };
    }
    return claim;
  });
}

/** True where an antineoplastic or endocrine drug, a Procedure or a cancer care plan gives this neoplasm as its reason. */
function isTreated(claim: Claim, context: RuleContext): boolean {
  const { chart, content } = context;
  const treated = content.reading['treated-as-cancer'];
  const points = (reason: Reason): boolean =>
    reason.reference === claim.condition.reference ||
    reason.concept.codings.some((coding) => coding.code === claim.match.coding.code);
  const done = (status: string | undefined): boolean =>
    !['entered-in-error', 'cancelled', 'not-done', 'draft', 'unknown'].includes(status ?? '');
  const hasRole = (concept: Match['coding'][], roles: readonly string[]): boolean =>
    concept.some((coding) => coding.meanings.some((meaning) => roles.includes(meaning.role ?? '')));
  return (
    chart.medications.some(
      (one) =>
        done(one.status) && one.reasons.some(points) && hasRole([...one.concept.codings], treated['medication-roles']),
    ) ||
    chart.procedures.some((one) => done(one.status) && one.reasons.some(points)) ||
    chart.carePlans.some(
      (one) =>
        done(one.status) && one.reasons.some(points) && hasRole([...one.concept.codings], treated['care-plan-roles']),
    )
  );
}

function conclude(claims: readonly Claim[], spreads: readonly Spread[]): CancerEvidence {
  const target = claims.some((claim) => claim.level === 'established');
  // A metastasis is no primary of its own beside an established one of the five.
  const counted = claims.filter((claim) => !(target && isSpreadOnly(claim)));
  // A stage that says metastatic, without one of the five: some cancer has spread, wherever it began.
  const staged = target ? [] : spreads.filter((spread) => spread.basis === 'stage');
  const levels = new Set(counted.map((claim) => claim.level));
  if (staged.length > 0) levels.add('high-risk-other');
  const level = RANK.find((one) => levels.has(one)) ?? 'none';
  const sites = new Set(counted.filter((claim) => claim.level === level).map((claim) => claim.site));
  if (staged.length > 0 && level === 'high-risk-other') sites.add('other');
  const findings = [
    ...[...counted].sort(inOrder).map(claimFinding),
    ...[...staged].sort(byReference).map(stageFinding),
  ];
  return {
    level,
    sites: [...sites].sort(),
    levels,
    held: new Set(counted.map((claim) => claim.site)),
    findings,
    spreads,
  };
}

const stageFinding = (spread: Spread): Finding =>
  finding('cancer', 'stage', spread.words, { date: spread.date, sources: [sourceOf(spread.reference, spread.match)] });

/** A claim of spread alone, that says nothing of where the cancer began. */
const isSpreadOnly = ({ level, match: { meaning } }: Claim): boolean =>
  METASTASIS.has(meaning.set) || (meaning.role === 'secondary' && level !== 'established');

function claimFinding(claim: Claim): Finding {
  const { condition, match } = claim;
  const qualifiers = [
    isWeak(condition) ? condition.verification : undefined,
    condition.clinical === 'remission' ? 'in remission' : condition.clinical === 'resolved' ? 'resolved' : undefined,
    condition.clinical === 'recurrence' || condition.clinical === 'relapse' ? condition.clinical : undefined,
  ].filter((word) => word !== undefined);
  const date = condition.began?.text ?? condition.dates[0]?.text;
  const words = wordsOf(condition.concept, match);
  const said = qualifiers.filter((word) => !words.toLowerCase().includes(word));
  return finding('cancer', basisOf(match, 'code'), [words, ...said].join(', '), {
    date,
    sources: condition.concept.codings
      .filter((coding) => coding.meanings.some((meaning) => CANCER_SETS.has(meaning.set)))
      .filter((coding) => match.meaning.by !== 'text' || coding === match.coding)
      .map((coding) => sourceOf(condition.reference, { coding, meaning: coding.meanings[0] ?? match.meaning })),
  });
}
