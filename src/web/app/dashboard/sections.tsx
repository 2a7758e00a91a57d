/** The parts of the dashboard that tell how often the rule fires and what clinicians do with its cards. */
import { duration, figure, withInterval } from '../../../report/figures.js';
import type { WireReport } from '../../dashboard/schema.js';
import { Behind, Name, Section, Table } from './parts.js';
import { Bars } from './plots/bars.js';
import type { Kind } from './plots/fills.js';
import { FiringPlot, TiersPlot } from './plots/weeks.js';

export const MOST_BARS = 12;
const MOST_ROWS = 40;

export function Alarms({ report: { alarms, alarmBasis, only } }: { readonly report: WireReport }) {
  const open = alarms.filter(({ until }) => until === undefined);
  const narrowed = only.version !== null || only.site !== null;
  return (
    <Section id="alarms" title={open.length === 0 ? 'Alarms: none open' : `Alarms: ${open.length} open`}>
      {alarms.length === 0 ? (
        <p>No alarm in this period.</p>
      ) : (
        <ul class="alarms">
          {alarms.map(({ code, tenant, service, since, until, detected, text }) => (
            <li class={until === undefined ? 'open' : 'over'} data-alarm={code}>
              <span class="state">{until === undefined ? '▲ Open' : '✓ Over'}</span> <strong>{code}</strong> since{' '}
              {since}
              {until === undefined ? '' : ` until ${until}`}, seen on {detected}, tenant {tenant}, {service}:{' '}
              <Name>{text}</Name>
            </li>
          ))}
        </ul>
      )}
      {narrowed && <p class="note">Alarms are judged over all versions and cancer sites.</p>}
      {alarmBasis.map(({ text }) => (
        <p class="note">
          <Name>{text}</Name>
        </p>
      ))}
    </Section>
  );
}

const percent = (value: number | null): string => (value === null ? '–' : `${figure(value)} %`);

export function Headline({ report }: { readonly report: WireReport }) {
  const { calls, cards, firing, feedback, timeToAction, mode, tenants } = report;
  const interval = ({ count, of, low, high }: WireReport['firing']['overall']): string =>
    of === 0 ? 'no answers yet' : `${figure(count)} of ${figure(of)}; ${figure(low)} to ${figure(high)} %`;
  const boxes: readonly (readonly [name: string, value: string, words: string, more: string])[] = [
    ['calls', figure(calls), 'calls', `of ${tenants.length} tenant${tenants.length === 1 ? '' : 's'}`],
    [
      'cards',
      figure(cards),
      mode === 'shadow' ? 'cards that live would have shown' : 'cards shown',
      `${withInterval(firing.overall)} per hundred calls`,
    ],
    ...(mode === 'shadow'
      ? []
      : ([
          ['accepted', percent(feedback.acceptance.perHundred), 'accepted, of answered', interval(feedback.acceptance)],
          [
            'overridden',
            percent(feedback.overrides.perHundred),
            'overridden, of answered',
            interval(feedback.overrides),
          ],
          [
            'unanswered',
            figure(feedback.unanswered),
            'cards unanswered',
            `${withInterval(feedback.answered)} per hundred answered`,
          ],
          [
            'time',
            duration(timeToAction.median),
            'median time to action',
            `quartiles ${duration(timeToAction.q1)} and ${duration(timeToAction.q3)}`,
          ],
        ] as const)),
  ];
  return (
    <ul class="figures" aria-label="In brief">
      {boxes.map(([name, value, words, more]) => (
        <li data-figure={name}>
          <b>{value}</b> {words}
          <small>{more}</small>
        </li>
      ))}
    </ul>
  );
}

export function Firing({ report: { calls, weeks, firing, byTier } }: { readonly report: WireReport }) {
  if (calls === 0) {
    return (
      <Section id="firing" title="How often the rule fires">
        <p data-none="calls">No call in this period, with these filters.</p>
      </Section>
    );
  }
  return (
    <Section id="firing" title="How often the rule fires">
      <div class="pair">
        <FiringPlot weeks={weeks} overall={firing.overall} />
        <TiersPlot weeks={weeks} cards={byTier} />
      </div>
      <div class="pair">
        {(
          [
            ['tier', 'Cards by tier', firing.byTier],
            ['site', 'Cards by cancer site', firing.bySite],
            ['feature', 'Cards by feature', firing.byFeature],
          ] as const
        ).map(([name, caption, rates]) => (
          <Behind
            name={`firing-${name}`}
            caption={caption}
            heads={[name, 'cards', 'per hundred calls (95 %)']}
            rows={rates.slice(0, MOST_ROWS).map((one) => [one.name, one.count, { figure: withInterval(one) }])}
          />
        ))}
      </div>
    </Section>
  );
}

const ANSWER_KINDS: readonly Kind[] = [
  { name: 'accepted', fill: 'solid', tone: 'info' },
  { name: 'overridden', fill: 'hatch', tone: 'warning' },
  { name: 'unanswered', fill: 'empty', tone: 'quiet' },
];
const ONE_KIND: readonly Kind[] = [{ name: 'count', fill: 'solid', tone: 'info' }];

export function Answers({ report: { feedback, timeToAction, mode } }: { readonly report: WireReport }) {
  if (mode === 'shadow') return null;
  const { byTier, byReason, orphans, commentsTotal, commentsNote } = feedback;
  const reasons = byReason.slice(0, MOST_ROWS);
  return (
    <Section id="answers" title="What clinicians did">
      <div class="pair">
        {byTier.length === 0 ? (
          <p class="none">No card was shown.</p>
        ) : (
          <Bars
            title="Answers by tier"
            kinds={ANSWER_KINDS}
            rows={byTier.map(({ tier, accepted, unanswered }) => ({
              name: tier,
              parts: [accepted.count, accepted.of - accepted.count, unanswered],
              words: `${figure(accepted.count)} · ${figure(accepted.of - accepted.count)} · ${figure(unanswered)}`,
            }))}
            table={{
              name: 'answers',
              caption: 'Answers by tier',
              heads: ['tier', 'accepted', 'overridden', 'unanswered', 'accepted of answered, % (95 %)'],
              rows: byTier.map(({ tier, accepted, unanswered }) => [
                tier,
                accepted.count,
                accepted.of - accepted.count,
                unanswered,
                { figure: withInterval(accepted) },
              ]),
            }}
          />
        )}
        {reasons.length === 0 ? (
          <p class="none">No reason was given.</p>
        ) : (
          <Bars
            title="Overrides by reason"
            note="A card may have more than one."
            kinds={ONE_KIND}
            rows={reasons.slice(0, MOST_BARS).map(({ code, count }) => ({
              name: code,
              parts: [count],
              words: figure(count),
            }))}
            table={{
              name: 'reasons',
              caption: 'Overrides by reason',
              heads: ['reason', 'system', 'times given'],
              rows: reasons.map(({ code, system, count }) => [code, system, count]),
            }}
          />
        )}
      </div>
      <Table
        name="times"
        caption="Time from card to answer"
        heads={['answers', 'count', 'first quartile', 'median', 'third quartile']}
        rows={(
          [
            ['all', timeToAction],
            ['accepted', timeToAction.accepted],
            ['overridden', timeToAction.overridden],
          ] as const
        ).map(([name, { count, q1, median, q3 }]) => [
          name,
          count,
          { figure: duration(q1) },
          { figure: duration(median) },
          { figure: duration(q3) },
        ])}
      />
      <p class="note">
        {figure(timeToAction.leftOut)} answers had no time of their own, or one before their card, and are not in these
        times. Feedback on cards that are not known: {figure(orphans)} (all services, versions and sites).
      </p>
      <p class="note" data-figure="comments">
        Comments: {figure(commentsTotal)}, not shown: {commentsNote}.
      </p>
    </Section>
  );
}
