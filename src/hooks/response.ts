/** The answer on the wire: CDS Hooks forbids null and empty elements but for `cards: []`. Pure. */
import { isObject, type Json } from '../fhir/resource.js';
import type { HookAnswer } from './answer.js';

/** Our own extensions keep their empty lists: there an empty list says something. */
const OWN = 'org.spinewatch.';

/** The body of a 200. */
export function responseOf(answer: HookAnswer): Json {
  const body = withoutEmpties({ cards: answer.cards, extension: answer.extension });
  return { ...body, cards: body['cards'] ?? [] };
}

/** A copy without null, blank texts, empty lists and empty objects, at any depth; objects are new, leaves are shared. */
export function withoutEmpties(value: Json): Json {
  const kept: Json = {};
  for (const [key, element] of Object.entries(value)) {
    const rest = key.startsWith(OWN) ? element : nonEmpty(element);
    if (rest !== undefined && rest !== null) kept[key] = rest;
  }
  return kept;
}

function nonEmpty(value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  if (Array.isArray(value)) {
    const elements = value.map(nonEmpty).filter((element) => element !== undefined);
    return elements.length === 0 ? undefined : elements;
  }
  if (!isObject(value)) return value;
  const kept = withoutEmpties(value);
  return Object.keys(kept).length === 0 ? undefined : kept;
}
