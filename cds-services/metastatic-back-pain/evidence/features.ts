/** The features of the rule: which function reads each, and which inputs it needs before "not found" may be said. */
import type { Finding, InputName } from '../../../src/sdk/index.js';
import { ageOf } from './age.js';
import type { SpinalPain } from './back-pain.js';
import type { CancerEvidence } from './cancer.js';
import { codedMinor, painCharacter, thoracicPain, vertebralFracture } from './coded.js';
import type { RuleContext } from './context.js';
import { finding, isDropped, isLive, matchesIn, sourceOf } from './context.js';
import { EMERGENCY_FEATURES, REPORTED, findEmergencySigns } from './emergency/index.js';
import type { Feature } from './feature.js';
import { fever } from './fever.js';
import { labRows } from './labs/rows.js';
import { medicineRows } from './medicines/rows.js';
import { boneAgentLine, mergeGroups } from './medicines/treatment.js';
import { knownSpread } from './spread.js';
import { diseaseProgression } from './progression.js';
import { preliminaryLines } from './preliminary.js';
import { repeatContacts } from './repeat-contacts.js';
import { severePain } from './severe-pain.js';
import { weightContext, weightLoss } from './weight-loss.js';

const RECORDS: readonly InputName[] = ['conditions', 'encounters', 'observations'];

/** Pain character that almost only text tells. */
const TEXT_CHARACTERS = [
  'progressive-pain',
  'unremitting-pain',
  'night-pain',
  'mechanical-pain',
  'straining-pain',
  'spinal-tenderness',
] as const;

const NOT_BACK_PAIN = new Set(['back-pain-excluded']);
const ACT_CODE = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
/** Encounter classes of patients who are already in the hospital. */
export const INPATIENT: ReadonlySet<string> = new Set(['IMP', 'EMER', 'ACUTE', 'NONAC', 'OBSENC', 'SS']);

interface FeatureRow {
  readonly name: string;
  /** All of them must have been read before the feature may be called "not found". */
  readonly inputs: readonly InputName[];
  readonly read: () => Feature | undefined;
}

/** What was found, and the inputs of every feature that was looked for. */
export interface FeatureEvidence {
  readonly features: readonly Feature[];
  /** Lines that stand in `found` and count for nothing. */
  readonly context: readonly Finding[];
  readonly lookedFor: readonly { readonly name: string; readonly inputs: readonly InputName[] }[];
}

export function findFeatures(context: RuleContext, cancer: CancerEvidence, pain: SpinalPain): FeatureEvidence {
  const onlyOther = [...cancer.levels].every((level) => level === 'other');
  const rows: readonly FeatureRow[] = [
    { name: 'radicular-pain', inputs: RECORDS, read: () => painCharacter('radicular-pain', context) },
    { name: 'claudication', inputs: RECORDS, read: () => painCharacter('claudication', context) },
    ...TEXT_CHARACTERS.map((name) => ({ name, inputs: RECORDS, read: () => painCharacter(name, context) })),
    { name: 'thoracic-pain', inputs: RECORDS, read: () => thoracicPain(pain, onlyOther, context) },
    { name: 'weight-loss', inputs: RECORDS, read: () => weightLoss(context) },
    { name: 'fever', inputs: RECORDS, read: () => fever(context) },
    { name: 'vertebral-fracture', inputs: [...RECORDS, 'reports'], read: () => vertebralFracture(context) },
    ...(['known-spinal-metastases', 'known-bone-metastases', 'metastatic-disease'] as const).map((name) => ({
      name,
      inputs: ['conditions', 'observations', 'reports'] as const,
      read: () => knownSpread(name, cancer, context),
    })),
    { name: 'fatigue', inputs: RECORDS, read: () => codedMinor('fatigue', 'constitutional', context) },
    { name: 'night-sweats', inputs: RECORDS, read: () => codedMinor('night-sweats', 'constitutional', context) },
    { name: 'falls', inputs: RECORDS, read: () => codedMinor('falls', 'mobility', context) },
    { name: 'severe-pain', inputs: RECORDS, read: () => severePain(context) },
    { name: 'repeat-contacts', inputs: ['encounters'], read: () => repeatContacts(context) },
    { name: 'disease-progression', inputs: RECORDS, read: () => diseaseProgression(context) },
    ...labRows(context, cancer),
    ...medicineRows(context, pain),
  ];
  const signs = findEmergencySigns(context, pain).map((sign): Feature => ({
    name: sign.feature,
    strength: sign.strength,
    ...(sign.day === undefined ? {} : { day: sign.day }),
    asserted: sign.asserted,
    findings: sign.findings,
  }));
  const read = rows.map((row) => row.read()).filter((feature) => feature !== undefined);
  const counted = (feature: Feature): boolean => feature.strength !== 'context';
  const merged = mergeGroups(read, context);
  const lookedFor = [
    ...EMERGENCY_FEATURES.map((name) => ({
      name,
      inputs: REPORTED.has(name) ? [...RECORDS, 'reports' as const] : RECORDS,
    })),
    ...rows,
  ];
  const found = new Set([...signs, ...read].map(({ name }) => name));
  const open = new Set(lookedFor.map(({ name }) => name).filter((name) => !found.has(name)));
  return {
    features: [...signs.filter(counted), ...merged.features],
    context: [
      ...newestFirst(signs.filter((sign) => !counted(sign))).flatMap((sign) => sign.findings),
      ...ageLine(context),
      ...inpatientLine(context),
      ...cancerPainLine(context),
      ...weightContext(context),
      ...boneAgentLine(context),
      ...merged.lines,
      ...preliminaryLines(open, context),
    ],
    lookedFor,
  };
}

/** The newest first, whatever the order of the chart. */
const newestFirst = (signs: readonly Feature[]): readonly Feature[] =>
  [...signs].sort((a, b) => (b.day ?? -Infinity) - (a.day ?? -Infinity) || a.name.localeCompare(b.name));

/** Age of 50 or more is shown and never counted. */
function ageLine(context: RuleContext): readonly Finding[] {
  const { patient } = context.chart;
  const age = ageOf(patient, context.asOf);
  if (!patient || age === undefined || age < context.threshold['older-age']) return [];
  const sources = [{ reference: patient.reference }];
  return [finding('age-50-plus', 'demographic', `aged ${age}`, { strength: 'context', sources })];
}

/** The visit of the call is an admission or an emergency visit: the card then speaks to the ward. */
function inpatientLine(context: RuleContext): readonly Finding[] {
  if (context.encounterId === undefined) return [];
  const visit = context.chart.visit(context.encounterId);
  if (!visit?.classCode || !INPATIENT.has(visit.classCode)) return [];
  const sources = [{ reference: visit.reference, system: ACT_CODE, code: visit.classCode }];
  return [finding('care', 'encounter', 'in-patient or emergency visit', { strength: 'context', sources })];
}

/** Pain of a cancer whose site is not given: no back pain, but a reason to ask. */
function cancerPainLine(context: RuleContext): readonly Finding[] {
  for (const condition of context.chart.conditions) {
    if (isDropped(condition) || !isLive(condition, context.asOf)) continue;
    const match = matchesIn(condition.concept, NOT_BACK_PAIN).find(
      ({ meaning }) => meaning.role === 'cancer-pain-context',
    );
    const when = context.when(condition.dates);
    if (!match || when.kind === 'future') continue;
    const date = when.kind === 'dated' ? when.text : undefined;
    const sources = [sourceOf(condition.reference, match)];
    const text = 'cancer pain, site not given: ask about the spine';
    return [finding('treatment', 'code', text, { strength: 'context', date, sources })];
  }
  return [];
}
