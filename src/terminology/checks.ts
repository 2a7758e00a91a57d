/**
 * What is checked of a value set before it may go live: check digits, forms, doubles, and that each filter says in plain
 * FHIR what its structured row says. A value set that fails ends the start with the file and the code.
 */
import { ContentError } from '../sdk/service.js';
import { formOf } from './check-digits.js';
import { expandRange, filterValue } from './ranges.js';
import { SYSTEMS, type CodeSystem } from './systems.js';
import type { FilterRow, ValueSetRows } from './value-set.js';

/** Systems whose codes carry a hierarchy that a prefix can name. */
const HIERARCHICAL: ReadonlySet<CodeSystem> = new Set([
  SYSTEMS.icd10cm,
  SYSTEMS.icd10,
  SYSTEMS.icd9cm,
  SYSTEMS.icdo3,
  SYSTEMS.icpc2,
  SYSTEMS.atc,
]);

/** @throws ContentError naming the file and the code */
export function checkValueSet(set: ValueSetRows): void {
  const fail = (code: string, why: string): never => {
    throw new ContentError(set.file, `${code}: ${why}`);
  };
  const seen = new Set<string>();
  const once = (key: string, code: string, system: string): void => {
    if (seen.has(key)) fail(code, `stands twice in this set (${system})`);
    seen.add(key);
  };
  for (const { system, code, key } of set.codes) {
    const form = formOf(system);
    if (!form.code(code)) fail(code, `is not ${form.words}`);
    once(`code|${system}|${key}`, code, system);
  }
  for (const filter of set.filters) {
    const shown = filter.values.join(', ');
    const why = whyFilterIsWrong(filter);
    if (why !== undefined) fail(shown, why);
    for (const value of filter.values) once(`${filter.op}|${filter.system}|${value}`, value, filter.system);
    const plain = filterValue(filter);
    if (filter.written !== plain) fail(shown, `filter.value should be "${plain}" to say what the row says`);
  }
}

function whyFilterIsWrong({ system, op, values, except, except7th }: FilterRow): string | undefined {
  const form = formOf(system);
  if (!HIERARCHICAL.has(system)) return `no filters over ${system}: its codes have no hierarchy`;
  if (op !== 'in' && values.length !== 1) return `${op} takes one value`;
  if (op === 'in' && (except.length > 0 || except7th.length > 0)) return 'an exact list has no exceptions';
  if (except7th.length > 0 && system !== SYSTEMS.icd10cm) return 'only ICD-10-CM has a seventh character';
  for (const code of except)
    if (!form.prefix.test(code)) return `exception ${code} is not the beginning of ${form.words}`;
  if (op === 'prefixRange') {
    const prefixes = expandRange(values[0] ?? '');
    if (!prefixes) return 'is no range such as C00-C96';
    return prefixes.every((prefix) => form.prefix.test(prefix)) ? undefined : `is no range of ${form.words}`;
  }
  const wrong = values.find((value) => !(op === 'in' ? form.code(value) : form.prefix.test(value)));
  if (wrong !== undefined) return `${wrong} is not ${op === 'in' ? '' : 'the beginning of '}${form.words}`;
  const lost = except.find((code) => !code.startsWith(values[0] ?? ''));
  return lost === undefined ? undefined : `exception ${lost} lies outside the filter`;
}
