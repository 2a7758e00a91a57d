/** Against an earlier run: another version of the rule, or another export. */
import type { ScreenSummary } from '../../cohort/summary.js';
import { figure, note, section, table } from '../words.js';
import { change, counted, idList, MOST_ROWS, unitOf } from './words.js';

const TITLE = 'Against an earlier run';
const MOST_IDS = 40;

export function comparison(summary: ScreenSummary): string {
  const { comparison: one } = summary;
  const unit = unitOf(summary);
  if (!one) return section('comparison', TITLE, '<p>Not compared with an earlier run.</p>');
  const { patients, visits, failed, cards } = one;
  return section(
    'comparison',
    TITLE,
    table(
      'What is in which run (A: before, B: after)',
      ['what', 'count'],
      [
        ['patients in both', patients.both],
        ['patients in A alone', patients.onlyA.total],
        ['patients in B alone', patients.onlyB.total],
        ['visits in A alone, of patients in both', visits.onlyA],
        ['visits in B alone', visits.onlyB],
        ['failed in A alone', failed.onlyA.total],
        ['failed in B alone', failed.onlyB.total],
        ['failed in both', failed.both],
      ],
    ),
    table(
      `Cards of the ${figure(one.assessments)} ${unit}s that both assessed`,
      ['cards in A', 'cards in B', 'gained', 'lost', 'raised', 'lowered', `change per hundred ${unit}s (95 %)`, 'p'],
      [
        [
          cards.before.count,
          cards.after.count,
          one.gained.total,
          one.lost.total,
          one.raised.total,
          one.lowered.total,
          change(cards.difference),
          { figure: cards.p < 0.001 ? 'under 0.001' : figure(cards.p) },
        ],
      ],
    ),
    table(
      'From tier to tier',
      ['A', 'B', `${unit}s`],
      one.transitions.filter(({ from, to }) => from !== to).map(({ from, to, count }) => [from, to, count]),
    ),
    table(
      'No card in both, for another reason',
      ['reason in A > in B', `${unit}s`],
      counted(one.reasons).slice(0, MOST_ROWS),
    ),
    table('Features that only B found', ['feature', `${unit}s`], counted(one.featuresGained).slice(0, MOST_ROWS)),
    table('Features that only A found', ['feature', `${unit}s`], counted(one.featuresLost).slice(0, MOST_ROWS)),
    note(`${figure(one.otherLevel)} ${unit}s have another cancer level, ${figure(one.otherSites)} other cancer sites.`),
    idList('Cards gained', one.gained, MOST_IDS),
    idList('Cards lost', one.lost, MOST_IDS),
    idList('Failed in B alone', failed.onlyB, MOST_IDS),
  );
}
