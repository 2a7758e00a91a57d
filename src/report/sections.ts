/** The parts of the page that tell how often the rule fires and what clinicians do with its cards. */
import type { NamedRate, Report } from '../analytics/report.js';
import { barsBeside } from './bars.js';
import { weeksPlot } from './plots.js';
import { duration, figure, note, safe, section, table, withInterval } from './words.js';

const MOST_ROWS = 40;

export function headline(report: Report): string {
  const { calls, cards, firing, feedback, timeToAction, mode } = report;
  const shown = mode === 'shadow' ? 'cards that live would have shown' : 'cards shown';
  const figures: readonly (readonly [string, string, string])[] = [
    [figure(calls), 'calls', `${figure(report.tenants.length)} tenant${report.tenants.length === 1 ? '' : 's'}`],
    [figure(cards), shown, `${withInterval(firing.overall)} per hundred calls`],
    ...(mode === 'shadow'
      ? []
      : ([
          [perCent(feedback.acceptance.perHundred), 'accepted, of answered', interval(feedback.acceptance)],
          [perCent(feedback.overrides.perHundred), 'overridden, of answered', interval(feedback.overrides)],
          [figure(feedback.unanswered), 'cards unanswered', `${withInterval(feedback.answered)} per hundred answered`],
          [
            duration(timeToAction.median),
            'median time to action',
            `quartiles ${duration(timeToAction.q1)} and ${duration(timeToAction.q3)}`,
          ],
        ] as const)),
  ];
  const boxes = figures.map(
    ([value, name, more]) => `<li><b>${safe(value)}</b> ${safe(name)}<small>${safe(more)}</small></li>`,
  );
  return `<ul class="figures">${boxes.join('')}</ul>`;
}

const perCent = (value: number | null): string => (value === null ? '–' : `${figure(value)} %`);
const interval = ({ count, of, low, high }: NamedRate | Report['firing']['overall']): string =>
  of === 0 ? 'no answers yet' : `${figure(count)} of ${figure(of)}; ${figure(low)} to ${figure(high)} %`;

export function alarms({ alarms: all, alarmBasis }: Report): string {
  const open = all.filter(({ until }) => until === undefined);
  const item = ({ code, since, text, until }: Report['alarms'][number]): string =>
    `<li class="${until === undefined ? 'open' : 'over'}"><strong>${safe(code)}</strong> since ${safe(since)}${until === undefined ? '' : ` until ${safe(until)}`}: ${safe(text, 800)}</li>`;
  const list = all.length === 0 ? '<p>No alarm.</p>' : `<ul class="alarms">${all.map(item).join('\n')}</ul>`;
  const title = open.length === 0 ? 'Alarms' : `Alarms: ${open.length} open`;
  return section('alarms', title, list, ...alarmBasis.map(({ text }) => note(text)));
}

export function firing(report: Report): string {
  const { weeks, calls, cards, firing: rates } = report;
  if (calls === 0) return section('firing', 'How often the rule fires', '<p>No calls in this period.</p>');
  return section(
    'firing',
    'How often the rule fires',
    weeksPlot(weeks, calls, cards),
    note(
      'Dots: cards per hundred calls, with 95 % intervals (Wilson). Dashed: the mean of the period. Blue: what chance alone explains around it (three standard deviations).',
    ),
    table(
      'Weeks (ISO)',
      ['week', 'calls', 'cards', 'per hundred (95 %)'],
      weeks.slice(-MOST_ROWS).map((row) => [row.week, row.calls, row.cards, withInterval(row)]),
    ),
    named('Tiers', 'Cards by tier', rates.byTier),
    named('Cancer sites', 'Cards by cancer site', rates.bySite),
    named('Features', 'Cards by feature', rates.byFeature),
    note('A card counts for each site and feature that it names.'),
  );
}

function named(title: string, caption: string, all: readonly NamedRate[]): string {
  const rows = all.slice(0, MOST_ROWS);
  const heading = `<h3>${safe(title)}</h3>`;
  if (rows.every(({ count }) => count === 0)) return `${heading}<p class="none">None.</p>`;
  const bars = rows.map(({ name, perHundred, low, high }) => ({ name, value: perHundred ?? 0, low, high }));
  return `${heading}${barsBeside(bars, {
    title: caption,
    label: 'per hundred calls',
    heads: [title.toLowerCase().replace(/s$/, ''), 'cards', 'per hundred calls (95 %)'],
    rows: rows.map((one) => [one.name, one.count, withInterval(one)]),
  })}`;
}

export function feedback({ feedback: said, timeToAction, mode }: Report): string {
  if (mode === 'shadow') return '';
  const reasons = said.byReason.slice(0, MOST_ROWS);
  const bars = reasons.map(({ code, count }) => ({ name: code, value: count }));
  return section(
    'feedback',
    'What clinicians did',
    table(
      'Answers by tier',
      ['tier', 'accepted', 'overridden', 'unanswered', 'accepted of answered, % (95 %)'],
      said.byTier.map(({ tier, accepted, unanswered }) => [
        tier,
        accepted.count,
        accepted.of - accepted.count,
        unanswered,
        withInterval(accepted),
      ]),
    ),
    table(
      'Time from card to answer',
      ['answers', 'count', 'first quartile', 'median', 'third quartile'],
      (
        [
          ['all', timeToAction],
          ['accepted', timeToAction.accepted],
          ['overridden', timeToAction.overridden],
        ] as const
      ).map(([name, one]) => [name, one.count, duration(one.q1), duration(one.median), duration(one.q3)]),
    ),
    note(
      `${timeToAction.leftOut} answers had no time of their own, or one before their card, and are not in these times. Feedback on cards that are not known: ${said.orphans}.`,
    ),
    '<h3>Reasons</h3>',
    reasons.length === 0
      ? '<p class="none">None.</p>'
      : barsBeside(bars, {
          title: 'Reasons given',
          label: 'times given',
          heads: ['reason', 'system', 'count'],
          rows: reasons.map(({ code, system, count }) => [code, system, count]),
        }),
    '<h3>Comments</h3>',
    comments(said),
  );
}

const COMMENTS_SHOWN = 100;

function comments(said: Report['feedback']): string {
  const { comments: all, commentsTotal, commentsSealed, commentsNote } = said;
  const sealed =
    commentsSealed === 0 ? '' : note(`${commentsSealed} of ${commentsTotal} comments are not shown: ${commentsNote}.`);
  if (commentsTotal === 0) return '<p class="none">None.</p>';
  const shown = all.slice(0, COMMENTS_SHOWN);
  const rows = shown.map(({ at, tier, text }) => [at.slice(0, 10), tier, text]);
  const more =
    all.length > shown.length
      ? note(`The newest ${shown.length}; the JSON has ${all.length} of ${commentsTotal}.`)
      : '';
  return `${shown.length === 0 ? '' : table('What clinicians wrote, the newest first', ['day', 'tier', 'comment'], rows)}${more}${sealed}`;
}
