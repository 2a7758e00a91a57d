/** Every case of the clinical specification, as data, against the rule. */
import { bothWays, requestOf, seen, summary } from '../support/case-run.js';
import type { Case } from '../support/cases.js';
import { readCases } from '../support/cases.js';
import { realService } from '../support/service.js';
import { complaints } from '../support/well-formed.js';

const service = realService();
const cases = readCases();

const assess = (one: Case) => service.assess(requestOf(one));

describe('cases of the clinical specification', () => {
  test.each(cases.map((one) => [one.file, one] as const))('%s', (_file, one) => {
    const request = requestOf(one);
    const assessment = service.assess(request);
    expect(seen(assessment, one, service)).toEqual(one.expect);
    expect(complaints(assessment, request)).toEqual([]);
  });

  test('there are cases', () => {
    expect(cases.length).toBeGreaterThan(0);
  });

  test('the same chart gives the same assessment, whatever the order of its resources', () => {
    for (const one of cases) {
      const [forwards, backwards] = bothWays(one).map((way) => summary(assess(way)));
      expect({ file: one.file, ...backwards }).toEqual({ file: one.file, ...forwards });
    }
  });
});
