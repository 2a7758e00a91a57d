/** An assessment for a terminal: the card's own summary and detail, or why there is none. */
import { randomUUID } from 'node:crypto';
import type { Assessment } from '../sdk/assessment.js';
import type { CardSettings } from '../sdk/card.js';
import type { CdsService } from '../sdk/service.js';
import { cleanText } from '../sdk/text.js';

export function assessmentText(assessment: Assessment, service: CdsService, settings: CardSettings): string {
  const card = service.renderCard(assessment, settings, {
    patientId: 'check',
    now: `${assessment.asOf}T12:00:00.000Z`,
    newUuid: randomUUID,
  });
  if (card) return [`${assessment.tier}: ${card.summary}`, '', card.detail ?? ''].join('\n');
  const { level, sites } = assessment.cancer;
  return [
    `no card: ${assessment.reason}`,
    assessment.reasonText ?? '',
    `cancer: ${level}${sites.length > 0 ? ` (${sites.join(', ')})` : ''}`,
    ...assessment.found.map(
      (one) => `found: ${one.criterion}: ${cleanText(one.text)}${one.date === undefined ? '' : `, ${one.date}`}`,
    ),
    ...assessment.unavailable.map(
      ({ input, state, why }) => `could not be read: ${input}: ${state}${why === undefined ? '' : ` (${why})`}`,
    ),
    ...assessment.notEvaluated.map(({ criterion, reason }) => `not evaluated: ${criterion}: ${reason}`),
  ].join('\n');
}
