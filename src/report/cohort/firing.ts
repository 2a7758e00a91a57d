/** How often the rule speaks: over time, by tier, place, site and what it found. */
import { rateOf } from '../../analytics/interval.js';
import type { FiringRow } from '../../cohort/statistics/index.js';
import type { ScreenSummary } from '../../cohort/summary.js';
import { TIERS } from '../../sdk/assessment.js';
import { barsBeside } from '../bars.js';
import { timesPlot } from '../plots.js';
import { figure, note, section, table, type Cell } from '../words.js';
import { tiersPlot } from './plots.js';
import { counted, marked, MOST_ROWS, rate, share, smallNote, unitOf } from './words.js';

/** Of the newest; what is older stands in one row. */
const MONTHS_SHOWN = 36;
/** A month of fewer has an interval that hides all others. */
const FEWEST_TO_DRAW = 30;

const TITLE = 'How often the rule fires';

export function firing(summary: ScreenSummary): string {
  const { firing: rates, byFeature, byVariant, cards } = summary;
  const unit = unitOf(summary);
  if (rates.overall.of === 0) return section('firing', TITLE, `<p>No ${unit} was assessed.</p>`);
  const per = `per hundred ${unit}s (95 %)`;
  return section(
    'firing',
    TITLE,
    note(
      `A card is any tier, incomplete too: it interrupts alike. Shares have 95 % intervals by Wilson’s method.${summary.eachVisit ? ' Visits of one patient are alike, so that intervals over visits are somewhat too narrow.' : ''}`,
    ),
    '<h3>Tiers</h3>',
    barsBeside(
      rates.byTier.map(({ name, perHundred, low, high }) => ({ name, value: perHundred ?? 0, low, high })),
      {
        title: 'Cards by tier',
        label: `per hundred ${unit}s`,
        heads: ['tier', 'cards', per],
        rows: [
          ...rates.byTier.map((one) => [one.name, one.count, share(one)]),
          ['all cards', rates.overall.count, share(rates.overall)],
        ],
      },
    ),
    '<h3>Over time</h3>',
    overTime(summary),
    '<h3>Where</h3>',
    rates.byVisitClass.length === 0
      ? '<p class="none">Classes of visits are known only where each visit is replayed (--each-visit).</p>'
      : table('Cards by class of the visit', ['class', 'visits', ...HEADS, per], rates.byVisitClass.map(rowOf)),
    '<h3>What the cards name</h3>',
    named('Cards by feature', 'feature', byFeature, cards),
    named('Cards by kind', 'kind of card', byVariant, cards),
    table(
      'Cards by cancer site',
      ['site', `${unit}s that name it`, ...HEADS, per],
      rates.bySite.slice(0, MOST_ROWS).map(rowOf),
    ),
    table('Cards by how sure the cancer is', ['level', `${unit}s`, ...HEADS, per], rates.byLevel.map(rowOf)),
    note(
      'A card counts for each site and feature that it names. In the table of sites the share is of those whose chart names the site.',
    ),
    smallNote(),
  );
}

const HEADS = ['cards', ...TIERS];

export const rowOf = (one: FiringRow): readonly Cell[] => [
  one.name,
  one.of,
  marked(one.count, one.small),
  ...TIERS.map((tier) => one.byTier[tier]),
  share(one, one.small),
];

function overTime({ firing: { byMonth, overall }, eachVisit, asOf }: ScreenSummary): string {
  if (!eachVisit)
    return `<p class="none">All were assessed on one day, ${asOf}. How cards fall over time is known only where each visit is replayed (--each-visit).</p>`;
  const [older, months] = [byMonth.slice(0, -MONTHS_SHOWN), byMonth.slice(-MONTHS_SHOWN)];
  const drawn = months.filter(({ of }) => of >= FEWEST_TO_DRAW);
  const rows = [...(older.length === 0 ? [] : [sumOf(older)]), ...months];
  return [
    drawn.length === 0
      ? `<p class="none">No month of the newest ${MONTHS_SHOWN} has ${FEWEST_TO_DRAW} visits; none is drawn.</p>`
      : timesPlot(
          drawn,
          overall.of === 0 ? 0 : overall.count / overall.of,
          {
            title: 'Cards per hundred visits, month by month',
            description: `${drawn.length} months; the mean of all visits is ${rate(overall)} per hundred. The figures stand in the table of months.`,
          },
          'cards per hundred visits',
        ),
    tiersPlot(months, {
      title: 'Cards by tier, month by month',
      description: `${months.length} months, cards of each tier. The figures stand in the table of months.`,
    }),
    note(
      `Dots: cards per hundred visits of the month, with 95 % intervals; months with fewer than ${FEWEST_TO_DRAW} visits are not drawn there. Dashed: the mean of all visits. Blue: what chance alone explains around it (three standard deviations). Columns: cards by tier. An export has fewer of the old visits than there were: patients who left are not in it.`,
    ),
    table('Months', ['month', 'visits', ...HEADS, 'per hundred visits (95 %)'], rows.map(rowOf)),
  ].join('\n');
}

function sumOf(rows: readonly FiringRow[]): FiringRow {
  const sum = (of: (row: FiringRow) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const [count, of] = [sum((row) => row.count), sum((row) => row.of)];
  return {
    name: `before, from ${rows[0]?.name ?? ''}`,
    ...rateOf(count, of),
    byTier: {
      emergency: sum(({ byTier }) => byTier.emergency),
      urgent: sum(({ byTier }) => byTier.urgent),
      recommended: sum(({ byTier }) => byTier.recommended),
      incomplete: sum(({ byTier }) => byTier.incomplete),
    },
    small: Math.min(count, of - count) < 5,
  };
}

function named(title: string, head: string, counts: Readonly<Record<string, number>>, cards: number): string {
  const rows = counted(counts)
    .slice(0, MOST_ROWS)
    .map(([name, count]) => ({ name, ...rateOf(count, cards) }));
  if (rows.length === 0) return `<p class="none">${title}: none.</p>`;
  const all = Object.keys(counts).length;
  return `${barsBeside(
    rows.map(({ name, perHundred, low, high }) => ({ name, value: perHundred ?? 0, low, high })),
    {
      title,
      label: 'of a hundred cards',
      heads: [head, 'cards', 'of a hundred cards (95 %)'],
      rows: rows.map((one) => [one.name, one.count, share(one)]),
    },
  )}${all > rows.length ? note(`The ${figure(rows.length)} commonest of ${figure(all)}.`) : ''}`;
}
