/** The evidence of the launched chart: whose it is, what the hook's card says of it, what could not be read, and why. */
import { isObject } from '../../../fhir/resource.js';
import type { WireLegend } from '../../legend-schema.js';
import type { EvidenceSettings } from '../../smart/settings.js';
import type { View } from '../../smart/wire.js';
import { nameOf } from '../evidence/chart.js';
import { Evidence } from '../evidence/view.js';
import { INDICATORS } from '../parts.js';
import { Problem, Unread } from '../silent.js';
import { type Reading, viewOf } from './read.js';

interface ShownProps {
  readonly reading: Reading;
  readonly settings: EvidenceSettings;
  readonly legend: WireLegend | undefined;
  /** Of the card that the launch came from. */
  readonly card: string | undefined;
  readonly again: () => void;
}

export function Shown({ reading, settings, legend, card, again }: ShownProps) {
  const view = viewOf(reading);
  const { inputs, ms } = reading;
  return (
    <>
      <p class="patient">{patientLine(reading)}</p>
      {view ? <Head view={view} legend={legend} /> : <Problem status={reading.status} body={reading.body} />}
      {view && <Unread assessment={withReasons(view, inputs)} legend={legend} remedies={remedies(settings)} as="h3" />}
      {view && isBare(reading) && <Bare />}
      <p class="took">
        Read in {Math.round(ms)} ms, with your own right to read this chart.{' '}
        {card !== undefined && (
          <>
            Opened from card <code>{card}</code>; what is shown is the chart as it is now.
          </>
        )}
      </p>
      <p class="again">
        <button type="button" onClick={again}>
          Read the chart again
        </button>
      </p>
      <HowRead reading={reading} legend={legend} />
      {view && <Evidence assessment={view.assessment} prefetch={inputsAsPrefetch(inputs)} legend={legend} />}
    </>
  );
}

/** The head of the card, or why there is none; "no card" is not an all-clear. */
function Head({
  view: { card, assessment },
  legend,
}: {
  readonly view: View;
  readonly legend: WireLegend | undefined;
}) {
  if (!card) {
    return (
      <article class="card silent" data-tier="none">
        <p class="indicator">No card</p>
        <h2>The hook shows nothing for this chart</h2>
        <p>{assessment.reasonText}</p>
        {assessment.reason !== undefined && (
          <p>
            Reason: <code>{assessment.reason}</code>
          </p>
        )}
      </article>
    );
  }
  const tier = card.source.topic?.display ?? legend?.tiers[assessment.tier ?? ''];
  return (
    <article class={`card ${card.indicator}`} data-tier={assessment.tier}>
      <p class="indicator">
        {INDICATORS[card.indicator]}
        {tier === undefined ? '' : ` · ${tier}`}
      </p>
      <h2>{card.summary}</h2>
    </article>
  );
}

/** A chart with nothing in it but the Patient: perhaps there is nothing, perhaps the app may not see it. */
function Bare() {
  return (
    <div class="bare">
      <p>
        <strong>The FHIR server has nothing of this patient but the Patient itself.</strong> If there is more in the
        EHR, ask whoever runs it whether this app is given the scopes for it: some servers leave out what they do not
        allow without saying so.
      </p>
    </div>
  );
}

const isBare = ({ inputs, reads }: Reading): boolean =>
  inputs.patient.state === 'present' &&
  reads.every(({ input }) => input === 'patient' || inputs[input].state === 'empty');

function HowRead({ reading: { inputs, reads }, legend }: Pick<ShownProps, 'reading' | 'legend'>) {
  return (
    <details>
      <summary>How the chart was read</summary>
      <div class="wide" tabIndex={0} role="group" aria-label="How the chart was read">
        <table>
          <thead>
            <tr>
              <th scope="col">Input</th>
              <th scope="col">Ended</th>
              <th scope="col">Resources</th>
              <th scope="col">Pages</th>
              <th scope="col">Time</th>
            </tr>
          </thead>
          <tbody>
            {reads.map(({ input, pages, ms }) => {
              const { state, why, entries } = inputs[input];
              return (
                <tr>
                  <th scope="row">{input}</th>
                  <td>{`${state}: ${why ?? legend?.states[state] ?? 'all of it was read'}`}</td>
                  <td>{entries.length}</td>
                  <td>{pages}</td>
                  <td>{Math.round(ms)} ms</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** With why a read ended as it did, which this page alone has seen. */
const withReasons = ({ assessment }: View, inputs: Reading['inputs']): View['assessment'] => ({
  ...assessment,
  unavailable: assessment.unavailable.map((one) => {
    const why = one.why ?? inputs[one.input].why;
    return why === undefined ? one : { ...one, why };
  }),
});

const inputsAsPrefetch = (inputs: Reading['inputs']): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(inputs).map(([input, { entries }]) => [input, { resourceType: 'Bundle', entry: entries }]),
  );

/** Name, birth date and id: an EHR may show the app without its own banner. */
function patientLine({ inputs }: Reading): string {
  const patient = inputs.patient.entries.find(({ resource }) => resource.resourceType === 'Patient')?.resource;
  if (!isObject(patient)) return 'The patient’s own record could not be read';
  const born = patient['birthDate'];
  const name = nameOf(patient) ?? `Patient/${String(patient['id'])}`;
  return `Chart of ${name}${typeof born === 'string' ? `, born ${born}` : ''}`;
}

/** What can be done here about what could not be read. */
const remedies = ({ base }: EvidenceSettings): Readonly<Record<string, string>> => ({
  timeout: `The FHIR server is slow. Read the chart again; if it stays so, tell whoever runs the EHR.`,
  error: `The FHIR server (${base}) failed, is away, or does not let a browser read it from ${location.origin} (CORS). Read the chart again; if it stays so, tell whoever runs the EHR.`,
  'not-permitted':
    'The FHIR server refused it to you or to this app, or the sign-in has run out: open it again from the chart. If it stays so, ask whoever runs the EHR whether your account may see it and whether the app is given the scope for it.',
  truncated: 'There is more in the chart than is read here. Look at the chart itself.',
});
