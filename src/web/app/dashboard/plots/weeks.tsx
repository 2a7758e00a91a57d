/** Two drawings over the same weeks: how often the rule fires, within what chance explains; and the cards by tier. */
import { scaleBand } from 'd3-scale';
import { stack } from 'd3-shape';
import { useId } from 'preact/hooks';
import { figure, withInterval } from '../../../../report/figures.js';
import type { WireReport } from '../../../dashboard/schema.js';
import { Area, Key, type Kind, Patterns } from './fills.js';
import { Frame } from './frame.js';
import { scaleTo, topPerHundred, wholeTicks } from './scale.js';

type Week = WireReport['weeks'][number];
type Tier = keyof Week['byTier'];

const HEIGHT = 240;
const MARGIN = { top: 14, right: 8, bottom: 28, left: 44 } as const;

const axes = (weeks: readonly Week[], width: number, most: number) => ({
  x: scaleBand(
    weeks.map(({ week }) => week),
    [MARGIN.left, width - MARGIN.right],
  ).padding(0.2),
  y: scaleTo(most, [HEIGHT - MARGIN.bottom, MARGIN.top]),
});
type Axes = ReturnType<typeof axes>;

interface AxisProps extends Axes {
  readonly weeks: readonly Week[];
  readonly width: number;
  readonly ticks: readonly number[];
}

/** As many names of weeks as there is room for. */
function Axis({ weeks, x, y, width, ticks }: AxisProps) {
  const every = Math.max(1, Math.ceil(weeks.length / Math.max(1, Math.floor(width / 76))));
  return (
    <g class="axis">
      {ticks.map((tick) => (
        <>
          <line x1={MARGIN.left} x2={width - MARGIN.right} y1={y(tick)} y2={y(tick)} />
          <text x={MARGIN.left - 6} y={y(tick) + 4} text-anchor="end">
            {tick}
          </text>
        </>
      ))}
      {weeks.map(({ week }, index) =>
        index % every === 0 ? (
          <text x={(x(week) ?? 0) + x.bandwidth() / 2} y={HEIGHT - 8} text-anchor="middle">
            {week}
          </text>
        ) : null,
      )}
    </g>
  );
}

export const isOutside = ({ perHundred, expected }: Week): boolean =>
  perHundred !== null && (perHundred < expected.low || perHundred > expected.high);

export function FiringPlot({
  weeks,
  overall,
}: {
  readonly weeks: readonly Week[];
  readonly overall: WireReport['firing']['overall'];
}) {
  const known = weeks.filter(({ calls }) => calls > 0);
  const most = topPerHundred(
    Math.max(0, ...known.map(({ perHundred, expected }) => Math.max(perHundred ?? 0, expected.high))),
  );
  const outside = known.filter(isOutside).map(({ week }) => week);
  return (
    <Frame
      title="Cards per hundred calls, week by week"
      note="Dot and line: the week and its 95 % interval. Dashed: the mean of the period. Shaded: what chance alone explains around it (three standard deviations). Diamond: a week outside. An interval that leaves the drawing is cut; the table has it whole."
      summary={`${known.length} weeks with calls; the mean is ${withInterval(overall)} per hundred. Outside what chance explains: ${outside.length === 0 ? 'no week' : outside.join(', ')}.`}
      height={HEIGHT}
      table={{
        name: 'weeks',
        caption: 'Firing by week (ISO weeks)',
        heads: ['week', 'calls', 'cards', 'per hundred (95 %)', 'expected, per hundred', 'outside'],
        rows: weeks.map((week) => [
          week.week,
          week.calls,
          week.cards,
          { figure: withInterval(week) },
          { figure: week.calls === 0 ? '–' : `${figure(week.expected.low)} to ${figure(week.expected.high)}` },
          isOutside(week) ? 'yes' : 'no',
        ]),
      }}
      draw={(width) => {
        const scales = axes(weeks, width, most);
        const { x, y } = scales;
        const [top] = y.range().slice(1);
        const at = (value: number): number => Math.max(top ?? 0, y(value));
        const mean = overall.perHundred;
        return (
          <>
            {known.map(({ week, expected }) => (
              <rect
                class="expected"
                x={x(week)}
                width={x.bandwidth()}
                y={at(expected.high)}
                height={Math.max(1, y(expected.low) - at(expected.high))}
              />
            ))}
            <Axis weeks={weeks} width={width} ticks={y.ticks(4)} {...scales} />
            {mean !== null && (
              <line class="mean" x1={MARGIN.left} x2={width - MARGIN.right} y1={y(mean)} y2={y(mean)} />
            )}
            {known.map((week) => {
              const middle = (x(week.week) ?? 0) + x.bandwidth() / 2;
              const place = `translate(${middle} ${y(week.perHundred ?? 0)})`;
              return (
                <g class={isOutside(week) ? 'week outside' : 'week'} data-week={week.week}>
                  <line x1={middle} x2={middle} y1={at(week.high)} y2={y(week.low)} />
                  {isOutside(week) ? (
                    <path transform={place} d="M0 -8 L8 0 L0 8 L-8 0 Z" />
                  ) : (
                    <circle transform={place} r={5} />
                  )}
                </g>
              );
            })}
          </>
        );
      }}
    />
  );
}

export const TIER_KINDS: Readonly<Record<Tier, Kind>> = {
  emergency: { name: 'emergency', fill: 'solid', tone: 'critical' },
  urgent: { name: 'urgent', fill: 'hatch', tone: 'warning' },
  recommended: { name: 'recommended', fill: 'dots', tone: 'info' },
  incomplete: { name: 'incomplete', fill: 'empty', tone: 'quiet' },
};
export const TIERS = Object.keys(TIER_KINDS) as readonly Tier[];

export function TiersPlot({ weeks, cards }: { readonly weeks: readonly Week[]; readonly cards: WireReport['byTier'] }) {
  const id = useId();
  const most = Math.max(0, ...weeks.map((week) => week.cards));
  const layers = stack<unknown, Week, Tier>()
    .keys(TIERS)
    .value(({ byTier }, tier) => byTier[tier])([...weeks]);
  const kinds = Object.values(TIER_KINDS);
  return (
    <Frame
      title="Cards by tier, week by week"
      summary={`In the whole period: ${TIERS.map((tier) => `${tier} ${cards[tier]}`).join(', ')}.`}
      height={HEIGHT}
      legend={<Key id={id} kinds={kinds} label="Tiers" />}
      table={{
        name: 'tiers',
        caption: 'Cards by tier and week',
        heads: ['week', ...TIERS, 'all'],
        rows: [
          ...weeks.map(({ week, byTier, cards: all }) => [week, ...TIERS.map((tier) => byTier[tier]), all]),
          ['all weeks', ...TIERS.map((tier) => cards[tier]), TIERS.reduce((sum, tier) => sum + cards[tier], 0)],
        ],
      }}
      draw={(width) => {
        const scales = axes(weeks, width, most);
        const { x, y } = scales;
        return (
          <>
            <Patterns id={id} kinds={kinds} />
            <Axis weeks={weeks} width={width} ticks={wholeTicks(scales.y)} {...scales} />
            {layers.map((layer) =>
              layer.map(([low, high], index) =>
                high > low ? (
                  <Area
                    id={id}
                    kind={TIER_KINDS[layer.key]}
                    x={x(weeks[index]?.week ?? '') ?? 0}
                    width={x.bandwidth()}
                    y={y(high)}
                    height={y(low) - y(high)}
                  />
                ) : null,
              ),
            )}
          </>
        );
      }}
    />
  );
}
