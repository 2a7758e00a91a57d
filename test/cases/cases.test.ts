/** Every case of the clinical specification, as data, against the rule. */
import type { Assessment } from '../../src/sdk/index.js';
import type { Case } from '../support/cases.js';
import { readCases } from '../support/cases.js';
import { requestOf, seen } from '../support/case-run.js';
import { realService } from '../support/service.js';

const service = realService();
const cases = readCases();

const assess = (one: Case): Assessment => service.assess(requestOf(one));

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
