/** The table of value sets in docs/terminology.md, made from the files so that it cannot go stale unseen. */
import { SYSTEMS, type CodeSystem } from '../../src/terminology/systems.js';
import type { ValueSetRows } from '../../src/terminology/value-set.js';

const COLUMNS: readonly (readonly [string, CodeSystem])[] = [
  ['SNOMED CT', SYSTEMS.snomed],
  ['LOINC', SYSTEMS.loinc],
  ['ICD-10-CM', SYSTEMS.icd10cm],
  ['ICD-10', SYSTEMS.icd10],
  ['ICD-9-CM', SYSTEMS.icd9cm],
  ['ICD-O-3', SYSTEMS.icdo3],
  ['ICPC-2', SYSTEMS.icpc2],
  ['RxNorm', SYSTEMS.rxnorm],
  ['ATC', SYSTEMS.atc],
];

/** `12 + 3`: twelve codes and three filters; empty where there are none. */
function cell(codes: number, filters: number): string {
  if (codes === 0 && filters === 0) return '';
  return filters === 0 ? `${codes}` : `${codes} + ${filters}`;
}

const countOf = (sets: readonly ValueSetRows[], system: CodeSystem): string =>
  cell(
    sets.flatMap((set) => set.codes).filter((row) => row.system === system).length,
    sets.flatMap((set) => set.filters).filter((row) => row.system === system).length,
  );

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** Markdown: the counts of every set by system, then what each set cannot see. */
export function valueSetTable(sets: readonly ValueSetRows[]): string {
  const sorted = [...sets].sort((a, b) => (a.id < b.id ? -1 : 1));
  const row = (name: string, of: readonly ValueSetRows[]): string =>
    line([name, ...COLUMNS.map(([, system]) => countOf(of, system))]);
  return [
    line(['Value set', ...COLUMNS.map(([name]) => name)]),
    line(['---', ...COLUMNS.map(() => '---:')]),
    ...sorted.map((set) => row(`\`${set.id}\`: ${set.title}`, [set])),
    row(`**${sets.length} sets**`, sets),
    '',
    '| Value set | What it cannot see |',
    '| --- | --- |',
    ...sorted.flatMap((set) => set.limits.map((limit) => line([`\`${set.id}\``, limit]))),
  ].join('\n');
}
