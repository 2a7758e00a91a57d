/**
 * The rule: `assess(request) → Assessment`. Pure: the same chart, day and settings always give the same assessment.
 *
 * Order: who is it for, is there a cancer, is there spinal pain, which features, the table; then what could not be read.
 * Nothing that is missing lowers a tier, and nothing that is missing is called absent.
 */
import type {
  Assessment,
  AssessmentRequest,
  ChartInputs,
  Finding,
  InputName,
  NotEvaluated,
  ServiceContent,
  Unavailable,
} from '../../src/sdk/index.js';
import { INPUTS, buildChart, formatDay, isAvailable } from '../../src/sdk/index.js';
import type { RuleContent } from './content.js';
import { ageOf, isDeceased } from './evidence/age.js';
import type { Pain, SpinalPain } from './evidence/back-pain.js';
import { findSpinalPain } from './evidence/back-pain.js';
import type { CancerEvidence } from './evidence/cancer.js';
import { findCancer } from './evidence/cancer.js';
import { RuleContext } from './evidence/context.js';
import type { Feature } from './evidence/feature.js';
import type { FeatureEvidence } from './evidence/features.js';
import { findFeatures } from './evidence/features.js';
import { findNotes } from './evidence/notes.js';
import { createTextReader } from './evidence/text.js';
import type { SuppressionFacts } from './suppression/index.js';
import { doneLines, suppress, suppressionFacts } from './suppression/index.js';
import type { Triage } from './triage.js';
import { triage } from './triage.js';
import { variantOf } from './variants.js';

export interface RuleIdentity {
  readonly id: string;
  readonly version: string;
}

const NEEDS_NO_PAIN: ReadonlySet<string> = new Set(['cord-compression', 'saddle-numbness']);
/** The note that some text was too long to be read. */
const TEXT_CUT = 'text-cut';
/** Current pains shown; the rest would only make the card longer. */
const PAINS_SHOWN = 5;

/** The chart of a request, ready to be asked, and the reader of its texts. */
function createReader(rules: RuleContent, content: ServiceContent) {
  const { terminology } = content;
  const texts = createTextReader(content);
  return function read({ inputs, asOf, encounterId }: AssessmentRequest) {
    const text = texts.forChart();
    const chart = buildChart(inputs, { terminology, isNegative: rules.isNegative, text });
    const unread = new Set(INPUTS.filter((input) => !isAvailable(inputs[input].state)));
    return { text, context: new RuleContext(chart, asOf, rules, encounterId, unread) };
  };
}

/** The first question of the rule alone: which cancer does the chart hold? */
export function createCancerQuestion(rules: RuleContent, content: ServiceContent) {
  const read = createReader(rules, content);
  return (request: AssessmentRequest): CancerEvidence['level'] => findCancer(read(request).context).level;
}

export function createAssess(rule: RuleIdentity, rules: RuleContent, content: ServiceContent) {
  const read = createReader(rules, content);
  return function assess(request: AssessmentRequest): Assessment {
    const { text, context } = read(request);
    const cancer = findCancer(context);
    const early = earlyReason(context, cancer);
    const pain = early === undefined ? findSpinalPain(context) : undefined;
    const evidence = pain && without(findFeatures(context, cancer, pain), request.ignored);
    const done = pain && evidence ? suppressionFacts(context, pain, evidence.features) : undefined;
    const decided: { tier: Triage['tier']; reason?: string } =
      pain && evidence && done
        ? unlessDone(triage(triageFacts(request, context, cancer, pain, evidence)), done)
        : { tier: null, reason: early ?? '' };
    const forClinician = !isPatientView(request.userId);
    const tier = forClinician ? decided.tier : null;
    const reason = forClinician ? decided.reason : 'not-a-clinician';
    const incomplete = tier === null && isIncomplete(request.inputs, cancer, reason);
    const shown = pain && evidence ? shownPain(pain, evidence) : [];
    const features = evidence?.features ?? [];
    const reached = incomplete ? ('incomplete' as const) : tier;
    const unavailable = unavailableInputs(request.inputs);
    const variant = variantOf(reached, features, cancer, done);
    return {
      tier: reached,
      ...(reached === null && reason !== undefined ? { reason, reasonText: '' } : {}),
      ...(variant === undefined ? {} : { variant }),
      asOf: formatDay(request.asOf),
      rule: { ...rule, contentHash: content.contentHash },
      settings: request.settings,
      cancer: { level: cancer.level, sites: cancer.sites },
      features: features.map((feature) => feature.name).sort(),
      found: [
        ...unique(cancer.findings),
        ...unique(shown),
        ...byStrength(features),
        ...(evidence?.context ?? []),
        ...(done ? doneLines(reached, done) : []),
      ],
      ...gaps(request.inputs, context, evidence),
      unavailable,
      notes: evidence ? [...findNotes(context), ...(text.isCut() ? [TEXT_CUT] : [])] : [],
    };
  };
}

/** The decision of the table, unless what was done already hides it. */
function unlessDone(decided: Triage, done: SuppressionFacts): { tier: Triage['tier']; reason?: string } {
  return decided.tier === null ? decided : suppress(decided.tiers, done);
}

/** The evidence less the features that a what-if leaves out. */
function without(evidence: FeatureEvidence, ignored: ReadonlySet<string> | undefined): FeatureEvidence {
  if (!ignored) return evidence;
  const lookedFor = evidence.lookedFor.filter(({ name }) => !ignored.has(name));
  return { ...evidence, features: evidence.features.filter(({ name }) => !ignored.has(name)), lookedFor };
}

/** Reasons that go before everything else; features are not evaluated then. */
function earlyReason(context: RuleContext, cancer: CancerEvidence): string | undefined {
  const { patient } = context.chart;
  if (isDeceased(patient, context.asOf)) return 'deceased';
  const age = ageOf(patient, context.asOf);
  if (age !== undefined && age < context.threshold['adult-age']) return 'under-18';
  return cancer.level === 'none' ? 'no-cancer' : undefined;
}

const isPatientView = (userId: string | undefined): boolean =>
  userId !== undefined && /^(?:.*\/)?(?:Patient|RelatedPerson)\//.test(userId);

function triageFacts(
  request: AssessmentRequest,
  context: RuleContext,
  cancer: CancerEvidence,
  pain: SpinalPain,
  evidence: FeatureEvidence,
) {
  const { threshold } = context;
  const isNew = (feature: Feature): boolean =>
    feature.strength === 'emergency' &&
    feature.day !== undefined &&
    context.within(feature.day, threshold['emergency-recent']);
  return {
    levels: cancer.levels,
    pain,
    features: evidence.features,
    otherCancers: request.settings.otherCancers,
    needsNoPain: NEEDS_NO_PAIN,
    newEmergencies: evidence.features.filter(isNew).length,
    emergenciesWithoutPain: threshold['emergency-pair-without-pain'],
    minorGroups: threshold['minor-groups'],
  };
}

/** Contract section 5, rules 3 and 4: silence is not allowed where what would have spoken could not be read. */
function isIncomplete(inputs: ChartInputs, cancer: CancerEvidence, reason: string | undefined): boolean {
  if (['not-a-clinician', 'deceased', 'under-18'].includes(reason ?? '')) return false;
  const ended = (names: readonly InputName[], states: readonly string[]): boolean =>
    names.some((name) => states.includes(inputs[name].state));
  if (ended(['patient', 'conditions'], ['not-permitted', 'error', 'timeout', 'truncated'])) return true;
  if (cancer.level === 'none' || ['hospice', 'imaging-done', 'imaging-ordered'].includes(reason ?? '')) return false;
  return ended(['conditions', 'encounters', 'observations'], ['error', 'timeout', 'truncated']);
}

/** The pain the decision rests on: current, else still listed, else (for an emergency) any on record. */
function shownPain(pain: SpinalPain, evidence: FeatureEvidence): readonly Finding[] {
  const open = evidence.features.some((feature) => feature.strength === 'emergency');
  const pains =
    pain.current.length > 0 ? pain.current : pain.listed.length > 0 ? pain.listed : open ? pain.recorded : [];
  return unique(pains.map((one) => describePain(one, pain))).slice(0, PAINS_SHOWN);
}

function describePain(one: Pain, pain: SpinalPain): Finding {
  const remarks = [
    one.match.meaning.role === 'weak' ? 'sprain/strain, stenosis or disc code' : undefined,
    pain.current.length === 0 && pain.listed.includes(one) ? 'still on the problem list; still present?' : undefined,
    one.day === undefined ? 'date not recorded' : undefined,
  ].filter((remark) => remark !== undefined);
  return remarks.length === 0 ? one.finding : { ...one.finding, text: `${one.finding.text} (${remarks.join('; ')})` };
}

/** One line for records that say the same of the same date. */
function unique(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ criterion, text, date }) => {
    const key = `${criterion}|${text}|${date ?? ''}`;
    return seen.has(key) ? false : seen.add(key);
  });
}

const STRENGTHS = ['emergency', 'major', 'minor', 'context'];

function byStrength(features: readonly Feature[]): readonly Finding[] {
  const rank = (feature: Feature): number => STRENGTHS.indexOf(feature.strength);
  return [...features]
    .sort((a, b) => rank(a) - rank(b) || (b.day ?? 0) - (a.day ?? 0) || a.name.localeCompare(b.name))
    .flatMap((feature) => feature.findings);
}

const unavailableInputs = (inputs: ChartInputs): readonly Unavailable[] =>
  INPUTS.filter((input) => !isAvailable(inputs[input].state)).map((input) => {
    const { state, why, release } = inputs[input];
    return { input, state, ...(release === undefined || why === undefined ? {} : { why }) };
  });

/** What was looked for and not found, and what could not be looked for: never the same thing. */
function gaps(
  inputs: ChartInputs,
  context: RuleContext,
  evidence: FeatureEvidence | undefined,
): { notFound: readonly string[]; notEvaluated: readonly NotEvaluated[] } {
  const skipped = context.notEvaluated;
  if (!evidence) return { notFound: [], notEvaluated: skipped };
  const found = new Set([
    ...evidence.features.map((feature) => feature.name),
    ...evidence.context.map((line) => line.criterion),
  ]);
  const open = evidence.lookedFor.filter(({ name }) => !found.has(name));
  const unread = open.filter((row) => row.inputs.some((input) => !isAvailable(inputs[input].state)));
  const unclear = new Set([...unread.map((row) => row.name), ...skipped.map((row) => row.criterion)]);
  return {
    notFound: open
      .map((row) => row.name)
      .filter((name) => !unclear.has(name))
      .sort(),
    notEvaluated: [
      ...skipped.filter((row) => !found.has(row.criterion) || row.reason !== 'one-value'),
      ...unread.map((row) => ({ criterion: row.name, reason: 'input-unavailable' as const })),
    ],
  };
}
