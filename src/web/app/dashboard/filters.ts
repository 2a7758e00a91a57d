/** The filters in the page's address: they can be sent to somebody, and the way back leads to those before. Pure. */
import type { Filters as WireFilters } from '../../dashboard/query.js';
import type { WireReport } from '../../dashboard/schema.js';

export type FilterName = keyof WireFilters;
/** As written: what is wrong in them the service says. */
export type Filters = Readonly<Partial<Record<FilterName, string>>>;

const NAMES: Readonly<Record<FilterName, true>> = {
  weeks: true,
  from: true,
  to: true,
  mode: true,
  tenant: true,
  service: true,
  version: true,
  site: true,
};
export const FILTER_NAMES = Object.keys(NAMES) as readonly FilterName[];

/** @param search `?tenant=north`; what is no filter is passed over */
export function filtersOf(search: string): Filters {
  const query = new URLSearchParams(search);
  const given = FILTER_NAMES.flatMap((name) => {
    const value = query.get(name)?.trim() ?? '';
    return value === '' ? [] : [[name, value] as const];
  });
  return Object.fromEntries(given);
}

/** `?tenant=north`, or nothing where nothing is narrowed. */
export function searchOf(filters: Filters): string {
  const query = new URLSearchParams();
  for (const name of FILTER_NAMES) {
    const value = filters[name];
    if (value !== undefined && value !== '') query.set(name, value);
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/** Whose figures these are, in a line that stands on paper too. */
export function scopeOf({ tenant, mode, only, since, until }: WireReport): string {
  return [
    tenant === null ? 'All tenants' : `Tenant ${tenant}`,
    mode === 'shadow' ? 'shadow: evaluated and recorded, shown to nobody' : 'live',
    ...(only.service === null ? [] : [`service ${only.service}`]),
    ...(only.version === null ? [] : [`version ${only.version}`]),
    ...(only.site === null ? [] : [`cancer site ${only.site}`]),
    `${since} to ${until}`,
  ].join(' · ');
}
