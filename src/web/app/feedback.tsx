/** What a clinician answers to a card, sent to the service as an EHR sends it. This page has no chart to put an order into. */
import { useId, useState } from 'preact/hooks';
import type { WireEntry } from '../../hooks/feedback-schema.js';
import type { Card } from './call.js';
import { sendFeedback } from './call.js';

type State = { readonly text: string; readonly kind: 'open' | 'busy' | 'done' | 'failed' };

export function Answers({ card, service }: { readonly card: Card; readonly service: string }) {
  const [state, setState] = useState<State>({ text: '', kind: 'open' });
  const closed = state.kind === 'busy' || state.kind === 'done';
  const send = async (answer: Answer, text: string): Promise<void> => {
    setState({ text: 'Sending …', kind: 'busy' });
    try {
      const entry = { ...answer, card: card.uuid, outcomeTimestamp: new Date().toISOString() };
      await sendFeedback(service, entry as WireEntry);
      setState({ text, kind: 'done' });
    } catch (error) {
      setState({
        text: `Not stored: ${error instanceof Error ? error.message : 'no answer'}. Try again.`,
        kind: 'failed',
      });
    }
  };
  return (
    <section class="answers" aria-label="Answer this card">
      <h4>Answer this card</h4>
      {(card.suggestions ?? []).map(({ uuid, label }) => (
        <button
          type="button"
          class="accept"
          disabled={closed}
          onClick={() =>
            void send(accepted(uuid), 'Accepted. The service stored it; an EHR would now open the draft order.')
          }
        >
          Accept: {label}
        </button>
      ))}
      <Dismiss card={card} closed={closed} send={send} />
      <p role="status" class={`stored ${state.kind}`}>
        {state.text}
      </p>
    </section>
  );
}

type Answer = { readonly outcome: 'accepted' | 'overridden' } & Readonly<Record<string, unknown>>;

const accepted = (id: string): Answer => ({ outcome: 'accepted', acceptedSuggestions: [{ id }] });

interface DismissProps {
  readonly card: Card;
  readonly closed: boolean;
  readonly send: (answer: Answer, text: string) => Promise<void>;
}

function Dismiss({ card, closed, send }: DismissProps) {
  const [reason, setReason] = useState('');
  const [comment, setComment] = useState('');
  const id = useId();
  const reasons = card.overrideReasons ?? [];
  const submit = (event: Event): void => {
    event.preventDefault();
    const coding = reasons.find(({ code }) => code === reason);
    const overrideReason = {
      ...(coding ? { reason: coding } : {}),
      ...(comment.trim() === '' ? {} : { userComment: comment.trim() }),
    };
    const said = Object.keys(overrideReason).length === 0 ? {} : { overrideReason };
    const stored = coding ? 'with the reason' : 'without a reason';
    void send({ outcome: 'overridden', ...said }, `Dismissed. The service stored it ${stored}.`);
  };
  return (
    <form class="dismiss" onSubmit={submit}>
      {reasons.length > 0 && (
        <p>
          <label for={`${id}-reason`}>If it does not apply, why</label>
          <select
            id={`${id}-reason`}
            value={reason}
            disabled={closed}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
          >
            <option value="">No reason given</option>
            {reasons.map(({ code, display }) => (
              <option value={code}>{display ?? code}</option>
            ))}
          </select>
        </p>
      )}
      <p>
        <label for={`${id}-comment`}>Comment, no names</label>
        <input
          id={`${id}-comment`}
          value={comment}
          maxLength={200}
          autocomplete="off"
          disabled={closed}
          onInput={({ currentTarget }) => setComment(currentTarget.value)}
        />
      </p>
      <button type="submit" disabled={closed}>
        Dismiss the card
      </button>
    </form>
  );
}
