/**
 * What a clinician does with a card. Overrides run from 46 to 96 % in published services (Poly 2020), and acceptance falls
 * by 30 % with each repeat (Ancker 2017).
 */
import type { Json } from '../../src/fhir/resource.js';
import { pick, type Random } from './visits.js';

const ANSWERED = 0.75;
const ACCEPTED: Readonly<Record<string, number>> = { emergency: 0.65, urgent: 0.5, recommended: 0.35, incomplete: 0 };
const REPEAT = 0.7;
const REASONS = [
  ['assessed-benign-cause', 30],
  ['already-imaged', 18],
  ['imaging-booked-elsewhere', 14],
  ['defer-24h', 12],
  ['not-my-patient-role', 10],
  ['pain-resolved', 7],
  ['patient-declined', 5],
  ['other', 4],
] as const;
const COMMENTS = [
  'Seen by the spine clinic last week, MRI report to follow.',
  'Please stop showing this for patients I only code for.',
  'Useful. I had not seen the 2018 history.',
  'Muscular after gardening; examined, no red flags.',
  'Wrong patient? <b>Check the record</b> & tell IT.',
  '=HYPERLINK("http://example.org","click")',
];

export interface Answer {
  readonly at: number;
  readonly outcome: 'accepted' | 'overridden';
  readonly reason?: string;
  readonly comment?: string;
  readonly entry: Json;
}

interface Card {
  readonly uuid: string;
  readonly suggestions?: readonly { readonly uuid: string }[];
}

/** @param repeats cards that this patient's clinicians had before */
export function answerTo(
  card: Card,
  tier: string,
  repeats: number,
  shownAt: number,
  random: Random,
): Answer | undefined {
  if (random() > ANSWERED) return undefined;
  // Half within four minutes, a few the next day.
  const at = shownAt + Math.round(1000 * 240 * Math.exp(1.4 * (random() + random() + random() - 1.5) * 2));
  const outcomeTimestamp = new Date(at).toISOString();
  const suggestion = card.suggestions?.[0];
  if (suggestion && random() < (ACCEPTED[tier] ?? 0) * REPEAT ** repeats) {
    const acceptedSuggestions = [{ id: suggestion.uuid }];
    return {
      at,
      outcome: 'accepted',
      entry: { card: card.uuid, outcome: 'accepted', acceptedSuggestions, outcomeTimestamp },
    };
  }
  const reason = tier === 'incomplete' ? 'other' : pick(REASONS, random);
  const comment =
    random() < 0.25
      ? pick(
          COMMENTS.map((one) => [one, 1] as const),
          random,
        )
      : undefined;
  const overrideReason = {
    reason: { system: 'urn:spinewatch:override-reason', code: reason },
    ...(comment === undefined ? {} : { userComment: comment }),
  };
  return {
    at,
    outcome: 'overridden',
    reason,
    ...(comment === undefined ? {} : { comment }),
    entry: { card: card.uuid, outcome: 'overridden', overrideReason, outcomeTimestamp },
  };
}
