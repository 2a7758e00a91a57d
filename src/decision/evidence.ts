/**
 * What a card rests on, in the few names and dates by which two cards are compared: never a value, never a text of the
 * chart. It is kept with the decision, so that a snooze is measured against what was known when it was given. Pure.
 */
import { parseFhirDate, parseDay } from '../fhir/dates.js';
import type { Assessment, CancerLevel, Finding, Tier } from '../sdk/assessment.js';

export interface EvidenceSnapshot {
  /** The contract's evidenceKey: a digest of tenant, patient, sites and level, emergency and major names, newest emergency date. */
  readonly key: string;
  readonly tier: Tier;
  readonly level: CancerLevel;
  readonly sites: readonly string[];
  /** Names of the features found with that strength, sorted. */
  readonly emergency: readonly string[];
  readonly major: readonly string[];
  /** Every feature by name: emergency, major and minor. */
  readonly features: readonly string[];
  /** Dates of emergency findings as written (`2026-06-12`, `2026-06`), sorted, each once. */
  readonly emergencyDates: readonly string[];
  /** Digests of where the cancer, the spinal pain and the emergency findings stand in the chart. */
  readonly entries: {
    readonly cancer: readonly string[];
    readonly pain: readonly string[];
    readonly emergency: readonly string[];
  };
  /** Every pain on the problem list began longer ago than the service's table says. */
  readonly longStanding: boolean;
}

/** Whose evidence it is; `patient` is the keyed digest, never the id. */
export interface Subject {
  readonly tenant: string;
  readonly patient: string;
}

/** Turns a text into a digest that only the holder of the key can make. */
export type Digest = (text: string) => string;

/**
 * The evidence of a card; `undefined` where the assessment reaches no tier.
 * @param longStandingDays pain that began longer ago is long-standing; absent: none is
 */
export function evidenceOf(
  assessment: Assessment,
  subject: Subject,
  digest: Digest,
  longStandingDays = Infinity,
): EvidenceSnapshot | undefined {
  const { tier, cancer, found, features } = assessment;
  if (tier === null) return undefined;
  const ofStrength = (strength: Finding['strength']): Finding[] => found.filter((one) => one.strength === strength);
  const ofCriterion = (criterion: string): Finding[] => found.filter((one) => one.criterion === criterion);
  const urgent = ofStrength('emergency');
  const [emergency, major] = [namesOf(urgent), namesOf(ofStrength('major'))];
  const emergencyDates = sorted(urgent.flatMap(({ date }) => (date === undefined ? [] : [date])));
  const sites = sorted(cancer.sites);
  const places = (findings: readonly Finding[]): readonly string[] =>
    sorted(
      findings.flatMap((one) =>
        placesOf(one).map((place) => digest(`entry ${subject.tenant} ${subject.patient} ${place}`)),
      ),
    );
  return {
    key: digest(
      JSON.stringify([
        'evidence',
        subject.tenant,
        subject.patient,
        sites,
        cancer.level,
        emergency,
        major,
        emergencyDates.at(-1) ?? '',
      ]),
    ),
    tier,
    level: cancer.level,
    sites,
    emergency,
    major,
    features,
    emergencyDates,
    entries: {
      cancer: places(ofCriterion('cancer')),
      pain: places(ofCriterion('back-pain')),
      emergency: places(urgent),
    },
    longStanding: isLongStanding(ofCriterion('back-pain'), assessment.asOf, longStandingDays),
  };
}

/** Where a finding stands. One that names no place is known by what it says: a changed word counts as new. */
const placesOf = ({ sources, text, date }: Finding): readonly string[] => {
  const references = sources.map(({ reference }) => reference).filter((reference) => reference !== '');
  return references.length > 0 ? references : [`${text}|${date ?? ''}`];
};

const namesOf = (findings: readonly Finding[]): readonly string[] => sorted(findings.map(({ criterion }) => criterion));
const sorted = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort();

/** By the problem list alone: a visit's reason is a contact, and its date says nothing of when the pain began. */
function isLongStanding(pains: readonly Finding[], asOf: string, days: number): boolean {
  const today = parseDay(asOf);
  const listed = pains.filter(({ sources }) => sources.some(({ reference }) => reference.startsWith('Condition/')));
  return (
    today !== undefined &&
    listed.length > 0 &&
    listed.every(({ date }) => {
      const began = parseFhirDate(date);
      return began !== undefined && today - began.end > days;
    })
  );
}

/** From the least to the most; `incomplete` says that something could not be read, so it is on no scale with the others. */
const TIER_RANK: Readonly<Record<Tier, number>> = { incomplete: 0, recommended: 1, urgent: 2, emergency: 3 };
const LEVEL_RANK: Readonly<Record<CancerLevel, number>> = {
  none: 0,
  other: 1,
  possible: 2,
  'high-risk-other': 3,
  established: 4,
};

/** True where `now` says nothing that `then` did not: no higher tier, no new feature, no newer emergency, no new cancer. */
export function saysNothingNew(now: EvidenceSnapshot, then: EvidenceSnapshot): boolean {
  return (
    (now.tier === 'incomplete') === (then.tier === 'incomplete') &&
    TIER_RANK[now.tier] <= TIER_RANK[then.tier] &&
    within(now.emergency, then.emergency) &&
    within(now.major, [...then.emergency, ...then.major]) &&
    !hasNewerEmergency(now, then) &&
    LEVEL_RANK[now.level] <= LEVEL_RANK[then.level] &&
    within(now.sites, then.sites)
  );
}

/** A date that was there then is not newer; of an imprecise one the latest day counts now, and the earliest then. */
function hasNewerEmergency(now: EvidenceSnapshot, then: EvidenceSnapshot): boolean {
  const newest = Math.max(-Infinity, ...then.emergencyDates.map((date) => parseFhirDate(date)?.start ?? -Infinity));
  return now.emergencyDates.some(
    (date) => !then.emergencyDates.includes(date) && (parseFhirDate(date)?.end ?? Infinity) > newest,
  );
}

/** True where every cancer, pain and emergency entry of `now` was there then. */
export const hasNoNewEntry = (now: EvidenceSnapshot, then: EvidenceSnapshot): boolean =>
  within(now.entries.cancer, then.entries.cancer) &&
  within(now.entries.pain, then.entries.pain) &&
  within(now.entries.emergency, then.entries.emergency);

/** True where every text of the first list stands in the second. */
export const within = (some: readonly string[], all: readonly string[]): boolean =>
  some.every((one) => all.includes(one));
