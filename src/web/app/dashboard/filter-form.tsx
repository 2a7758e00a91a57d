/** The filters as a form. They are applied when it is sent, so that nothing changes under the hand that types. */
import { useEffect, useState } from 'preact/hooks';
import type { WireDashboard } from '../../dashboard/schema.js';
import { type FilterName, type Filters, searchOf } from './filters.js';

const PERIODS = [
  ['4', 'last 4 weeks'],
  ['', 'last 12 weeks'],
  ['26', 'last 26 weeks'],
  ['52', 'last 52 weeks'],
  ['days', 'from … to …'],
] as const;

interface FilterFormProps {
  readonly filters: Filters;
  /** What there is to choose from; before the first figures there is what the address names. */
  readonly figures: WireDashboard | undefined;
  readonly narrow: (filters: Filters) => void;
}

export function FilterForm({ filters, figures, narrow }: FilterFormProps) {
  const [draft, setDraft] = useState<Filters>(filters);
  const [byDays, setByDays] = useState(isByDays(filters));
  // What leads to other filters (the way back, this form itself) fills it anew; the focus stays where it is.
  useEffect(() => {
    setDraft(filters);
    setByDays(isByDays(filters));
  }, [searchOf(filters)]);
  const set = (name: FilterName, value: string): void => setDraft({ ...draft, [name]: value });
  const names = figures?.report.names;
  const submit = (event: Event): void => {
    event.preventDefault();
    const { weeks, from, to, ...only } = draft;
    const period = byDays ? { from: from ?? '', to: to ?? '' } : { weeks: weeks ?? '' };
    narrow(given({ ...period, ...only }));
  };
  const choice = (name: FilterName, label: string, all: string, values: readonly string[] = []) => (
    <Choice
      name={name}
      label={label}
      value={draft[name] ?? ''}
      options={[['', all], ...withOwn(values, filters[name]).map((value) => [value, value] as const)]}
      set={(value) => set(name, value)}
    />
  );
  const weeks = draft.weeks ?? '';
  const periods = PERIODS.some(([value]) => value === weeks)
    ? PERIODS
    : [...PERIODS, [weeks, `last ${weeks} weeks`] as const];
  return (
    <form class="filters" aria-label="Filters" onSubmit={submit}>
      <Choice
        name="period"
        label="Period"
        value={byDays ? 'days' : weeks}
        options={periods}
        set={(value) => {
          setByDays(value === 'days');
          if (value !== 'days') set('weeks', value);
        }}
      />
      {byDays &&
        (['from', 'to'] as const).map((name) => (
          <p>
            <label for={`filter-${name}`}>{name === 'from' ? 'First day' : 'Last day'}</label>
            <input
              id={`filter-${name}`}
              type="date"
              value={draft[name] ?? ''}
              onInput={({ currentTarget }) => set(name, currentTarget.value)}
            />
          </p>
        ))}
      {choice('tenant', 'Tenant', 'all tenants', figures?.tenants)}
      <Choice
        name="mode"
        label="Mode"
        value={draft.mode ?? ''}
        options={[
          ['', 'live'],
          ['shadow', 'shadow'],
        ]}
        set={(value) => set('mode', value)}
      />
      {choice('service', 'Service', 'all services', names?.services)}
      {choice('version', 'Version of the rule', 'all versions', names?.versions)}
      {choice('site', 'Cancer site', 'all sites', names?.sites)}
      <p class="send">
        <button type="submit">Show</button>
        <button type="button" onClick={() => narrow({})}>
          Remove all filters
        </button>
      </p>
    </form>
  );
}

const isByDays = ({ from, to }: Filters): boolean => from !== undefined || to !== undefined;

const given = (filters: Filters): Filters =>
  Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined && value !== ''));

/** What the address names is offered too, where there is none of it. */
const withOwn = (values: readonly string[], own: string | undefined): readonly string[] =>
  own === undefined || values.includes(own) ? values : [...values, own];

interface ChoiceProps {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, words: string])[];
  readonly set: (value: string) => void;
}

const Choice = ({ name, label, value, options, set }: ChoiceProps) => (
  <p>
    <label for={`filter-${name}`}>{label}</label>
    <select id={`filter-${name}`} value={value} onChange={({ currentTarget }) => set(currentTarget.value)}>
      {options.map(([one, words]) => (
        <option value={one}>{words}</option>
      ))}
    </select>
  </p>
);
