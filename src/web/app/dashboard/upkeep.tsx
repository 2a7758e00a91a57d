/** The parts of the dashboard for those who keep the service right: inputs, silence, codes, speed, versions. */
import { figure, withInterval } from '../../../report/figures.js';
import type { WireReport } from '../../dashboard/schema.js';
import { type Cell, Section, Table } from './parts.js';
import { Bars, Spans } from './plots/bars.js';
import type { Kind } from './plots/fills.js';
import { MOST_BARS } from './sections.js';

type Failing = WireReport['inputs'][number];
const MOST_ROWS = 40;
const DAY_MS = 86_400_000;

const STATE_KINDS: Readonly<Partial<Record<Failing['state'], Kind>>> = {
  'not-permitted': { name: 'not permitted', fill: 'solid', tone: 'critical' },
  error: { name: 'error', fill: 'cross', tone: 'critical' },
  timeout: { name: 'timeout', fill: 'hatch', tone: 'warning' },
  truncated: { name: 'truncated', fill: 'dots', tone: 'info' },
  missing: { name: 'missing', fill: 'empty', tone: 'quiet' },
};

export function Inputs({ report: { inputs, inputStates, calls } }: { readonly report: WireReport }) {
  const states = (Object.keys(STATE_KINDS) as Failing['state'][]).filter((state) =>
    inputs.some((one) => one.state === state),
  );
  const names = [...new Set(inputs.map(({ input }) => input))];
  const countOf = (input: string, state: string): number =>
    inputs.find((one) => one.input === input && one.state === state)?.count ?? 0;
  const ofCalls = (count: number): number | null => (calls === 0 ? null : (100 * count) / calls);
  return (
    <Section id="inputs" title="What the service could read">
      {inputs.length === 0 ? (
        <p class="none">{calls === 0 ? 'No call, so nothing was read.' : 'Every input could be read whole.'}</p>
      ) : (
        <Bars
          title="Calls on which an input could not be read whole, by reason"
          kinds={states.flatMap((state) => STATE_KINDS[state] ?? [])}
          rows={names.map((input) => {
            const parts = states.map((state) => countOf(input, state));
            const sum = parts.reduce((all, part) => all + part, 0);
            return { name: input, parts, words: `${figure(sum)} (${figure(ofCalls(sum))} %)` };
          })}
          table={{
            name: 'inputs',
            caption: 'Inputs that could not be read whole',
            heads: ['input', 'state', 'calls', 'of a hundred calls'],
            rows: inputs.map(({ input, state, count }) => [input, state, count, ofCalls(count)]),
          }}
        />
      )}
      <Table
        name="input-states"
        caption="All inputs"
        heads={['input', 'present', 'empty', 'other']}
        rows={inputStates.map(({ input, states: counts }) => {
          const [present, empty] = [counts['present'] ?? 0, counts['empty'] ?? 0];
          return [input, present, empty, calls - present - empty];
        })}
      />
    </Section>
  );
}

export const Silence = ({ report: { quieted, silent } }: { readonly report: WireReport }) => (
  <Section id="silence" title="Why there was no card">
    <div class="pair">
      <Table
        name="silent"
        caption="Calls without a card"
        heads={['reason', 'count']}
        rows={silent.map(({ reason, count }) => [reason, count])}
      />
      <Table
        name="quieted"
        caption="Cards kept quiet, or shown as information only"
        heads={['reason', 'count']}
        rows={quieted.map(({ reason, count }) => [reason, count])}
      />
    </div>
  </Section>
);

export const Codes = ({ report: { unmapped } }: { readonly report: WireReport }) => (
  <Section id="codes" title="Codes that no value set knows">
    <Table
      name="unmapped"
      caption={`Counted once a call, the ${Math.min(MOST_ROWS, unmapped.length)} most frequent of ${unmapped.length}`}
      heads={['code', 'system', 'calls']}
      rows={unmapped
        .slice(0, MOST_ROWS)
        .map(({ code, system, count }) => [
          code === '' ? '(others, beyond a day’s bound)' : code,
          system === '' ? '(no system)' : system,
          count,
        ])}
    />
    <p class="note">Of all services, versions and sites. A code here means nothing to the rule.</p>
  </Section>
);

const milliseconds = (value: number | null): string => (value === null ? '–' : `${figure(value)} ms`);

export function Speed({ report: { latency } }: { readonly report: WireReport }) {
  const rows = latency.flatMap(({ stage, p50, p95 }) =>
    p50 === null || p95 === null
      ? []
      : [{ name: stage, from: p50, to: p95, words: `${milliseconds(p50)}, ${milliseconds(p95)}` }],
  );
  const table = {
    name: 'latency',
    caption: 'Milliseconds by stage of a call',
    heads: ['stage', 'median', '95 of a hundred are faster than'],
    rows: latency.map(({ stage, p50, p95 }): readonly Cell[] => [stage, p50, p95]),
  };
  return (
    <Section id="speed" title="Speed">
      {rows.length === 0 ? (
        <Table {...table} />
      ) : (
        <Spans
          title="Milliseconds by stage of a call"
          note="Dot: the median. Bar: 95 of a hundred calls are faster."
          rows={rows}
          domain={[0, Math.max(...rows.map(({ to }) => to), 0.1)]}
          table={table}
        />
      )}
    </Section>
  );
}

export function Versions({ report }: { readonly report: WireReport }) {
  const { versions, modes, mode, since, until } = report;
  const difference = ({ difference: one }: WireReport['versions'][number]): Cell =>
    one === undefined || one === null
      ? '–'
      : { figure: `${figure(one.points)} (${figure(one.low)} to ${figure(one.high)})` };
  const table = {
    name: 'versions',
    caption: 'Versions of the rule in use',
    heads: ['version', 'content', 'from', 'to', 'calls', 'cards', 'per hundred (95 %)', 'less the one before (95 %)'],
    rows: versions.map((row): readonly Cell[] => [
      row.version,
      row.contentHash.slice(0, 19),
      row.since,
      row.until,
      row.calls,
      row.cards,
      { figure: withInterval(row) },
      difference(row),
    ]),
  };
  return (
    <Section id="versions" title="Versions in use">
      {versions.length === 0 ? (
        <Table {...table} />
      ) : (
        <Spans
          title="Versions of the rule, first and last day with a call"
          time
          rows={versions.slice(-MOST_BARS).map((row) => ({
            name: `${row.version}, ${row.contentHash.slice(0, 19)}`,
            from: Date.parse(row.since),
            to: Date.parse(row.until),
            words: `${row.since} to ${row.until}`,
          }))}
          domain={[Date.parse(since), Math.max(Date.parse(until), Date.parse(since) + DAY_MS)]}
          table={table}
        />
      )}
      <Table
        name="modes"
        caption="Live and shadow (tiers reached in shadow are shown to nobody)"
        heads={['mode', 'calls', 'cards', 'in these figures']}
        rows={(['live', 'shadow'] as const).map((one) => [
          one,
          modes[one].calls,
          modes[one].cards,
          one === mode ? 'yes' : 'no',
        ])}
      />
    </Section>
  );
}
