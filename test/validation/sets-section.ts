/** Value sets: which case fails without their rows, from which code systems cases take codes, and excepted codes. */
import type { ValueSetRows } from '../../src/terminology/value-set.js';
import { rowKey } from './terminology.js';
import type { ChangeableRule, Run } from './rule.js';
import type { Section } from './section.js';
import { caseName, cell } from './section.js';
import type { Witnesses } from './witnesses.js';

/** Rows without which every chart reads the same, each with the reason. */
export type NothingRests = Readonly<Record<string, string>>;

const keysOf = ({ id, codes, filters }: ValueSetRows): readonly string[] => [
  ...new Set([...codes, ...filters].map(({ fields }) => rowKey({ ...fields, set: id }))),
];

export function rowsSection(
  sets: readonly ValueSetRows[],
  reasons: NothingRests,
  runs: readonly Run[],
  rule: ChangeableRule,
  witnesses: Witnesses,
): Section {
  const gaps: string[] = [];
  const rows = sets.flatMap(keysOf).map((key) => {
    const near = runs.filter(({ met }) => met.has(key));
    const reason = reasons[key];
    const found =
      reason === undefined ? witnesses.find(`${key} left out`, near, (run) => rule.failsWithout(key, run)) : undefined;
    if (near.length === 0) gaps.push(`${key}: no case has such a code`);
    else if (found === undefined && reason === undefined) gaps.push(`${key}: no case fails without these rows`);
    return [`\`${key}\``, cell(near.length), reason === undefined ? caseName(found) : `(${reason})`];
  });
  return {
    title: 'Rows of the value sets, by what they mean',
    intro:
      'The rows of a set that mean the same (its role and feature stand behind the colon) are left out and the cases run again. The case named is the first that fails then. Sets of exclusions count as well: without them something would be found that must not be.',
    head: ['Value set and meaning', 'Cases with such a code', 'Without them fails'],
    rows,
    gaps,
  };
}

export function systemsSection(sets: readonly ValueSetRows[], runs: readonly Run[]): Section {
  const gaps: string[] = [];
  const systems = [...new Set(sets.flatMap(({ codes, filters }) => [...codes, ...filters].map((row) => row.system)))];
  const rows = sets.map(({ id, codes, filters }) => [
    `\`${id}\``,
    ...systems.map((system) => {
      if (![...codes, ...filters].some((row) => row.system === system)) return cell(undefined);
      const count = runs.filter(({ met }) => met.has(`${id} @ ${system}`)).length;
      if (count === 0) gaps.push(`${id}: no case has a code of ${system}`);
      return cell(count);
    }),
  ]);
  return {
    title: 'Value sets, by code system',
    intro: 'Cases with a code that the set holds, by the code system of the code. A dash: no rows of that system.',
    head: ['Value set', ...systems.map(shortName)],
    rows,
    gaps,
  };
}

const shortName = (system: string): string =>
  system
    .replace(/^urn:oid:/, '')
    .split('/')
    .filter((part) => part !== '')
    .at(-1) ?? system;
