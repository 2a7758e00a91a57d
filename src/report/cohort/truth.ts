/** What the truth of a run is, and what it is worth. */
import type { EvaluationSummary } from '../../cohort/evaluation/index.js';
import { safe } from '../words.js';
import { many } from './words.js';

export function truthOf({ truth, horizonDays, patients, labels }: EvaluationSummary, eachVisit: boolean): string {
  const items = [
    ...(truth === 'derived'
      ? [
          'Derived truth, weak. An outcome is the first day on which the same chart says that the spine is involved. The rule reads that chart too; who was never imaged, was treated elsewhere or was not coded counts as without outcome. False cards are counted too high, and missed patients too low. Labels by people who looked are worth more (--labels).',
        ]
      : [
          `Truth by labels: ${labels ? `${many(labels.patients, 'patient')} of a file` : 'a file'}. It is as good as whoever made it; a label without a date takes the patient to be followed throughout.`,
        ]),
    ...(truth === 'derived' && !eachVisit
      ? [
          'One assessment, on the last day: what the charts say later is not in an export of that day, so hardly an outcome can follow. Replay visits (--each-visit), set an earlier --as-of, or give labels.',
        ]
      : []),
    ...(patients.leftOut['not-followed'] === 0 && patients.withOutcome + patients.withoutOutcome > 0
      ? [
          `Nobody was left out for a follow-up that ended too early. Cards in the last ${many(horizonDays, 'day')} of the data may count as false before the outcome could be known.`,
        ]
      : []),
    ...(patients.withOutcome === 0
      ? [
          'No judged patient has the outcome: sensitivity is unknown, and a PPV of 0 or an NPV of 100 says nothing of the rule.',
        ]
      : patients.withOutcome < 30
        ? [
            `Only ${many(patients.withOutcome, 'judged patient')} with the outcome: the intervals are wide, and the middle of an interval is no promise.`,
          ]
        : []),
  ];
  const words = `Outcome: spinal involvement known after the day of the assessment and within ${many(horizonDays, 'day')}.`;
  return `<p>${safe(words)}</p><ul class="alarms">${items.map((one) => `<li>${safe(one, 800)}</li>`).join('\n')}</ul>`;
}
