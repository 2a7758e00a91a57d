/** The page of a cohort run shows as text whatever charts, files and labels say. */
import { screenReportHtml } from '../../src/report/cohort/html.js';
import { compared, visited } from './screen-summaries.js';
import { sectionOf, tagsOf } from './screen-support.js';

/** Every string another one, so that all that is shown of a string shows it. */
function hostile<T>(value: T, make: (text: string) => string): T {
  if (typeof value === 'string') return make(value) as T;
  if (Array.isArray(value)) return value.map((one) => hostile(one, make)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, hostile(one, make)])) as T;
}
const ATTACK = `<img src=x onerror=alert(1)></title></svg><script>alert(2)</script>"'\`&lt;\u202e\ud800`;

describe('strings of charts, files and labels', () => {
  const allowed = (html: string): readonly string[] =>
    [...new Set(tagsOf(html).map((tag) => (/^<\/?!?([a-z0-9]+)/i.exec(tag)?.[1] ?? tag).toLowerCase()))].sort();

  test.each([
    ['in place of each', () => ATTACK],
    ['after each', (text: string) => `${text}${ATTACK}`],
    ['before each', (text: string) => `${ATTACK}${text}`],
  ])('show as text, %s', async (_, make) => {
    for (const summary of [visited(), await compared()]) {
      const plain = screenReportHtml(summary);
      const html = screenReportHtml(hostile(summary, make));
      const known = allowed(plain);
      expect(allowed(html).filter((tag) => !known.includes(tag))).toEqual([]);
      expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
      for (const tag of tagsOf(html)) expect(tag).not.toMatch(/onerror=|alert\(/);
      expect(html).not.toMatch(/[\u202e\ud800]/);
    }
  });

  test('as names of groups, sites, features, errors and trials too', () => {
    const summary = visited();
    const named = {
      ...summary,
      byError: { [ATTACK]: 1 },
      byReason: { [ATTACK]: 1 },
      byFeature: { [ATTACK]: 1 },
      byVariant: { [ATTACK]: 1 },
      bySite: { [ATTACK]: 1, constructor: 2, __proto__x: 3 },
      problemsByCode: { [ATTACK]: 1, toString: 1 },
      firing: {
        ...summary.firing,
        byGroup: {
          ...summary.firing.byGroup,
          [ATTACK]: summary.firing.byGroup['gender'] ?? [],
          constructor: summary.firing.byGroup['gender'] ?? [],
        },
      },
    };
    const html = screenReportHtml(named);
    for (const tag of tagsOf(html)) expect(tag).not.toMatch(/onerror=|alert\(/);
    expect(html).not.toContain('<img');
    expect(sectionOf(html, 'left-out')).toContain('<img src=x onerror=alert(1)>');
    expect(sectionOf(html, 'subgroups')).toContain('<img src=x onerror=alert(1)>');
  });
});
