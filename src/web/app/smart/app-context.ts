/** What came back of a card's link. An EHR carries it, and anyone may have written it: names to look up, nothing more. Pure. */
import type { AppContext } from '../../../hooks/smart-link.js';
import { isObject } from '../../../fhir/resource.js';

const NAMES = { tenant: /^[a-z0-9-]{1,32}$/, service: /^[a-z0-9-]{1,64}$/, card: /^[0-9a-f-]{36}$/i } as const;

/** `none`: the app was opened without a card. `odd`: something that is not ours. */
export function appContextOf(value: unknown): AppContext | 'none' | 'odd' {
  if (value === undefined || value === null || value === '') return 'none';
  const read = typeof value === 'string' ? parsed(value) : value;
  if (!isObject(read)) return 'odd';
  const { tenant, service, card } = read;
  const all = Object.entries({ tenant, service, card });
  const ours = all.every(([name, one]) => typeof one === 'string' && NAMES[name as keyof AppContext].test(one));
  return ours ? ({ tenant, service, card } as AppContext) : 'odd';
}

function parsed(text: string): unknown {
  try {
    return text.length > 1000 ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}
