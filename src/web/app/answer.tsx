/** What the service answered to one call: card or silence, times, request and response, and the evidence below. */
import type { Answered, Assessment, HookResponse } from './call.js';
import { CardView } from './card.js';
import { nameOf } from './evidence/chart.js';
import { Evidence } from './evidence/view.js';
import { Folded } from './parts.js';
import { Problem, Silent, Unread } from './silent.js';
import type { WireLegend } from '../legend-schema.js';

interface AnswerProps {
  readonly service: string;
  readonly answered: Answered;
  readonly legend: WireLegend | undefined;
}

export function Answer({ service, answered, legend }: AnswerProps) {
  const { request, status, body, ms, stages } = answered;
  const ok = status === 200;
  const assessment = ok ? assessmentOf(body as HookResponse) : undefined;
  return (
    <>
      <p class="patient">{patientLine(request)}</p>
      {ok ? (
        <Shown service={service} body={body as HookResponse} legend={legend} />
      ) : (
        <Problem status={status} body={body} />
      )}
      <p class="took">
        Answered in {Math.round(ms)} ms
        {stages.length > 0 &&
          `; of that in the service: ${stages.map((one) => `${one.name} ${one.ms.toFixed(1)} ms`).join(', ')}`}
      </p>
      <Folded title="Request" value={request} />
      <Folded title="Response" value={body} />
      {assessment && (
        <Evidence
          assessment={assessment}
          prefetch={request.prefetch}
          values={(body as HookResponse).extension?.['org.spinewatch.values']}
          legend={legend}
        />
      )}
    </>
  );
}

function Shown({
  service,
  body,
  legend,
}: {
  readonly service: string;
  readonly body: HookResponse;
  readonly legend: WireLegend | undefined;
}) {
  if (body.cards.length === 0) return <Silent body={body} legend={legend} />;
  return (
    <>
      {body.cards.map((card) => {
        const evidence = card.extension?.['org.spinewatch.evidence'];
        return (
          <>
            <CardView key={card.uuid} card={card} service={service} />
            {evidence && <Unread assessment={evidence} legend={legend} />}
          </>
        );
      })}
    </>
  );
}

const assessmentOf = ({ cards, extension }: HookResponse): Assessment | undefined =>
  cards[0]?.extension?.['org.spinewatch.evidence'] ?? extension?.['org.spinewatch.assessment'];

/** Whose chart is open: the name in the prefetch, else the id. */
function patientLine({ context, prefetch }: Answered['request']): string {
  return `Chart of ${nameOf(prefetch?.['patient']) ?? `Patient/${context.patientId}`}`;
}
