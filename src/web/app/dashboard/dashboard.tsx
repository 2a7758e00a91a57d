/** The whole page: token, filters, what may be lacking, and the figures. It reckons nothing: every figure is the report's. */
import { useEffect, useRef } from 'preact/hooks';
import { useUnfoldedOnPaper } from '../unfolded.js';
import { FilterForm } from './filter-form.js';
import { scopeOf, searchOf } from './filters.js';
import { Alarms, Answers, Firing, Headline } from './sections.js';
import { TokenForm } from './token-form.js';
import { Trouble } from './trouble.js';
import { Codes, Inputs, Silence, Speed, Versions } from './upkeep.js';
import { type Figures, timeOf, useFigures } from './use-figures.js';

export function Dashboard({ needsToken }: { readonly needsToken: boolean }) {
  const all = useFigures(needsToken);
  const { door, filters, search, figures, problem, asking } = all;
  const top = useRef<HTMLDivElement>(null);
  useUnfoldedOnPaper();
  useEffect(() => {
    // The form that had the focus is gone.
    if (needsToken && door === 'open') top.current?.focus();
  }, [door]);
  if (door !== 'open') return <TokenForm refused={door === 'refused'} enter={all.enter} />;
  // What was asked for with other filters would be read as the answer to these.
  const shown = search === searchOf(filters) ? figures : undefined;
  return (
    <div ref={top} tabIndex={-1} class="top">
      <FilterForm filters={filters} figures={figures} narrow={all.narrow} />
      <Status all={all} />
      <Trouble figures={shown} problem={problem} />
      <div class="shown" aria-busy={asking && !shown}>
        {shown && (
          <>
            <p class="scope">{scopeOf(shown.report)}</p>
            <Alarms report={shown.report} />
            <Headline report={shown.report} />
            <Firing report={shown.report} />
            <Answers report={shown.report} />
            <Inputs report={shown.report} />
            <Silence report={shown.report} />
            <Speed report={shown.report} />
            <Versions report={shown.report} />
            <Codes report={shown.report} />
            <p class="note">
              Days and weeks are those of each tenant’s time zone. How each figure is made: docs/report.md; how alarms
              work: docs/alarms.md. The same figures as a file: <code>spinewatch report</code>.
            </p>
          </>
        )}
      </div>
    </div>
  );
}

/** When the figures are of, and how to stop them from changing. */
function Status({ all: { figures, search, filters, paused, said, refresh, pause } }: { readonly all: Figures }) {
  const asOf = search === searchOf(filters) ? figures?.report.generatedAt : undefined;
  return (
    <div class="status">
      <p>
        <span class="as-of">{asOf === undefined ? 'No figures yet.' : `As of ${timeOf(asOf)}.`}</span>{' '}
        <span>{paused ? 'Refreshing is paused.' : 'Refreshed every minute.'}</span>
      </p>
      <p class="buttons">
        <button type="button" onClick={refresh}>
          Refresh now
        </button>{' '}
        <button type="button" aria-pressed={paused} onClick={() => pause(!paused)}>
          Pause refreshing
        </button>
      </p>
      <p class="announced" role="status">
        {said}
      </p>
    </div>
  );
}
