/** Bars from the left, one a name, of one or more parts; the name stands above its bar, so that it has room on a phone. */
import { scaleLinear, scaleUtc } from 'd3-scale';
import { useId } from 'preact/hooks';
import type { TableData } from '../parts.js';
import { Area, Key, type Kind, Patterns } from './fills.js';
import { Frame } from './frame.js';

const ROW = 40;
const BAR = 14;
/** Pixels of a character of the words at the end of a bar. */
const CHARACTER = 7;

const cut = (name: string, width: number): string => {
  const room = Math.max(8, Math.floor(width / CHARACTER));
  return name.length > room ? `${name.slice(0, room - 1)}…` : name;
};

export interface BarRow {
  readonly name: string;
  /** One for each kind, in their order. */
  readonly parts: readonly number[];
  /** What stands at the end of the bar. */
  readonly words: string;
}

interface BarsProps {
  readonly title: string;
  readonly note?: string;
  readonly kinds: readonly Kind[];
  readonly rows: readonly BarRow[];
  readonly table: TableData;
}

export function Bars({ title, note, kinds, rows, table }: BarsProps) {
  const id = useId();
  const sums = rows.map(({ parts }) => parts.reduce((sum, part) => sum + part, 0));
  const most = Math.max(1, ...sums);
  return (
    <Frame
      title={title}
      {...(note === undefined ? {} : { note })}
      summary={`${rows.map(({ name, words }) => `${name}: ${words}`).join('; ')}.`}
      height={rows.length * ROW + 4}
      {...(kinds.length > 1 ? { legend: <Key id={id} kinds={kinds} label="What the parts stand for" /> } : {})}
      table={table}
      draw={(width) => {
        const longest = Math.max(...rows.map(({ words }) => words.length)) * CHARACTER;
        const x = scaleLinear([0, most], [0, Math.max(40, width - longest - 12)]);
        return (
          <>
            <Patterns id={id} kinds={kinds} />
            {rows.map(({ name, parts, words }, index) => {
              let start = 0;
              return (
                <g transform={`translate(1 ${index * ROW})`}>
                  <text class="bar-name" y={14}>
                    {cut(name, width)}
                  </text>
                  {parts.map((part, at) => {
                    const from = x(start);
                    start += part;
                    const kind = kinds[at];
                    return part > 0 && kind ? (
                      <Area id={id} kind={kind} x={from} y={20} width={Math.max(1, x(part))} height={BAR} />
                    ) : null;
                  })}
                  <text x={x(sums[index] ?? 0) + 6} y={20 + BAR - 2}>
                    {words}
                  </text>
                </g>
              );
            })}
          </>
        );
      }}
    />
  );
}

export interface SpanRow {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly words: string;
}

interface SpansProps {
  readonly title: string;
  readonly note?: string;
  readonly rows: readonly SpanRow[];
  readonly domain: readonly [number, number];
  /** Instants, in milliseconds, in place of numbers. */
  readonly time?: boolean;
  readonly table: TableData;
}

/** From one value to another: a stage's median and 95th percentile, a version's first and last day. */
export function Spans({ title, note, rows, domain, time = false, table }: SpansProps) {
  return (
    <Frame
      title={title}
      {...(note === undefined ? {} : { note })}
      summary={`${rows.map(({ name, words }) => `${name}: ${words}`).join('; ')}.`}
      height={rows.length * ROW + 26}
      table={table}
      draw={(width) => {
        const range: [number, number] = [6, width - 8];
        const linear = scaleLinear([...domain], range);
        const utc = scaleUtc([...domain], range);
        const x = (value: number): number => (time ? utc(value) : linear(value));
        const most = Math.max(2, Math.floor(width / 110));
        const ticks = time
          ? utc.ticks(most).map((tick) => [utc(tick), utc.tickFormat()(tick)] as const)
          : linear.ticks(most).map((tick) => [linear(tick), String(tick)] as const);
        const bottom = rows.length * ROW;
        return (
          <>
            <g class="axis">
              {ticks.map(([at, words]) => (
                <>
                  <line x1={at} x2={at} y1={0} y2={bottom} />
                  <text x={at} y={bottom + 16} text-anchor={at < 30 ? 'start' : at > width - 30 ? 'end' : 'middle'}>
                    {words}
                  </text>
                </>
              ))}
            </g>
            {rows.map(({ name, from, to, words }, index) => (
              <g class="span" transform={`translate(0 ${index * ROW})`}>
                <text class="bar-name" x={1} y={14}>
                  {cut(`${name}: ${words}`, width)}
                </text>
                <line x1={x(from)} x2={x(to)} y1={27} y2={27} />
                <circle cx={x(from)} cy={27} r={5} />
                <rect x={x(to) - 2} y={21} width={4} height={12} />
              </g>
            ))}
          </>
        );
      }}
    />
  );
}
