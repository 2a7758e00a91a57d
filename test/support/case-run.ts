/** A case against the rule: its assessment, and the part of it that the case says something about. */
import type { Assessment, AssessmentRequest, CdsService, Json } from '../../src/sdk/index.js';
import { parseDay } from '../../src/sdk/index.js';
import { inputsOf } from './case-chart.js';
import type { Case } from './cases.js';

/** What makes the card of an assessment. */
export type Cards = Pick<CdsService, 'renderCard'>;

/** What the rule is asked in a case. */
export function requestOf(one: Case): AssessmentRequest {
  return {
    inputs: inputsOf(one.chart, one.inputs),
    asOf: parseDay(one.asOf) as number,
    settings: { otherCancers: one.settings?.otherCancers ?? true },
    ...(one.encounterId === undefined ? {} : { encounterId: one.encounterId }),
    ...(one.userId === undefined ? {} : { userId: one.userId }),
  };
}

/**
 * The part of an assessment that a case says something about, in the case's own words; equals `expect` where it holds.
 * @param cards make the card that tells the hours
 */
export function seen(assessment: Assessment, { expect: wanted }: Case, cards: Cards): Record<string, unknown> {
  const strengths = Object.fromEntries(
    assessment.found.filter((one) => one.strength !== undefined).map((one) => [one.criterion, one.strength]),
  );
  const criteria = new Set([
    ...assessment.features,
    ...assessment.found.map((one) => one.criterion),
    ...assessment.notes,
  ]);
  const lines = [...assessment.found.map((one) => one.text), assessment.reasonText ?? ''];
  const pick = <T>(list: readonly T[] | undefined, holds: (one: T) => boolean): readonly T[] | undefined =>
    list?.filter(holds);
  /** Those of the list that hold; for an empty list, which means "none", all that there are. */
  const pickOf = <T>(list: readonly T[] | undefined, all: readonly T[], holds: (one: T) => boolean): readonly T[] =>
    list?.length ? list.filter(holds) : all;
  return {
    tier: assessment.tier ?? 'none',
    ...('reason' in wanted ? { reason: assessment.reason } : {}),
    ...('level' in wanted ? { level: assessment.cancer.level } : {}),
    ...('sites' in wanted ? { sites: assessment.cancer.sites } : {}),
    ...('features' in wanted ? { features: assessment.features } : {}),
    ...('strengths' in wanted
      ? { strengths: Object.fromEntries(Object.keys(wanted.strengths ?? {}).map((name) => [name, strengths[name]])) }
      : {}),
    ...('variant' in wanted ? { variant: assessment.variant ?? 'none' } : {}),
    ...('not' in wanted ? { not: pick(wanted.not, (name) => !criteria.has(name)) } : {}),
    ...('found' in wanted ? { found: pick(wanted.found, (name) => criteria.has(name)) } : {}),
    ...('notFound' in wanted
      ? { notFound: pickOf(wanted.notFound, assessment.notFound, (name) => assessment.notFound.includes(name)) }
      : {}),
    ...('unsaid' in wanted ? { unsaid: pick(wanted.unsaid, (name) => !assessment.notFound.includes(name)) } : {}),
    ...('notEvaluated' in wanted
      ? {
          notEvaluated: pickOf(wanted.notEvaluated, assessment.notEvaluated, (row) =>
            assessment.notEvaluated.some((one) => one.criterion === row.criterion && one.reason === row.reason),
          ),
        }
      : {}),
    ...('unavailable' in wanted
      ? {
          unavailable: pickOf(wanted.unavailable, assessment.unavailable, (row) =>
            assessment.unavailable.some((one) => one.input === row.input && one.state === row.state),
          ),
        }
      : {}),
    ...('notes' in wanted
      ? { notes: pickOf(wanted.notes, assessment.notes, (name) => assessment.notes.includes(name)) }
      : {}),
    ...('says' in wanted ? { says: pick(wanted.says, (words) => lines.some((line) => line.includes(words))) } : {}),
    ...('dates' in wanted ? { dates: datesOf(assessment, Object.keys(wanted.dates ?? {})) } : {}),
    ...('hours' in wanted ? { hours: hoursUntilMri(assessment, cards) } : {}),
    ...('saysNot' in wanted
      ? { saysNot: pick(wanted.saysNot, (words) => !lines.some((line) => line.includes(words))) }
      : {}),
  };
}

/** The date of the first line of each criterion, `none` where that line has no date. */
function datesOf({ found }: Assessment, criteria: readonly string[]): Record<string, string | undefined> {
  const first = (name: string) => found.find(({ criterion }) => criterion === name);
  return Object.fromEntries(criteria.map((name) => [name, first(name) && (first(name)?.date ?? 'none')]));
}

const NOW = '2026-06-15T10:00:00.000Z';

/** Hours from now until the MRI that the card's order asks for, at the latest. */
export function hoursUntilMri(assessment: Assessment, cards: Cards): number {
  const card = cards.renderCard(
    assessment,
    {
      selectionBehavior: 'any',
      emergencyContact: '',
      emergencyContactOutOfHours: '',
      mriContrast: 'without',
      guidance: 'uk',
    },
    { patientId: 'p1', now: NOW, newUuid: () => '00000000-0000-4000-8000-000000000000' },
  );
  const order = card?.suggestions?.[0]?.actions[0]?.resource as Json | undefined;
  const end = (order?.['occurrencePeriod'] as Json | undefined)?.['end'];
  return (Date.parse(String(end)) - Date.parse(NOW)) / 3_600_000;
}

/** The case with ids that do not depend on the order of its rows, in that order and in the opposite one. */
export function bothWays(one: Case): readonly [Case, Case] {
  const chart = one.chart.map((row, index) => withId(row, index));
  return [
    { ...one, chart },
    { ...one, chart: [...chart].reverse() },
  ];
}

function withId(row: Case['chart'][number], index: number): Case['chart'][number] {
  const [type, fields] = Object.entries(row)[0] ?? ['', {}];
  return { [type]: { id: type === 'Patient' ? 'p1' : `r${index}`, ...(fields as object) } };
}

/** What must not depend on the order of the chart. */
export const summary = (assessment: Assessment) => ({
  tier: assessment.tier,
  reason: assessment.reason,
  cancer: assessment.cancer,
  features: assessment.features,
  variant: assessment.variant,
});
