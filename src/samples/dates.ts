/** Sample charts are dated by the day they are used: `{{today-26d}}` stands for the day 26 days before it. Pure. */
import type { Day } from '../fhir/dates.js';
import { formatDay } from '../fhir/dates.js';
import { isObject } from '../fhir/resource.js';

const PLACEHOLDER = /\{\{today(?:([+-])(\d{1,5})d)?\}\}/g;
/** What looks meant as a placeholder. Braces elsewhere are chart text: one sample is made of hostile texts. */
const LEFT_OVER = /^\s*\{\{|\{\{\s*today/i;

function datedText(text: string, today: Day): string {
  return text.replace(PLACEHOLDER, (_all, sign?: string, days?: string) =>
    formatDay(today + (sign === '-' ? -1 : 1) * Number(days ?? 0)),
  );
}

/** A copy of a JSON value with every placeholder as `YYYY-MM-DD`. */
export function dated(value: unknown, today: Day): unknown {
  if (typeof value === 'string') return datedText(value, today);
  if (Array.isArray(value)) return value.map((one) => dated(one, today));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, dated(one, today)]));
}

/** The first text with a placeholder that nothing replaces, or `undefined`. */
export function unknownPlaceholder(value: unknown): string | undefined {
  if (typeof value === 'string') return LEFT_OVER.test(datedText(value, 0)) ? value : undefined;
  const inner = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  for (const one of inner) {
    const found = unknownPlaceholder(one);
    if (found !== undefined) return found;
  }
  return undefined;
}
