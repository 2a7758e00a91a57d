/** What the specification writes down, sentence by sentence, with the cases that hold it. */
import type { Run } from './rule.js';
import type { Section } from './section.js';
import { caseName } from './section.js';

export interface Decision {
  readonly says: string;
  /** Files (`.yaml` may be left out) or folders of cases. */
  readonly cases: readonly string[];
}

/** Cases of a list of files and folders; what names none is in `lost`. */
export function casesNamed(names: readonly string[], runs: readonly Run[]): { count: number; lost: readonly string[] } {
  const of = (name: string): number =>
    runs.filter(
      ({ one }) => one.file.replace(/\.yaml$/, '') === name.replace(/\.yaml$/, '') || one.file.startsWith(`${name}/`),
    ).length;
  return {
    count: names.reduce((sum, name) => sum + of(name), 0),
    lost: names.filter((name) => of(name) === 0),
  };
}

export function decisionsSection(chapter: string, decisions: readonly Decision[], runs: readonly Run[]): Section {
  const gaps = decisions.flatMap(({ says, cases }) => {
    const { count, lost } = casesNamed(cases, runs);
    return [
      ...lost.map((name) => `"${says}" names no case: ${name}`),
      ...(count === 0 ? [`"${says}" has no case`] : []),
    ];
  });
  return {
    title: chapter,
    intro: '',
    head: ['The specification says', 'Cases'],
    rows: decisions.map(({ says, cases }) => [says, cases.map((name) => caseName(name)).join(' ')]),
    gaps,
  };
}

interface Hazard {
  readonly id: string;
  readonly hazard: string;
  readonly control: string;
  readonly cases: readonly string[];
  readonly tests: readonly string[];
}

/** @param testExists whether a test file or folder is there */
export function hazardsSection(
  hazards: readonly Hazard[],
  runs: readonly Run[],
  testExists: (path: string) => boolean,
): Section {
  const gaps: string[] = [];
  const rows = hazards.map(({ id, hazard, control, cases, tests }) => {
    const { count, lost } = casesNamed(cases, runs);
    gaps.push(...lost.map((name) => `${id} names no case: ${name}`));
    gaps.push(...tests.filter((path) => !testExists(path)).map((path) => `${id} names no test: ${path}`));
    if (count === 0 && tests.length === 0) gaps.push(`${id}: no case and no test`);
    return [id, hazard, control, String(count), [...cases, ...tests].map((name) => `\`${name}\``).join(' ')];
  });
  return {
    title: 'Hazards',
    intro: 'The hazard log (`content/hazards.yaml`) with the number of cases and tests that prove each control.',
    head: ['#', 'Hazard', 'Control', 'Cases', 'Where'],
    rows,
    gaps,
  };
}
