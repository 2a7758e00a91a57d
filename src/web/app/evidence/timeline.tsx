/** The timeline: lanes of marks over one axis. Each mark can be reached by keyboard and says all there is to say of it. */
import {
  symbol,
  symbolCircle,
  symbolCross,
  symbolDiamond,
  symbolSquare,
  symbolTriangle,
  type SymbolType,
} from 'd3-shape';
import { useState } from 'preact/hooks';
import { formatDay } from '../../../fhir/dates.js';
import { type Placed, placed } from './layout.js';
import { describe, LANES, type Mark, type Weight } from './marks.js';
import { instant, MARGIN, type Span, ticksOf, timeScale } from './time.js';
import { sized, useWidth } from './use-width.js';

const ROW = 24;
const HEAD = 20;
const AXIS = 26;

/** Told apart by shape as well as by colour. */
export const SHAPES: Readonly<Record<Weight, SymbolType>> = {
  emergency: symbolDiamond,
  major: symbolTriangle,
  minor: symbolSquare,
  basis: symbolCircle,
  context: symbolCircle,
  unused: symbolCross,
};

export const shapeOf = (weight: Weight, size = 110): string => symbol(SHAPES[weight], size)() ?? '';

export function Timeline({
  marks,
  span,
  asOf,
}: {
  readonly marks: readonly Mark[];
  readonly span: Span;
  readonly asOf: number;
}) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const [shown, setShown] = useState<Mark>();
  const time = timeScale(span, width);
  const right = width - MARGIN.right;
  let top = 0;
  const lanes = LANES.flatMap((name) => {
    const own = placed(
      marks.filter(({ lane }) => lane === name),
      (day) => time(instant(day)),
      MARGIN.left,
      right,
    );
    if (own.length === 0) return [];
    const rows = 1 + Math.max(...own.map(({ row }) => row));
    const lane = { name, own, top, height: HEAD + rows * ROW };
    top += lane.height;
    return [lane];
  });
  return (
    <div class="timeline" ref={ref}>
      <svg {...sized(width, top + AXIS)} role="group" aria-label={`Timeline up to ${formatDay(asOf)}`}>
        <g class="axis" aria-hidden="true">
          {ticksOf(time, width).map(({ at, words }) => (
            <>
              <line x1={at} x2={at} y1={0} y2={top} />
              <text x={at} y={top + 17} text-anchor="middle">
                {words}
              </text>
            </>
          ))}
          <line class="today" x1={time(instant(asOf))} x2={time(instant(asOf))} y1={0} y2={top} />
        </g>
        {lanes.map((lane) => (
          <g key={lane.name} transform={`translate(0 ${lane.top})`}>
            <text class="lane" x={2} y={14}>
              {lane.name}
            </text>
            {lane.own.map((one) => (
              <MarkView key={one.mark.references.join() + one.mark.title} one={one} onShow={() => setShown(one.mark)} />
            ))}
          </g>
        ))}
      </svg>
      <p class="said" role="status">
        {shown ? describe(shown) : 'Point at a mark, or go to it with the Tab key, to see its resource, code and date.'}
      </p>
    </div>
  );
}

function MarkView({
  one: { mark, x, row, words, side, earlier },
  onShow,
}: {
  readonly one: Placed;
  readonly onShow: () => void;
}) {
  const label = `${describe(mark)}${earlier ? ' · before what is shown' : ''}`;
  return (
    <g
      class={`mark ${mark.weight}`}
      role="img"
      tabIndex={0}
      aria-label={label}
      data-reference={mark.references.join(' ')}
      transform={`translate(${x} ${HEAD + row * ROW + ROW / 2})`}
      onFocus={onShow}
      onClick={onShow}
      onMouseEnter={onShow}
    >
      <rect class="hit" x={-12} y={-12} width={24} height={24} />
      <path d={shapeOf(mark.weight)} />
      {earlier && <path class="before" d="M -9 0 l -6 -5 v 10 z" />}
      <text x={side === 'right' ? 11 : -11} y={4} text-anchor={side === 'right' ? 'start' : 'end'}>
        {words}
      </text>
    </g>
  );
}
