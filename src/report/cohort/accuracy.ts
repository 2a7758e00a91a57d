/** How right the cards are, as far as the truth is known; and what that truth is worth. */
import type { Accuracy, EvaluationSummary, Measures } from '../../cohort/evaluation/index.js';
import type { ScreenSummary } from '../../cohort/summary.js';
import { barsBeside } from '../bars.js';
import { figure, note, section, table, type Cell } from '../words.js';
import { truthOf } from './truth.js';
import { idList, many, marked, ownOf, share, smallNote } from './words.js';

const TITLE = 'How right the cards are';
const LEFT_OUT: Readonly<Record<string, string>> = {
  failed: 'could not be assessed',
  unlabelled: 'have no label',
  prevalent: 'had the outcome before the assessment, or on its day',
  'not-followed': 'were not followed to the end of the time in which an outcome counts',
};

export function accuracy({ evaluation, eachVisit }: ScreenSummary): string {
  if (!evaluation) {
    return section(
      'accuracy',
      TITLE,
      '<p>Not known: the run had no truth to judge cards by. Labels (--labels) give one.</p>',
    );
  }
  const { patients, visits, missed, falseCards } = evaluation;
  return section(
    'accuracy',
    TITLE,
    truthOf(evaluation, eachVisit),
    '<h3>Patients</h3>',
    population(patients, 'patients'),
    ...judged(patients, 'patients'),
    byTier(patients),
    leadTime(evaluation),
    '<h3>Visits</h3>',
    ...(visits
      ? [
          note(
            'Each visit by its own day. Visits of a patient are alike, so the intervals are too narrow: read this beside the patients, not in their place.',
          ),
          population(visits, 'visits'),
          ...judged(visits, 'visits'),
        ]
      : ['<p class="none">Known only where each visit is replayed (--each-visit).</p>']),
    '<h3>Cancer sites</h3>',
    table(
      'Patients by cancer site, at any card',
      SITE_HEADS,
      patients.bySite.map(({ name, thresholds }) => siteRow(name, thresholds)),
    ),
    smallNote(),
    idList('Missed: with the outcome and without a card', missed),
    idList('False cards: with a card and without the outcome', falseCards),
    note(
      'Incomplete cards are in neither list. Look at these charts before you believe a figure: a missed patient may be one whose record came late, a false card one whom nobody imaged.',
    ),
    ...labels(evaluation),
  );
}

function population(one: Accuracy, unit: string): string {
  const { withOutcome, withoutOutcome, leftOut, beyondHorizon, incomplete } = one;
  return table(
    `Which ${unit} were judged`,
    ['standing', unit],
    [
      ['judged, with the outcome', withOutcome],
      ['judged, without it', withoutOutcome],
      ['of these, the outcome came later than counts', beyondHorizon],
      ['incomplete, with the outcome: judged, in no share', incomplete.withOutcome],
      ['incomplete, without it', incomplete.withoutOutcome],
      ...Object.entries(leftOut).map(([why, count]): readonly Cell[] => [
        `left out: ${ownOf(LEFT_OUT, why) ?? why}`,
        count,
      ]),
    ],
  );
}

function judged({ thresholds }: Accuracy, unit: string): readonly string[] {
  const cell = (one: Measures, name: Measures['small'][number]): Cell => marked(one[name], one.small.includes(name));
  return [
    table(
      `Counts of ${unit}, by what counts as a card`,
      ['a card is', 'card, outcome', 'card, no outcome (false)', 'no card, outcome (missed)', 'no card, no outcome'],
      thresholds.map((one) => [
        one.threshold,
        cell(one, 'truePositive'),
        cell(one, 'falsePositive'),
        cell(one, 'falseNegative'),
        cell(one, 'trueNegative'),
      ]),
    ),
    table(
      `Shares of ${unit}, of a hundred (95 %)`,
      [
        'a card is',
        'PPV: of cards, right',
        'sensitivity: of outcomes, with a card',
        'specificity',
        'NPV',
        'prevalence',
        'imaged for one found',
      ],
      thresholds.map((one) => [
        one.threshold,
        share(one.ppv),
        share(one.sensitivity),
        share(one.specificity),
        share(one.npv),
        share(one.prevalence),
        neededToImage(one),
      ]),
    ),
  ];
}

function neededToImage({ numberNeededToImage: needed }: Measures): Cell {
  if (needed === null) return { figure: '–' };
  const { value, low, high } = needed;
  const bound = (one: number | null): string => (one === null ? 'no bound' : figure(one));
  return { figure: `${bound(value)} (${bound(low)} to ${bound(high)})` };
}

function byTier({ byTier: rows }: Accuracy): string {
  const names = (tier: string): string => (tier === 'none' ? 'no card' : tier);
  return barsBeside(
    rows
      .filter(({ of }) => of > 0)
      .map(({ tier, perHundred, low, high }) => ({ name: names(tier), value: perHundred ?? 0, low, high })),
    {
      title: 'Patients with the outcome, by the highest tier of their cards',
      label: 'of a hundred patients',
      heads: ['tier', 'with the outcome', 'patients', 'of a hundred (95 %)'],
      rows: rows.map((one) => [names(one.tier), marked(one.count, one.small), one.of, share(one, one.small)]),
    },
  );
}

function leadTime({ leadTime: rows, horizonDays }: EvaluationSummary): string {
  return `${table(
    'Days from the first card that counts to the outcome',
    ['a card is', 'patients', 'first quartile', 'median', 'third quartile'],
    rows.map(({ threshold, count, q1, median, q3 }) => [threshold, count, q1, median, q3]),
  )}${note(`Of patients with the outcome and a card at most ${many(horizonDays, 'day')} before it.`)}`;
}

export const SITE_HEADS = [
  'group',
  'card, outcome',
  'false',
  'missed',
  'no card, no outcome',
  'PPV, % (95 %)',
  'sensitivity, % (95 %)',
];

/** At any card; marked where a share rests on few. */
export function siteRow(name: string, thresholds: readonly Measures[]): readonly Cell[] {
  const one = thresholds.find(({ threshold }) => threshold === 'any-card');
  if (!one) return [name, null, null, null, null, null, null];
  const { small } = one;
  const few = (...cells: readonly Measures['small'][number][]): boolean => cells.some((cell) => small.includes(cell));
  return [
    name,
    marked(one.truePositive, few('truePositive')),
    marked(one.falsePositive, few('falsePositive')),
    marked(one.falseNegative, few('falseNegative')),
    marked(one.trueNegative, few('trueNegative')),
    share(one.ppv, few('truePositive', 'falsePositive')),
    share(one.sensitivity, few('truePositive', 'falseNegative')),
  ];
}

function labels({ labels: read }: EvaluationSummary): readonly string[] {
  if (!read) return ['<h3>Labels</h3>', '<p class="none">None were given.</p>'];
  const { patients, unknown, duplicates, problems, problemsTotal } = read;
  const rows = problems.slice(0, 50);
  return [
    '<h3>Labels</h3>',
    table(
      'The file of labels',
      ['what', 'count'],
      [
        ['patients with a label', patients],
        ['of these, not in the run', unknown.total],
        ['lines about a patient that had one before', duplicates.total],
        ['of these, that said something else', duplicates.differing],
        ['lines left out', problemsTotal],
      ],
    ),
    table(
      'Lines left out',
      ['line', 'code', 'what is wrong'],
      rows.map(({ line, code, message }) => [String(line), code, message]),
    ),
    problemsTotal > rows.length ? note(`The first ${figure(rows.length)} of ${figure(problemsTotal)}.`) : '',
    unknown.total === 0 ? '' : idList('Labelled, and not in the run', unknown),
    duplicates.total === 0 ? '' : idList('Labelled more than once', duplicates),
  ];
}
