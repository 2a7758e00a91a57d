/** The parts of the page for those who keep the service right: silence, inputs, codes, versions, speed, settings. */
import type { Report } from '../analytics/report.js';
import { figure, note, section, table, withInterval, type Cell } from './words.js';

const MOST_ROWS = 40;

export function silence({ quieted, silent }: Report): string {
  return section(
    'silence',
    'Why there was no card',
    table(
      'Cards kept quiet, or shown as information only',
      ['reason', 'count'],
      quieted.map(({ reason, count }) => [reason, count]),
    ),
    table(
      'Calls without a card',
      ['reason', 'count'],
      silent.map(({ reason, count }) => [reason, count]),
    ),
  );
}

export function inputs({ inputs: failing, inputStates, calls }: Report): string {
  return section(
    'inputs',
    'What the service could read',
    table(
      'Inputs that could not be read whole',
      ['input', 'state', 'calls', 'of a hundred calls'],
      failing.map(({ input, state, count }) => [input, state, count, calls === 0 ? null : (100 * count) / calls]),
    ),
    table(
      'All inputs',
      ['input', 'present', 'empty', 'other'],
      inputStates.map(({ input, states }) => {
        const [present, empty] = [states['present'] ?? 0, states['empty'] ?? 0];
        return [input, present, empty, calls - present - empty];
      }),
    ),
  );
}

export function codes({ unmapped }: Report): string {
  const rows = unmapped
    .slice(0, MOST_ROWS)
    .map(({ system, code, count }): readonly Cell[] => [
      code === '' ? '(others, beyond a day’s bound)' : code,
      system === '' ? '(no system)' : system,
      count,
    ]);
  return section(
    'codes',
    'Codes that no value set knows',
    table('Most frequent first, counted once a call', ['code', 'system', 'calls'], rows),
    note(
      'A code here means nothing to the rule. One that stands for a cancer, for back pain or for a feature belongs in the site’s local codes (docs/terminology.md).',
    ),
  );
}

export function versions({ versions: rows, compare, modes, mode }: Report): string {
  const difference = ({ difference: one }: Report['versions'][number]): Cell =>
    one === undefined ? '' : one === null ? '–' : `${figure(one.points)} (${figure(one.low)} to ${figure(one.high)})`;
  return section(
    'versions',
    'Rules and settings, compared',
    table(
      'Versions of the rule',
      [
        'version',
        'content',
        'from',
        'to',
        'calls',
        'cards',
        'per hundred (95 %)',
        'less the one before, points (95 %)',
      ],
      rows.map((row) => [
        row.version,
        row.contentHash.slice(0, 19),
        row.since,
        row.until,
        row.calls,
        row.cards,
        withInterval(row),
        difference(row),
      ]),
    ),
    ...compare.flatMap(({ settings, calls, differ, changes }) => [
      table(
        `Second setting ${JSON.stringify(settings)}: ${figure(differ.count)} of ${figure(calls)} calls differ, ${withInterval(differ)} per hundred`,
        ['as it is', 'under the second setting', 'calls'],
        changes.map(({ from, to, count }) => [from, to, count]),
      ),
    ]),
    table(
      'Live and shadow (tiers reached in shadow are shown to nobody)',
      ['mode', 'calls', 'cards', 'in this report'],
      (['live', 'shadow'] as const).map((one) => [
        one,
        modes[one].calls,
        modes[one].cards,
        one === mode ? 'yes' : 'no',
      ]),
    ),
  );
}

export function speed({ latency }: Report): string {
  return section(
    'speed',
    'Speed',
    table(
      'Milliseconds by stage of a call',
      ['stage', 'median', '95 of a hundred are faster than'],
      latency.map(({ stage, p50, p95 }) => [stage, p50, p95]),
    ),
  );
}

export function settings(report: Report): string {
  const { since, until, mode, tenant, tenants, generatedAt, settings: rules } = report;
  return section(
    'settings',
    'Settings of this report',
    table(
      'Settings',
      ['setting', 'value'],
      [
        ['first day', since],
        ['last day', until],
        ['made', generatedAt],
        ['mode', mode],
        ['tenant', tenant ?? `all: ${tenants.join(', ') || 'none'}`],
        ...rules.map(({ settings: one, calls }): readonly Cell[] => [
          'rule',
          `${JSON.stringify(one)} (${figure(calls)} calls)`,
        ]),
      ],
    ),
    note(
      'Days and weeks are those of each tenant’s time zone. Feedback counts for the card it answers, whenever it came. How each figure is made: docs/report.md; how the alarms work: docs/alarms.md.',
    ),
  );
}
