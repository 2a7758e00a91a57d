/** Charts spoilt at random: fields lost, values of another type, values of other fields, huge and hostile ones. */
import fc from 'fast-check';
import type { ChartInputs } from '../../src/chart/inputs.js';
import { INPUTS } from '../../src/chart/inputs.js';

/** How one place of a resource is spoilt. Numbers are taken modulo what there is. */
export interface Mutation {
  readonly resource: number;
  readonly place: number;
  readonly value: unknown;
  /** Leave the field out; otherwise `value` takes its place, or, where that is `undefined`, the value of another place. */
  readonly drop: boolean;
  readonly other: number;
}

const HOSTILE: readonly unknown[] = [
  null,
  '',
  ' ',
  0,
  -1,
  1e308,
  true,
  [],
  {},
  [[]],
  [null],
  'x'.repeat(100_000),
  '9999-99-99',
  '0000-00-00',
  '2026-06-15T25:61:61+99:99',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '\u0000\uD800',
  '((((((((((a+)+)+)+',
  'Condition/../../Patient/1',
  { coding: null },
  { coding: [null, 1, 'x', {}] },
  { coding: { system: 1, code: {} } },
  { reference: '#' },
  { value: 'NaN', unit: [] },
  { value: 1e400, unit: 'kg' },
  { start: {}, end: [] },
  JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
];

export const mutation: fc.Arbitrary<Mutation> = fc.record({
  resource: fc.nat(),
  place: fc.nat(),
  value: fc.oneof(fc.constantFrom(...HOSTILE), fc.constant(undefined), fc.jsonValue({ maxDepth: 2 })),
  drop: fc.boolean(),
  other: fc.nat(),
});

type Holder = Record<string, unknown> | unknown[];
interface Place {
  readonly holder: Holder;
  readonly key: string;
}

const isHolder = (value: unknown): value is Holder => typeof value === 'object' && value !== null;
const at = (holder: Holder, key: string): unknown => (holder as Record<string, unknown>)[key];

function placesOf(value: unknown): readonly Place[] {
  if (!isHolder(value)) return [];
  return Object.keys(value).flatMap((key) => [{ holder: value, key }, ...placesOf(at(value, key))]);
}

/** A copy of the inputs, spoilt. The resource type stays: what is no resource never reaches a chart. */
export function spoil(inputs: ChartInputs, mutations: readonly Mutation[]): ChartInputs {
  const copy = structuredClone(inputs);
  const resources = INPUTS.flatMap((input) => copy[input].entries.map((entry) => entry.resource));
  for (const { resource, place, value, drop, other } of mutations) {
    const target = resources[resource % Math.max(resources.length, 1)];
    const places = placesOf(target).filter(({ key }) => key !== 'resourceType');
    const chosen = places[place % Math.max(places.length, 1)];
    if (!chosen) continue;
    const from = places[other % places.length] as Place;
    // A copy of what is put in too: a later mutation must spoil neither the list of values nor itself into a circle.
    const next = structuredClone(value === undefined ? at(from.holder, from.key) : value);
    if (drop) Reflect.deleteProperty(chosen.holder, chosen.key);
    else Reflect.set(chosen.holder, chosen.key, next);
  }
  return copy;
}
