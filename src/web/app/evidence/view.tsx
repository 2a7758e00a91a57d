/** The evidence of one answer over time. It shows the assessment that the service made; it has no rule of its own. */
import { useState } from 'preact/hooks';
import { parseDay } from '../../../fhir/dates.js';
import { stringOf } from '../../../fhir/resource.js';
import type { WireLegend } from '../../legend-schema.js';
import type { Assessment, Values } from '../call.js';
import { Lines, Titled, WebLink } from '../parts.js';
import { useUnfoldedOnPaper } from '../unfolded.js';
import { resourcesOf } from './chart.js';
import { describe, type Mark, marksOf, WEIGHTS, type Weight } from './marks.js';
import { Plot } from './plot.js';
import { seriesOf } from './series.js';
import { RANGES, spanOf } from './time.js';
import { shapeOf, Timeline } from './timeline.js';
import { cancerWords, whyOf } from './why.js';

interface EvidenceProps {
  readonly assessment: Assessment;
  /** As it was sent. */
  readonly prefetch: unknown;
  /** What the service read itself and tells beside its answer. */
  readonly values?: Values | undefined;
  readonly legend: WireLegend | undefined;
}

export function Evidence({ assessment, prefetch, values, legend }: EvidenceProps) {
  const [days, setDays] = useState<number>(365);
  useUnfoldedOnPaper();
  const resources = [...resourcesOf(prefetch), ...(values?.observations ?? [])];
  const marks = marksOf(assessment, resources, legend);
  const asOf = parseDay(assessment.asOf) ?? 0;
  const series = legend ? seriesOf(resources, legend, assessment) : [];
  const starts = [...marks.map(({ start }) => start), ...series.map(({ points }) => points[0]?.day)];
  const span = spanOf(asOf, days, Math.min(...starts.filter((one) => one !== undefined), asOf));
  const gender = stringOf(resources.find((one) => one.resourceType === 'Patient')?.['gender']) ?? values?.gender;
  return (
    <section class="evidence" aria-labelledby="evidence-title">
      <h2 id="evidence-title">The evidence, as of {assessment.asOf}</h2>
      <fieldset class="ranges">
        <legend>Show the last</legend>
        {RANGES.map(({ label, days: back }) => (
          <label>
            <input type="radio" name="range" checked={days === back} onChange={() => setDays(back)} /> {label}
          </label>
        ))}
      </fieldset>
      <Timeline marks={marks} span={span} asOf={asOf} />
      <Key marks={marks} />
      <Undated marks={marks} />
      <MarkTable marks={marks} />
      <h3>Values</h3>
      {values && (
        <p class="note">
          The service read these values itself.
          {values.omitted > 0 && ` ${values.omitted} older ones are not part of its answer.`}
        </p>
      )}
      {series.length === 0 && <p>{noValues(prefetch, resources.length)}</p>}
      <div class="plots">
        {series.map((one) => (
          <Plot key={one.measure.name} series={one} span={span} gender={gender} />
        ))}
      </div>
      {legend && <WhyView assessment={assessment} legend={legend} />}
      <NotSeen assessment={assessment} legend={legend} />
      <Basis assessment={assessment} legend={legend} />
    </section>
  );
}

const noValues = (prefetch: unknown, resources: number): string => {
  if (prefetch !== undefined && resources === 0) return 'Nothing of the chart could be read, so there is none to draw.';
  return resources === 0
    ? 'The service read this chart itself. Its answer has none of the values that are drawn here (they are told where “explain” is on), so only what the assessment names is shown.'
    : 'What was sent or read of the chart has no weight, temperature, PSA, calcium, ESR or haemoglobin.';
};

function Key({ marks }: { readonly marks: readonly Mark[] }) {
  const weights = [...new Set(marks.filter(({ start }) => start !== undefined).map(({ weight }) => weight))];
  const names: Readonly<Record<Weight, string>> = {
    ...WEIGHTS,
    basis: 'cancer or pain',
    unused: 'in the chart, not named by the assessment',
  };
  return (
    <ul class="key" aria-label="Key">
      {weights.map((weight) => (
        <li>
          <svg width="20" height="20" viewBox="-10 -10 20 20" aria-hidden="true">
            <g class={`mark ${weight}`}>
              <path d={shapeOf(weight, 80)} />
            </g>
          </svg>
          {names[weight]}
        </li>
      ))}
    </ul>
  );
}

/** What has no date stands on no axis. */
function Undated({ marks }: { readonly marks: readonly Mark[] }) {
  const undated = marks.filter(({ start }) => start === undefined);
  return <Titled as="h3" title="Without a date" items={undated.map(describe)} />;
}

function MarkTable({ marks }: { readonly marks: readonly Mark[] }) {
  return (
    <details class="behind">
      <summary>The timeline as a table</summary>
      <div class="wide" tabIndex={0} role="group" aria-label="The timeline as a table">
        <table>
          <thead>
            <tr>
              <th scope="col">Date</th>
              <th scope="col">What</th>
              <th scope="col">Counts as</th>
              <th scope="col">Resource</th>
              <th scope="col">Code</th>
            </tr>
          </thead>
          <tbody>
            {marks.map(({ date, title, weight, references, codes }) => (
              <tr>
                <td>{date ?? 'no date'}</td>
                <td>{title}</td>
                <td>{WEIGHTS[weight]}</td>
                <td>{references.join(', ')}</td>
                <td>{codes.join(', ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function WhyView({ assessment, legend }: { readonly assessment: Assessment; readonly legend: WireLegend }) {
  const { here, next, nextTier, open, answered } = whyOf(assessment, legend);
  const { tier, reason, reasonText } = assessment;
  const tierName = (name: string): string => legend.tiers[name] ?? name;
  return (
    <section class="why" aria-labelledby="why-title">
      <h3 id="why-title">
        {tier === null ? 'Why there is no card' : `Why ${tierName(tier)}`}
        {nextTier === undefined ? '' : `, and not ${tierName(nextTier)}`}
      </h3>
      {tier === null && <p>{`${reasonText ?? ''}${reason === undefined ? '' : ` (${reason})`}`}</p>}
      {tier === 'incomplete' && (
        <p>What would decide could not be read, so no tier was reached and none is ruled out.</p>
      )}
      <p>Cancer: {cancerWords(assessment, legend)}.</p>
      <Titled
        title="The decision table gives this tier where"
        items={here.map((row) => `Row ${row.row}. ${row.condition}`)}
      />
      <Titled
        title={nextTier === undefined ? '' : `${tierName(nextTier)} would need`}
        items={next.map((row) => `Row ${row.row}. ${row.condition}`)}
      />
      {nextTier !== undefined && (
        <p>
          Each of these lacks something that was not found in what was read
          {answered && ', or an MRI, an order or care on record already answers it'}.{' '}
          {open.length === 0 ? 'Not found is not the same as absent.' : 'Not all of it could be checked (below).'}
        </p>
      )}
    </section>
  );
}

function NotSeen({ assessment, legend }: Pick<EvidenceProps, 'assessment' | 'legend'>) {
  const name = (criterion: string): string => legend?.criteria[criterion] ?? criterion;
  const missing = new Set(assessment.notFound);
  const groups = (legend?.groups ?? [{ label: 'Features', features: assessment.notFound }])
    .map(({ label, features }) => ({ label, features: features.filter((one) => missing.has(one)) }))
    .filter(({ features }) => features.length > 0);
  return (
    <div class="beside">
      <section aria-labelledby="not-found-title">
        <h3 id="not-found-title">Looked for, not found (not the same as absent)</h3>
        {groups.length === 0 ? (
          <p>
            {assessment.features.length === 0
              ? 'No feature was looked for, so nothing is said of any.'
              : 'All that was looked for was found.'}
          </p>
        ) : (
          <Lines
            items={groups.map(({ label, features }) => (
              <>
                <strong>{label}:</strong> {features.map(name).join(', ')}
              </>
            ))}
          />
        )}
      </section>
      <section aria-labelledby="not-checked-title">
        <h3 id="not-checked-title">Could not be checked</h3>
        {assessment.notEvaluated.length + assessment.unavailable.length === 0 ? (
          <p>Everything that was sent or read could be used.</p>
        ) : (
          <Lines
            items={[
              ...assessment.unavailable.map(
                ({ input, state, why }) =>
                  `${input}: ${legend?.states[state] ?? state}${why === undefined ? '' : ` (${why})`}`,
              ),
              ...assessment.notEvaluated.map(
                ({ criterion, reason, reference }) =>
                  `${name(criterion)}: ${legend?.notEvaluated[reason] ?? reason}${reference === undefined ? '' : ` (${reference})`}`,
              ),
            ]}
          />
        )}
      </section>
    </div>
  );
}

/** The version of what decided, and the sources of the rows above. */
function Basis({ assessment: { rule, tier, cancer }, legend }: Pick<EvidenceProps, 'assessment' | 'legend'>) {
  const rows = (legend?.rows ?? []).filter(
    (row) => tier === null || (row.tier === tier && row.levels.includes(cancer.level)),
  );
  const cited = new Set(rows.flatMap(({ sources }) => sources));
  return (
    <section aria-labelledby="basis-title">
      <h3 id="basis-title">Basis</h3>
      <p>
        Rule {rule.id} {rule.version}, content <code>{rule.contentHash}</code>.{' '}
        <a href={`/about/${encodeURIComponent(rule.id)}`} rel="noopener noreferrer" target="_blank">
          Governance, limits and hazard log
        </a>
      </p>
      <Lines
        items={(legend?.sources ?? [])
          .filter(({ id }) => cited.has(id))
          .map(({ citation, url }) => (url === undefined ? citation : <WebLink address={url}>{citation}</WebLink>))}
      />
    </section>
  );
}
