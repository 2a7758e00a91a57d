/** The answer on the wire: CDS Hooks forbids null and empty elements but for `cards: []`. Pure. */
import { isObject, type Json } from '../fhir/resource.js';
import type { HookAnswer } from './answer.js';

/** Our own extensions keep their empty lists: there an empty list says something. */
const OWN = 'org.spinewatch.';
const isBlank = (text: string): boolean => text.trimStart() === '';

/** The body of a 200. */
export function responseOf({ cards, extension }: HookAnswer): Json {
  const body = withoutEmpties(extension === undefined ? { cards } : { cards, extension });
  return { ...body, cards: body['cards'] ?? [] };
}

/**
 * Without null, blank texts, empty lists and empty objects, at any depth: the very value where it has none, as nearly
 * all have, else a copy that shares its leaves.
 */
export function withoutEmpties(value: Json): Json {
  return isFull(value) ? value : copyOf(value);
}

function copyOf(value: Json): Json {
  const kept: Json = {};
  for (const [key, element] of Object.entries(value)) {
    const rest = key.startsWith(OWN) ? element : nonEmpty(element);
    if (rest !== undefined && rest !== null) kept[key] = rest;
  }
  return kept;
}

function nonEmpty(value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string') return isBlank(value) ? undefined : value;
  if (Array.isArray(value)) {
    const elements = value.map(nonEmpty).filter((element) => element !== undefined);
    return elements.length === 0 ? undefined : elements;
  }
  if (!isObject(value)) return value;
  const kept = copyOf(value);
  return Object.keys(kept).length === 0 ? undefined : kept;
}

/** True where nothing has to be left out. */
function isFull(value: unknown): boolean {
  if (value === null || value === undefined) return false;
  if (typeof value === 'string') return !isBlank(value);
  if (Array.isArray(value)) return value.length > 0 && value.every(isFull);
  if (!isObject(value)) return true;
  let any = false;
  for (const key of Object.keys(value)) {
    any = true;
    const element = value[key];
    if (key.startsWith(OWN) ? element === null || element === undefined : !isFull(element)) return false;
  }
  return any;
}
