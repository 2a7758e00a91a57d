/** What-ifs: what another setting of the rule would have changed on the same charts. */
import type { Change, TrialSummary } from '../../cohort/evaluation/index.js';
import type { ScreenSummary } from '../../cohort/summary.js';
import { figure, note, safe, section, table, type Cell } from '../words.js';
import { changesPlot } from './plots.js';
import { change, idList, marked, share, unitOf } from './words.js';

const TITLE = 'What if the rule were set otherwise';
const MOST_DRAWN = 30;
const MOST_MOVES = 150;
const MOST_IDS = 20;

export function trials(summary: ScreenSummary): string {
  const { trials: all = [] } = summary;
  const unit = unitOf(summary);
  if (all.length === 0) return section('trials', TITLE, '<p>No what-if was asked for (--trials).</p>');
  const faults = all.filter(({ untried }) => untried > 0);
  return section(
    'trials',
    TITLE,
    faults.length === 0
      ? ''
      : `<ul class="alarms">${faults.map(({ trial, untried }) => `<li class="open">${safe(`${trial.name}: ${figure(untried)} ${unit}s with a card were not tried and are in no figure of it. This is a fault of the run.`)}</li>`).join('')}</ul>`,
    drawn(all, unit),
    table(
      `Cards, over all ${unit}s`,
      [
        'what if',
        'cards now',
        'cards then',
        'gained',
        'lost',
        'raised',
        'lowered',
        `change per hundred ${unit}s (95 %)`,
        'p',
      ],
      all.map((one) => [
        one.trial.name,
        one.cards.before.count,
        one.cards.after.count,
        one.gained.total,
        one.lost.total,
        one.raised.total,
        one.lowered.total,
        change(one.cards.difference),
        { figure: one.cards.p < 0.001 ? 'under 0.001' : figure(one.cards.p) },
      ]),
    ),
    ...accuracyOf(all),
    moves(all, unit),
    ...found(all),
    note(
      'Changes are in percentage points with 95 % intervals for the same patients (Newcombe’s method 10; for PPV its general form); p: McNemar’s exact test. Of many what-ifs some differ by chance: one in twenty intervals misses. A setting that loses cards and no outcome here was tried on these few outcomes alone.',
    ),
    smallTrialNote(all),
  );
}

function drawn(all: readonly TrialSummary[], unit: string): string {
  const rows = all
    .slice(0, MOST_DRAWN)
    .flatMap(({ trial, cards: { difference } }) => (difference === null ? [] : [{ name: trial.name, ...difference }]));
  if (rows.length === 0) return `<p class="none">No ${unit} was compared, so nothing is drawn.</p>`;
  const words = {
    title: 'Change of cards under each what-if',
    description: `${figure(rows.length)} what-ifs; the figures stand in the table of cards.`,
  };
  return `${changesPlot(rows, words, `more or fewer cards per hundred ${unit}s`)}${all.length > MOST_DRAWN ? note(`The first ${MOST_DRAWN} of ${figure(all.length)}; the table has all.`) : ''}`;
}

const few = ({ before, after }: Change): boolean => Math.min(before.of, after.of) < 5;

function accuracyOf(all: readonly TrialSummary[]): readonly string[] {
  const judged = all.filter(({ accuracy }) => accuracy !== undefined);
  if (judged.length === 0)
    return ['<p class="none">What it would do to PPV and sensitivity is not known: there was no truth.</p>'];
  const cells = (one: Change | undefined): readonly Cell[] =>
    one ? [share(one.before), share(one.after), marked(change(one.difference).figure, few(one))] : [null, null, null];
  const part = (title: string, pick: 'sensitivity' | 'ppv' | 'specificity'): string =>
    table(
      title,
      ['what if', 'a card is', 'now, %', 'then, %', 'change, points (95 %)'],
      judged.flatMap(({ trial, accuracy }) =>
        (accuracy?.thresholds ?? [])
          .filter(({ threshold }) => threshold !== 'emergency')
          .map((one) => [trial.name, one.threshold, ...cells(one[pick])]),
      ),
    );
  return [
    part('Sensitivity: of outcomes, with a card', 'sensitivity'),
    part('PPV: of cards, right', 'ppv'),
    part('Specificity: of patients without outcome, without a card', 'specificity'),
    table(
      'Patients compared',
      ['what if', 'judged in both', 'incomplete in one: left out', 'newly detected', 'newly missed'],
      judged.map(({ trial, accuracy }) => [
        trial.name,
        accuracy?.patients ?? null,
        accuracy?.incomplete ?? null,
        accuracy?.newlyDetected.total ?? null,
        accuracy?.newlyMissed.total ?? null,
      ]),
    ),
  ];
}

function moves(all: readonly TrialSummary[], unit: string): string {
  const rows = all.flatMap(({ trial, transitions }) =>
    transitions
      .filter(({ from, to }) => from !== to)
      .map(({ from, to, count }): readonly Cell[] => [trial.name, from, to, count]),
  );
  return `${table(`From tier to tier, ${unit}s that change`, ['what if', 'now', 'then', `${unit}s`], rows.slice(0, MOST_MOVES))}${rows.length > MOST_MOVES ? note(`The first ${MOST_MOVES} of ${figure(rows.length)}; summary.json has all.`) : ''}`;
}

/** The patients that a decision about a setting hangs on. */
const found = (all: readonly TrialSummary[]): readonly string[] =>
  all.flatMap(({ trial, accuracy, lost }) => [
    ...(accuracy && accuracy.newlyMissed.total > 0
      ? [idList(`Newly missed, ${trial.name}`, accuracy.newlyMissed, MOST_IDS)]
      : []),
    ...(accuracy && accuracy.newlyDetected.total > 0
      ? [idList(`Newly detected, ${trial.name}`, accuracy.newlyDetected, MOST_IDS)]
      : []),
    ...(!accuracy && lost.total > 0 ? [idList(`Cards lost, ${trial.name}`, lost, MOST_IDS)] : []),
  ]);

const smallTrialNote = (all: readonly TrialSummary[]): string =>
  all.some(({ accuracy }) => accuracy?.thresholds.some((one) => few(one.sensitivity) || few(one.ppv)))
    ? note('† Fewer than five patients to take a share of.')
    : '';
