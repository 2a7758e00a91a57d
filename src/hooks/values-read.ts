/**
 * The values of a chart that the service read itself: beside an answer whose tenant has asked for explanations, so that a
 * view can draw what the rule looked at. Who sent the values has them already. Pure.
 */
import type { ChartInputs } from '../chart/inputs.js';
import { isObject, type Json, listOf, type Resource, stringOf } from '../fhir/resource.js';
import type { CdsService } from '../sdk/service.js';
import type { HookRequest } from './answer.js';

const EXTENSION = 'org.spinewatch.values';
/** Of each measure, the newest: hourly vital signs would be thousands. */
const MOST_OF_A_MEASURE = 200;

/** The extension, or nothing where no value was read or the service has nothing to draw. */
export function valuesRead({ legend }: CdsService, { prefetch }: HookRequest, inputs: ChartInputs): Json {
  if (!legend || prefetch['observations'] !== undefined) return {};
  const all = inputs.observations.entries.map(({ resource }) => resource);
  const kept = new Set<Resource>();
  let omitted = 0;
  for (const { codes } of legend.measures) {
    const own = new Set(codes);
    const values = all.filter((one) => codingsOf(one).some(({ code }) => own.has(code)));
    omitted += Math.max(0, values.length - MOST_OF_A_MEASURE);
    const newest = [...values].sort((a, b) => (dateOf(a) < dateOf(b) ? 1 : -1));
    for (const one of newest.slice(0, MOST_OF_A_MEASURE)) kept.add(one);
  }
  if (kept.size === 0) return {};
  const gender = stringOf(inputs.patient.entries[0]?.resource['gender']);
  const observations = [...kept].map(drawable);
  return { [EXTENSION]: { ...(gender === undefined ? {} : { gender }), observations, omitted } };
}

const dateOf = (one: Resource): string =>
  stringOf(one['effectiveDateTime']) ?? stringOf(of(one, 'effectivePeriod')['start']) ?? stringOf(one['issued']) ?? '';

const of = (value: unknown, key: string): Json => {
  const inner = isObject(value) ? value[key] : undefined;
  return isObject(inner) ? inner : {};
};

function codingsOf(one: Resource): readonly { readonly system?: string; readonly code: string }[] {
  return listOf(of(one, 'code')['coding']).flatMap((coding) => {
    const code = isObject(coding) ? stringOf(coding['code']) : undefined;
    const system = isObject(coding) ? stringOf(coding['system']) : undefined;
    return code === undefined ? [] : [{ code, ...(system === undefined ? {} : { system }) }];
  });
}

/** What is drawn of it, and nothing else: no note, no performer, no subject. */
function drawable(one: Resource): Json {
  const range = listOf(one['referenceRange']).find(isObject);
  const start = stringOf(of(one, 'effectivePeriod')['start']);
  return {
    resourceType: 'Observation',
    ...texts(one, 'id', 'status', 'effectiveDateTime', 'issued'),
    ...(start === undefined ? {} : { effectivePeriod: { start } }),
    code: { coding: codingsOf(one) },
    ...quantity(one, 'valueQuantity'),
    ...(range ? { referenceRange: [{ ...quantity(range, 'low'), ...quantity(range, 'high') }] } : {}),
  };
}

const texts = (from: Json, ...keys: readonly string[]): Json =>
  Object.fromEntries(keys.flatMap((key) => (typeof from[key] === 'string' ? [[key, from[key]]] : [])));

function quantity(from: Json, key: string): Json {
  const value = of(from, key);
  if (typeof value['value'] !== 'number') return {};
  return { [key]: { value: value['value'], ...texts(value, 'unit', 'code', 'system', 'comparator') } };
}
