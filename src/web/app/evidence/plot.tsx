/** One measure over time: its values, their reference range, and the thresholds of the rule. */
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { useState } from 'preact/hooks';
import { formatDay } from '../../../fhir/dates.js';
import { domainOf, linesFor, type Point, type Series } from './series.js';
import { instant, MARGIN, type Span, ticksOf, timeScale } from './time.js';
import { sized, useWidth } from './use-width.js';

const HEIGHT = 170;
const TOP = 14;
const BOTTOM = 26;

/** A number as people read it: at most two decimals. */
export const figure = (value: number): string => String(Number(value.toFixed(2)));

export const pointWords = (
  { comparator = '', value, written, date, reference, code, used }: Point,
  unit: string,
): string => {
  const own = `${comparator}${figure(value)} ${unit}`;
  const reported = written.trim() === own ? '' : ` (reported as ${written.trim()})`;
  return `${own}${reported} · ${date} · ${reference} · LOINC ${code}${used ? ' · named by the assessment' : ''}`;
};

interface PlotProps {
  readonly series: Series;
  readonly span: Span;
  /** `Patient.gender`; some thresholds depend on it. */
  readonly gender: string | undefined;
}

export function Plot({ series: { measure, points, notDrawn }, span, gender }: PlotProps) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const [said, setSaid] = useState('');
  const lines = linesFor(measure, gender);
  const inside = points.filter(({ day }) => day >= span.from && day <= span.to);
  const time = timeScale(span, width);
  const range = [...points].reverse().find(({ low, high }) => low !== undefined || high !== undefined);
  const values = [...inside, ...points.slice(-1)].map(({ value }) => value);
  const y = scaleLinear(domainOf([...values, ...lines.map(({ value }) => value)], range), [HEIGHT - BOTTOM, TOP]);
  const [bottom = 0, top = 1] = y.domain();
  const path = line<Point>()
    .x(({ day }) => time(instant(day)))
    .y(({ value }) => y(value))(inside);
  const earlier = points.length - inside.length;
  return (
    <figure class="plot" data-measure={measure.name}>
      <figcaption>
        <strong>{measure.title}</strong>, {measure.unit}
        {range && ` · shaded: reference range ${rangeWords(range)} (${range.reference})`}
        {lines.length > 0 &&
          ` · dashed: ${lines.map(({ words, confidence }) => `${words} (${confidence})`).join('; ')}`}
      </figcaption>
      <div ref={ref}>
        <svg {...sized(width, HEIGHT)} role="group" aria-label={`${measure.title} over time`}>
          {range && (
            <rect
              class="range"
              x={MARGIN.left}
              width={Math.max(0, width - MARGIN.left - MARGIN.right)}
              y={y(Math.min(top, range.high ?? top))}
              height={Math.max(0, y(Math.max(bottom, range.low ?? bottom)) - y(Math.min(top, range.high ?? top)))}
            />
          )}
          <g class="axis" aria-hidden="true">
            {y.ticks(4).map((tick) => (
              <>
                <line x1={MARGIN.left} x2={width - MARGIN.right} y1={y(tick)} y2={y(tick)} />
                <text x={MARGIN.left - 6} y={y(tick) + 4} text-anchor="end">
                  {tick}
                </text>
              </>
            ))}
            {ticksOf(time, width).map(({ at, words }) => (
              <text x={at} y={HEIGHT - 8} text-anchor="middle">
                {words}
              </text>
            ))}
          </g>
          {lines.map(({ value, words }) => (
            <line
              class="threshold"
              data-value={value}
              aria-label={words}
              role="img"
              x1={MARGIN.left}
              x2={width - MARGIN.right}
              y1={y(value)}
              y2={y(value)}
            />
          ))}
          {path !== null && <path class="course" d={path} />}
          {inside.map((point) => {
            const words = pointWords(point, measure.unit);
            return (
              <g
                class={point.used ? 'point used' : 'point'}
                role="img"
                tabIndex={0}
                aria-label={words}
                transform={`translate(${time(instant(point.day))} ${y(point.value)})`}
                onFocus={() => setSaid(words)}
                onClick={() => setSaid(words)}
                onMouseEnter={() => setSaid(words)}
              >
                <rect class="hit" x={-12} y={-12} width={24} height={24} />
                <circle r={point.used ? 5.5 : 3.5} />
                {point.used && <circle class="ring" r={9} />}
              </g>
            );
          })}
        </svg>
      </div>
      <p class="said" role="status">
        {said || (inside.length === 0 ? 'No value in the time shown.' : ringWords(inside))}
        {earlier > 0 && ` ${earlier} earlier.`}
      </p>
      {measure.note !== undefined && <p class="note">{measure.note}</p>}
      <Values unit={measure.unit} points={points} notDrawn={notDrawn} title={measure.title} />
    </figure>
  );
}

function Values({
  title,
  unit,
  points,
  notDrawn,
}: { readonly title: string; readonly unit: string } & Pick<Series, 'points' | 'notDrawn'>) {
  return (
    <details class="behind">
      <summary>{title} as a table</summary>
      <div class="wide" tabIndex={0} role="group" aria-label={`${title}, values`}>
        <table>
          <thead>
            <tr>
              <th scope="col">Date</th>
              <th scope="col">{unit}</th>
              <th scope="col">As reported</th>
              <th scope="col">Resource</th>
              <th scope="col">LOINC</th>
              <th scope="col">Named</th>
            </tr>
          </thead>
          <tbody>
            {points.map((point) => (
              <tr>
                <td>{formatDay(point.day)}</td>
                <td>{`${point.comparator ?? ''}${figure(point.value)}`}</td>
                <td>{point.written}</td>
                <td>{point.reference}</td>
                <td>{point.code}</td>
                <td>{point.used ? 'yes' : 'no'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {notDrawn.length > 0 && (
        <p>Not drawn: {notDrawn.map(({ reference, why }) => `${reference} (${why})`).join('; ')}.</p>
      )}
    </details>
  );
}

const ringWords = (points: readonly Point[]): string =>
  points.some(({ used }) => used)
    ? 'Ringed values are named by the assessment.'
    : 'None of these values is named by the assessment.';

const rangeWords = ({ low, high }: Point): string =>
  low === undefined
    ? `up to ${figure(high ?? 0)}`
    : high === undefined
      ? `from ${figure(low)}`
      : `${figure(low)} to ${figure(high)}`;
