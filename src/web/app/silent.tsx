/** What is shown where there is no card: why, in the service's words, or what went wrong and what to do. */
import type { WireLegend } from '../legend-schema.js';
import type { Assessment, HookResponse, Outcome } from './call.js';
import { Titled } from './parts.js';

/** No card, and why. Its words are the service's: "no card" is not an all-clear. */
export function Silent({ body, legend }: { readonly body: HookResponse; readonly legend: WireLegend | undefined }) {
  const assessment = body.extension?.['org.spinewatch.assessment'];
  const quiet = body.extension?.['org.spinewatch.quiet'];
  return (
    <article class="card silent" data-tier="none">
      <p class="indicator">No card</p>
      <h3>The EHR shows nothing</h3>
      {quiet && (
        <p>
          There is a card, and it is kept quiet: <code>{quiet.reason}</code>
          {quiet.until === undefined ? '' : `, until ${quiet.until.slice(0, 16).replace('T', ' ')} UTC`}.
        </p>
      )}
      <p>{assessment?.reasonText ?? (quiet ? '' : 'The service gave no reason; it does where "explain" is on.')}</p>
      {assessment?.reason !== undefined && (
        <p>
          Reason: <code>{assessment.reason}</code>
        </p>
      )}
      {assessment && <Unread assessment={assessment} legend={legend} />}
    </article>
  );
}

/** What of the chart could not be read, and what can be done about it. */
export function Unread({
  assessment,
  legend,
  remedies = REMEDIES,
  as,
}: {
  readonly assessment: Assessment;
  readonly legend: WireLegend | undefined;
  /** What can be done about each state. */
  readonly remedies?: Readonly<Record<string, string>>;
  readonly as?: 'h3' | 'h4';
}) {
  if (assessment.unavailable.length === 0) return null;
  const states = [...new Set(assessment.unavailable.map(({ state }) => state))];
  return (
    <>
      <Titled
        {...(as === undefined ? {} : { as })}
        title="Could not be read"
        items={assessment.unavailable.map(
          ({ input, state, why }) =>
            `${input}: ${legend?.states[state] ?? state}${why === undefined ? '' : ` (${why})`}`,
        )}
      />
      <Titled
        {...(as === undefined ? {} : { as })}
        title="What to do"
        items={states.map((state) => remedies[state] ?? REMEDY)}
      />
    </>
  );
}

const REMEDY = 'Open the chart again; if it stays so, ask whoever runs the FHIR server.';
const REMEDIES: Readonly<Record<string, string>> = {
  timeout: 'The FHIR server is slow. Open the chart again; if it stays so, ask whoever runs the server.',
  error:
    'Check the address of the FHIR server and the patient id, and whether the server is running; then open the chart again.',
  'not-permitted':
    'The FHIR server refuses the read. This page sends no token: use a server that is open, or fire the hook from an EHR that sends one.',
  truncated: 'There is more on the server than is read. Look at the chart itself.',
  missing: 'Nobody sent it. Name a FHIR server that this service may read, or send it as prefetch.',
};

/** An OperationOutcome in words, or the bare status. */
export function Problem({ status, body }: { readonly status: number; readonly body: unknown }) {
  const issue = (body as Outcome | undefined)?.issue?.[0];
  return (
    <article class="card problem">
      <p class="indicator">Error {status}</p>
      <h3>{issue?.details.text ?? 'The service could not answer'}</h3>
      <p>{issue?.diagnostics ?? 'Try again; if it stays so, look into the log of the service.'}</p>
    </article>
  );
}
