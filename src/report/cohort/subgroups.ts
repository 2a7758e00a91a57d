/** The same figures by age, sex, race and ethnicity, as far as the charts name them. */
import { rateOf } from '../../analytics/interval.js';
import type { FiringRow } from '../../cohort/statistics/index.js';
import type { ScreenSummary } from '../../cohort/summary.js';
import { barsBeside } from '../bars.js';
import { note, safe, section, table } from '../words.js';
import { SITE_HEADS, siteRow } from './accuracy.js';
import { groupName, groupValue, marked, MOST_ROWS, ownOf, share, smallNote, unitOf } from './words.js';

const TITLE = 'Subgroups';
/** Shown even where no chart names them: that they are not known is a finding. */
const EXPECTED = ['age', 'gender', 'race', 'ethnicity'];

export function subgroups(summary: ScreenSummary): string {
  const { firing, evaluation } = summary;
  if (firing.overall.of === 0) return section('subgroups', TITLE, '<p>Nobody was assessed.</p>');
  const found = Object.keys(firing.byGroup).filter((name) => !EXPECTED.includes(name));
  return section(
    'subgroups',
    TITLE,
    note(
      'Few patients make wide intervals: two groups whose intervals overlap may well be alike, and of twenty comparisons one differs by chance. A difference may be one of disease, of care or of coding; the rule reads neither race nor ethnicity, and sex only where a code or a blood count means another thing for men and women, but it reads what others wrote. Who has no value in the chart stands as not stated, and in no row of the judged.',
    ),
    ...[...EXPECTED, ...found].map((group) => groupPart(group, summary)),
    smallNote(),
    ...(evaluation ? [] : [note('PPV and sensitivity of groups are not known: there was no truth.')]),
  );
}

function groupPart(group: string, summary: ScreenSummary): string {
  const { firing, evaluation } = summary;
  const [name, unit] = [groupName(group), unitOf(summary)];
  const heading = `<h3>${safe(name, 80)}</h3>`;
  const rows = ownOf(firing.byGroup, group) ?? [];
  if (rows.length === 0) return `${heading}<p class="none">No chart that was assessed names one.</p>`;
  const all = [
    ...rows.map((row) => ({ ...row, name: groupValue(group, row.name) })),
    ...notStated(rows, firing.overall),
  ];
  const judged = ownOf(evaluation?.patients.byGroup, group) ?? [];
  return [
    heading,
    barsBeside(
      all
        .filter(({ of }) => of > 0)
        .map(({ name: value, perHundred, low, high }) => ({ name: value, value: perHundred ?? 0, low, high })),
      {
        title: `Cards by group: ${name}`,
        label: `cards per hundred ${unit}s`,
        heads: ['group', `${unit}s`, 'cards', `per hundred ${unit}s (95 %)`],
        rows: all
          .slice(0, MOST_ROWS)
          .map((one) => [one.name, one.of, marked(one.count, one.small), share(one, one.small)]),
      },
    ),
    evaluation
      ? table(
          `Patients judged, at any card: ${name}`,
          SITE_HEADS,
          judged.slice(0, MOST_ROWS).map((one) => siteRow(groupValue(group, one.name), one.thresholds)),
        )
      : '',
  ].join('\n');
}

function notStated(rows: readonly FiringRow[], { of, count }: FiringRow): readonly Omit<FiringRow, 'byTier'>[] {
  const left = of - rows.reduce((sum, row) => sum + row.of, 0);
  if (left <= 0) return [];
  const cards = count - rows.reduce((sum, row) => sum + row.count, 0);
  return [{ name: 'not stated', ...rateOf(cards, left), small: Math.min(cards, left - cards) < 5 }];
}
