/** What every drawing has: words that say what it shows, its width in real pixels, and the table of its figures. */
import type { ComponentChildren } from 'preact';
import { sized, useWidth } from '../../evidence/use-width.js';
import { Behind, type TableData } from '../parts.js';

interface FrameProps {
  readonly title: string;
  /** How to read it. */
  readonly note?: string;
  /** In a sentence, what it shows; the table has the figures. */
  readonly summary: string;
  readonly height: number;
  readonly table: TableData;
  /** Below the drawing: what its fills stand for. */
  readonly legend?: ComponentChildren;
  readonly draw: (width: number) => ComponentChildren;
}

export function Frame({ title, note, summary, height, table, legend, draw }: FrameProps) {
  const { ref, width } = useWidth<HTMLDivElement>();
  return (
    <figure class="plot" data-plot={table.name}>
      <figcaption>
        <strong>{title}</strong>
      </figcaption>
      <div ref={ref}>
        <svg {...sized(width, height)} role="img" aria-label={`${title}. ${summary}`}>
          {draw(width)}
        </svg>
      </div>
      {legend}
      {note !== undefined && <p class="note">{note}</p>}
      <Behind {...table} />
    </figure>
  );
}
