/** Fills that are told apart by their pattern, in any colour, on paper and by whoever sees no colour. */

export const FILLS = ['solid', 'hatch', 'dots', 'cross', 'back', 'empty'] as const;
export type Fill = (typeof FILLS)[number];

/** What an area stands for, how it is filled, and the class that colours it. */
export interface Kind {
  readonly name: string;
  readonly fill: Fill;
  readonly tone: string;
}

const LINES: Readonly<Record<Exclude<Fill, 'solid' | 'empty'>, string>> = {
  hatch: 'M-2 2 l4 -4 M0 8 l8 -8 M6 10 l4 -4',
  back: 'M-2 6 l4 4 M0 0 l8 8 M6 -2 l4 4',
  cross: 'M0 4 h8 M4 0 v8',
  dots: 'M2 2 h0.01 M6 6 h0.01',
};

/** The patterns of a drawing. @param id of the drawing, so that two drawings of a page do not share them */
export const Patterns = ({ id, kinds }: { readonly id: string; readonly kinds: readonly Kind[] }) => (
  <defs>
    {kinds.map(({ fill, tone }) =>
      fill === 'solid' || fill === 'empty' ? null : (
        <pattern id={`${id}-${tone}-${fill}`} width="8" height="8" patternUnits="userSpaceOnUse">
          <rect class="ground" width="8" height="8" />
          <path class={`stroke ${tone} ${fill}`} d={LINES[fill]} />
        </pattern>
      ),
    )}
  </defs>
);

interface AreaProps {
  readonly id: string;
  readonly kind: Kind;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function Area({ id, kind: { fill, tone }, ...place }: AreaProps) {
  const patterned = fill === 'solid' || fill === 'empty' ? {} : { fill: `url(#${id}-${tone}-${fill})` };
  return <rect class={`area ${tone} ${fill}`} {...patterned} {...place} />;
}

export function Key({
  id,
  kinds,
  label,
}: {
  readonly id: string;
  readonly kinds: readonly Kind[];
  readonly label: string;
}) {
  return (
    <ul class="key" aria-label={label}>
      {kinds.map((kind) => (
        <li>
          <svg width="22" height="16" aria-hidden="true">
            <Patterns id={`${id}-key`} kinds={[kind]} />
            <Area id={`${id}-key`} kind={kind} x={1} y={1} width={20} height={14} />
          </svg>
          {kind.name}
        </li>
      ))}
    </ul>
  );
}
