/** Every case of the clinical specification, as data, against the rule. */
import type { Assessment } from '../../src/sdk/index.js';
import { parseDay } from '../../src/sdk/index.js';
import type { Case } from '../support/cases.js';
import { readCases } from '../support/cases.js';
import { inputsOf } from '../support/case-chart.js';
import { realService } from '../support/service.js';

const service = realService();
const cases = readCases();

function assess(one: Case): Assessment {
  return service.assess({
    inputs: inputsOf(one.chart, one.inputs),
    asOf: parseDay(one.asOf) as number,
    settings: { otherCancers: one.settings?.otherCancers ?? true },
    ...(one.encounterId === undefined ? {} : { encounterId: one.encounterId }),
    ...(one.userId === undefined ? {} : { userId: one.userId }),
  });
}

/** The part of an assessment that a case says something about, in the case's own words. */
function seen(assessment: Assessment, { expect: wanted }: Case): Record<string, unknown> {
  const strengths = Object.fromEntries(
    assessment.found.filter((one) => one.strength !== undefined).map((one) => [one.criterion, one.strength]),
  );
  const criteria = new Set([...assessment.features, ...assessment.found.map((one) => one.criterion)]);
  const pick = <T>(list: readonly T[] | undefined, holds: (one: T) => boolean): readonly T[] | undefined =>
    list?.filter(holds);
  return {
    tier: assessment.tier ?? 'none',
    ...('reason' in wanted ? { reason: assessment.reason } : {}),
    ...('level' in wanted ? { level: assessment.cancer.level } : {}),
    ...('sites' in wanted ? { sites: assessment.cancer.sites } : {}),
    ...('features' in wanted ? { features: assessment.features } : {}),
    ...('strengths' in wanted
      ? { strengths: Object.fromEntries(Object.keys(wanted.strengths ?? {}).map((name) => [name, strengths[name]])) }
      : {}),
    ...('variant' in wanted ? { variant: assessment.variant } : {}),
    ...('not' in wanted ? { not: pick(wanted.not, (name) => !criteria.has(name)) } : {}),
    ...('found' in wanted ? { found: pick(wanted.found, (name) => criteria.has(name)) } : {}),
    ...('notFound' in wanted ? { notFound: pick(wanted.notFound, (name) => assessment.notFound.includes(name)) } : {}),
    ...('notEvaluated' in wanted
      ? {
          notEvaluated: pick(wanted.notEvaluated, (row) =>
            assessment.notEvaluated.some((one) => one.criterion === row.criterion && one.reason === row.reason),
          ),
        }
      : {}),
    ...('unavailable' in wanted
      ? {
          unavailable: pick(wanted.unavailable, (row) =>
            assessment.unavailable.some((one) => one.input === row.input && one.state === row.state),
          ),
        }
      : {}),
    ...('notes' in wanted ? { notes: pick(wanted.notes, (name) => assessment.notes.includes(name)) } : {}),
  };
}

describe('cases of the clinical specification', () => {
  test.each(cases.map((one) => [one.file, one] as const))('%s', (_file, one) => {
    const assessment = assess(one);
    expect(seen(assessment, one)).toEqual(one.expect);
  });

  test('there are cases', () => {
    expect(cases.length).toBeGreaterThan(0);
  });

  test('the same chart gives the same assessment, whatever the order of its resources', () => {
    for (const one of cases) {
      const reversed = { ...one, chart: one.chart.map((row, index) => withId(row, index)) };
      const forwards = assess(reversed);
      const backwards = assess({ ...reversed, chart: [...reversed.chart].reverse() });
      expect({ file: one.file, ...summary(backwards) }).toEqual({ file: one.file, ...summary(forwards) });
    }
  });
});

/** Ids that do not depend on the order. */
function withId(row: Case['chart'][number], index: number): Case['chart'][number] {
  const [type, fields] = Object.entries(row)[0] ?? ['', {}];
  return { [type]: { id: type === 'Patient' ? 'p1' : `r${index}`, ...(fields as object) } };
}

const summary = (assessment: Assessment) => ({
  tier: assessment.tier,
  reason: assessment.reason,
  cancer: assessment.cancer,
  features: assessment.features,
  variant: assessment.variant,
});
