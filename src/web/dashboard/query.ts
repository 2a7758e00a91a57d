/** The filters of the dashboard, as they stand in its address: what there may be, and what each means. Pure. */
import { z } from 'zod';
import { mondayOf } from '../../analytics/week.js';
import { parseDay, type Day } from '../../fhir/dates.js';
import { CodedError } from '../../errors/index.js';

export const DEFAULT_WEEKS = 12;
const MOST_WEEKS = 520;

const day = (what: string) =>
  z.iso
    .date({ error: 'a day, YYYY-MM-DD' })
    .refine((text) => parseDay(text) !== undefined, { error: 'a day, YYYY-MM-DD' })
    .optional()
    .meta({ description: `${what}, \`YYYY-MM-DD\`, as the tenants count days.` });
const name = (what: string) =>
  z
    .string()
    .min(1, { error: 'a name of up to 100 characters' })
    .max(100, { error: 'a name of up to 100 characters' })
    .optional()
    .meta({ description: what });

const WEEKS = `a whole number from 1 to ${MOST_WEEKS}`;
const shape = {
  weeks: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, { error: WEEKS })
    .refine((text) => Number(text) <= MOST_WEEKS, { error: WEEKS })
    .optional()
    .meta({
      description: `ISO weeks up to the last day, that of the day with them; ${DEFAULT_WEEKS} unless \`from\` is given.`,
    }),
  from: day('First day; not beside `weeks`'),
  to: day('Last day, today where it is absent'),
  mode: z
    .enum(['live', 'shadow'], { error: 'live or shadow' })
    .optional()
    .meta({ description: '`shadow`: what shadow would have shown. `live` where it is absent.' }),
  tenant: z
    .string()
    .regex(/^[a-z0-9-]{1,32}$/, { error: 'the id of a tenant' })
    .optional()
    .meta({ description: 'This tenant alone.' }),
  service: name('Calls of this CDS service alone, by its id.'),
  version: name('Calls decided by this version of the rule alone.'),
  site: name('Calls on charts with cancer of this site alone, e.g. `breast`.'),
};

export const filtersSchema = z.strictObject(shape, {
  error: (issue) => (issue.code === 'unrecognized_keys' ? Object.keys(shape).join(', ') : 'filters'),
});

/** As written in an address; what is absent is not narrowed. */
export type Filters = z.infer<typeof filtersSchema>;

/** What a report is made of: days in place of weeks. */
export interface Asked {
  readonly since: Day;
  readonly until?: Day;
  readonly mode: 'live' | 'shadow';
  readonly tenant?: string;
  readonly service?: string;
  readonly version?: string;
  readonly site?: string;
}

/**
 * @param url of the request, with its query
 * @param tenants that there are
 * @param today where it is latest of the tenants
 * @throws CodedError `invalid-filter` that names the filter and what is allowed, and never repeats what was sent
 */
export function askedBy(url: string, tenants: readonly string[], today: Day): Asked {
  const { weeks, from, to, mode = 'live', ...only } = filtersOf(new URL(url, 'http://localhost').searchParams);
  if (weeks !== undefined && from !== undefined) refuse('from', 'not beside weeks');
  if (only.tenant !== undefined && !tenants.includes(only.tenant)) refuse('tenant', tenants.join(', '));
  const until = parseDay(to);
  const last = Math.min(until ?? today, today);
  const since = parseDay(from) ?? mondayOf(last) - 7 * (Number(weeks ?? DEFAULT_WEEKS) - 1);
  if (since > last) refuse('from', 'a day not after the last one, nor after today');
  return { since, mode, ...(until === undefined ? {} : { until }), ...present(only) };
}

function filtersOf(query: URLSearchParams): Filters {
  const names = [...query.keys()];
  const twice = names.find((one, index) => names.indexOf(one) !== index);
  if (twice !== undefined) refuse(twice in shape ? twice : 'query', 'each filter once');
  const parsed = filtersSchema.safeParse(Object.fromEntries(query));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return refuse(String(issue?.path[0] ?? 'query'), issue?.message ?? 'other values');
}

function refuse(filter: string, allowed: string): never {
  throw new CodedError('invalid-filter', { text: `${filter}: allowed: ${allowed}.`, expression: [filter] });
}

const present = <T extends object>(object: T): { [Key in keyof T]: Exclude<T[Key], undefined> } =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]: Exclude<T[Key], undefined>;
  };
