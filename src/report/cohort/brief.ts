/** What the reader must know, in a few sentences and figures. */
import type { Rate } from '../../analytics/interval.js';
import type { EvaluationSummary, Measures } from '../../cohort/evaluation/index.js';
import type { ScreenSummary } from '../../cohort/summary.js';
import { TIERS } from '../../sdk/assessment.js';
import { figure, safe, section } from '../words.js';
import { groupValue, inSentence, list, many, rate, unitOf } from './words.js';

export function brief(summary: ScreenSummary): string {
  const sentences = [
    cards(summary),
    whom(summary),
    workload(summary),
    ...right(summary),
    leftOut(summary),
    'A patient without a card is not cleared by it: the rule says nothing of what the charts do not hold, and it misses patients whose charts hold it.',
  ];
  const text = sentences.filter((one) => one !== '').map((one) => `<p>${safe(one, 1500)}</p>`);
  return section('brief', 'In brief', `<div class="brief">${text.join('\n')}</div>`, boxes(summary));
}

function cards(summary: ScreenSummary): string {
  const { patients, visits, cards: count, byTier, firing, eachVisit, failed, withoutVisits = 0 } = summary;
  if (patients === 0) return 'The export holds no patient that could be read, so nothing can be said of the rule here.';
  const over = eachVisit
    ? `${many(visits ?? 0, 'visit')} of ${many(patients - failed - withoutVisits, 'patient')}`
    : many(patients - failed, 'patient');
  if (firing.overall.of === 0)
    return `No ${unitOf(summary)} could be assessed, so nothing can be said of the rule here.`;
  const tiers = TIERS.map((tier) => `${figure(byTier[tier])} ${tier}`).join(', ');
  return `Over ${over} the rule would have shown ${many(count, 'card')}: ${rate(firing.overall)} per hundred ${unitOf(summary)}s, the 95 % interval in brackets. By tier: ${tiers}.`;
}

function whom({ repeats, bySite, firing, cards: count }: ScreenSummary): string {
  if (count === 0) return '';
  const { patientsWithCard, first, higher, repeated } = repeats;
  const ages = firing.byGroup['age'] ?? [];
  const most = ages.reduce((a, b) => (b.count > a.count ? b : a), ages[0] ?? { name: 'unknown', count: 0 });
  const sexes = Object.fromEntries(
    (firing.byGroup['gender'] ?? []).map((one) => [groupValue('gender', one.name), one.count]),
  );
  const again =
    higher + repeated === 0
      ? ''
      : ` ${figure(first)} of the cards are the first of their patient, ${figure(higher)} later with a higher tier, ${figure(repeated)} say it again (what quieting can keep back).`;
  return `Patients with a card: ${inSentence(patientsWithCard)} of those assessed.${again} Cancer sites named: ${list(bySite)}. Sex: ${list(sexes)}. The age band with most cards: ${most.name} (${figure(most.count)}).`;
}

function workload({ burden }: ScreenSummary): string {
  if (!burden || burden.clinicianDays === 0) return '';
  const { mean, max, none, threeOrMore } = burden;
  return `A clinician with visits on a day would have met ${figure(mean)} cards that day on average, none on ${rate(none)} of a hundred such days, three or more on ${rate(threeOrMore)}, and ${figure(max)} at most.`;
}

/** The measures at the threshold that an interruption is: any card but an incomplete one. */
export const anyCard = ({ patients }: EvaluationSummary): Measures | undefined =>
  patients.thresholds.find(({ threshold }) => threshold === 'any-card');

function right({ evaluation, eachVisit }: ScreenSummary): readonly string[] {
  const measures = evaluation && anyCard(evaluation);
  if (!evaluation || !measures)
    return ['How often the cards are right is not known: there was no truth to judge them by.'];
  const { truth, horizonDays, patients } = evaluation;
  const judged = patients.withOutcome + patients.withoutOutcome;
  const source =
    truth === 'labels'
      ? 'The truth is the file of labels, as good as whoever made it.'
      : 'The truth is weak: it is derived, that is, what the same charts came to say later. Who was never imaged or coded counts as healthy, so a right card may count as false and a missed patient as none.';
  if (judged === 0) return [`No patient could be judged right or wrong. ${source}`];
  if (patients.withOutcome === 0) {
    const why =
      truth === 'derived' && !eachVisit
        ? ' One assessment on the last day of the data has nothing after it: --each-visit, an earlier --as-of or labels give one.'
        : '';
    return [
      `Whether the rule finds whom it should cannot be said: of ${many(judged, 'patient')} none is known to have had spinal involvement within ${many(horizonDays, 'day')} after an assessment. That none is known is no sign that none was missed.${why} ${source}`,
    ];
  }
  const { ppv, sensitivity } = measures;
  return [
    `Of judged patients with a card, ${inSentence(ppv)} had spinal involvement within ${many(horizonDays, 'day')} (positive predictive value). Of those with it, ${inSentence(sensitivity)} had a card before (sensitivity); ${figure(measures.falseNegative)} had none. ${source}`,
  ];
}

function leftOut({
  patients,
  failed,
  byError,
  problemsTotal,
  problemsByCode,
  byTier,
  evaluation,
  withoutVisits = 0,
}: ScreenSummary): string {
  const { incomplete } = byTier;
  const unjudged = evaluation
    ? Object.entries(evaluation.patients.leftOut)
        .filter(([why]) => why !== 'failed')
        .reduce((sum, [, count]) => sum + count, 0)
    : 0;
  const parts = [
    failed === 0
      ? ''
      : `${many(failed, 'patient')} could not be assessed (${list(byError)}) and ${failed === 1 ? 'is' : 'are'} in no other figure`,
    withoutVisits === 0
      ? ''
      : `${many(withoutVisits, 'patient')} had no visit on a known day up to the day of the run, so that none could be replayed`,
    problemsTotal === 0
      ? ''
      : `${many(problemsTotal, 'resource or line', 'resources or lines')} of the export ${problemsTotal === 1 ? 'was' : 'were'} left out or met twice (${list(problemsByCode)})`,
    incomplete === 0
      ? ''
      : `${many(incomplete, 'card')} ${incomplete === 1 ? 'is' : 'are'} incomplete, neither right nor wrong`,
    unjudged === 0 ? '' : `${many(unjudged, 'patient')} could not be judged for want of a truth`,
  ].filter((one) => one !== '');
  if (parts.length === 0) return patients === 0 ? '' : 'Every line of the export was read and every patient assessed.';
  return `Left out: ${parts.join('; ')}.`;
}

type Box = readonly [value: string, name: string, more: string, bad?: boolean];

function measured(name: string, value: Rate | undefined, evaluation: EvaluationSummary | undefined): Box {
  if (!value || !evaluation) return ['–', name, 'no truth to judge by'];
  const kind = evaluation.truth === 'labels' ? 'by labels' : 'derived truth, weak';
  // A share of 0 where nobody could be right would read as a verdict.
  if (value.perHundred === null || evaluation.patients.withOutcome === 0)
    return ['–', name, `no outcome is known; ${kind}`];
  return [
    `${figure(value.perHundred)} %`,
    name,
    `${figure(value.count)} of ${figure(value.of)}; ${figure(value.low)} to ${figure(value.high)} %; ${kind}`,
  ];
}

function boxes(summary: ScreenSummary): string {
  const { patients, visits, failed, cards: count, firing, repeats, burden, evaluation, problemsTotal } = summary;
  const measures = evaluation && anyCard(evaluation);
  const all: readonly Box[] = [
    [figure(patients), 'patients in the export', visits === undefined ? 'one assessment each' : many(visits, 'visit')],
    [figure(count), 'cards', `${rate(firing.overall)} per hundred ${unitOf(summary)}s`],
    [
      figure(repeats.patientsWithCard.count),
      'patients with a card',
      `${rate(repeats.patientsWithCard)} % of those assessed`,
    ],
    [
      burden ? figure(burden.mean) : '–',
      'cards per clinician-day',
      burden ? `at most ${figure(burden.max)}` : 'only with --each-visit',
    ],
    measured('of judged patients with a card had the outcome (PPV)', measures?.ppv, evaluation),
    measured('of patients with the outcome had a card (sensitivity)', measures?.sensitivity, evaluation),
    [
      figure(failed),
      'patients not assessed',
      failed > 0 ? 'in no other figure' : patients === 0 ? 'there was none' : 'all were assessed',
      failed > 0,
    ],
    [
      figure(problemsTotal),
      'problems of the export',
      problemsTotal === 0 ? 'no line was left out' : 'lines and resources',
      problemsTotal > 0,
    ],
  ];
  const items = all.map(
    ([value, name, more, bad]) =>
      `<li${bad === true ? ' class="bad"' : ''}><b>${safe(value)}</b> ${safe(name)}<small>${safe(more)}</small></li>`,
  );
  return `<ul class="figures four">${items.join('')}</ul>`;
}
