/** What the figures may lack, said before them: a store that fails, decisions that wait or were lost, an answer that did not come. */
import type { WireDashboard } from '../../dashboard/schema.js';
import type { Problem } from './ask.js';
import { timeOf } from './use-figures.js';

interface TroubleProps {
  /** Those that are shown. */
  readonly figures: WireDashboard | undefined;
  readonly problem: Problem | undefined;
}

export function Trouble({ figures, problem }: TroubleProps) {
  const lines = [...problemLines(figures, problem), ...storeLines(figures?.store)];
  return (
    <div role="alert">
      {lines.map(({ name, title, words }) => (
        <div class="trouble" data-trouble={name}>
          <p>
            <strong>{title}</strong> {words}
          </p>
        </div>
      ))}
    </div>
  );
}

interface Line {
  readonly name: string;
  readonly title: string;
  readonly words: string;
}

function problemLines(figures: WireDashboard | undefined, problem: Problem | undefined): readonly Line[] {
  if (!problem) return [];
  const { kind, words, remedy } = problem;
  const stale = figures
    ? `What is shown below is of ${timeOf(figures.report.generatedAt)}; nothing newer could be read.`
    : 'No figures are shown, since none could be read: this does not mean that there are none.';
  return [{ name: kind, title: words, words: `${remedy} ${stale}` }];
}

function storeLines(store: WireDashboard['store'] | undefined): readonly Line[] {
  if (!store) return [];
  const { status, lost, spilled } = store;
  return [
    ...(status === 'ok'
      ? []
      : [
          {
            name: 'failing',
            title: 'The store takes no writes.',
            words: 'What happens now is not in these figures. The log of the service says what is wrong.',
          },
        ]),
    ...(spilled === 0
      ? []
      : [
          {
            name: 'spilled',
            title: `${spilled} decisions wait on the disk.`,
            words: 'They are not in these figures until the store takes them.',
          },
        ]),
    ...(lost === 0
      ? []
      : [
          {
            name: 'lost',
            title: `${lost} decisions were lost.`,
            words:
              'The process that answered could not keep them since it started: they are in no figure, now or later.',
          },
        ]),
  ];
}
