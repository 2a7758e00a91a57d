/** The generated part of docs/clinical-validation.md. */
import type { Coverage } from './coverage.js';
import type { Section } from './section.js';

export const START = '<!-- coverage: made by `npm run validation`, checked by test/validation/validation.test.ts -->\n';
export const END = '\n<!-- end of coverage -->';

export const gapsOf = ({ chapters }: Coverage): readonly string[] =>
  chapters.flatMap(({ sections }) => sections.flatMap(({ gaps }) => gaps));

export function render(coverage: Coverage): string {
  const gaps = gapsOf(coverage);
  const state =
    gaps.length === 0 ? 'Nothing that must have a case is without one.' : `Without a case: ${gaps.join('; ')}.`;
  const chapters = coverage.chapters.map(({ title, sections }) =>
    [`## ${title}`, ...sections.map(sectionText)].join('\n\n'),
  );
  return [`${coverage.cases} cases. ${state}`, ...chapters].join('\n\n');
}

function sectionText({ title, intro, head, rows }: Section): string {
  const numeric = head.map(
    (_, column) => column > 0 && rows.every((row) => /^(?:\d+|–|never.*)$/.test(row[column] ?? '')),
  );
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`;
  const rule = `| ${numeric.map((one) => (one ? '---:' : '---')).join(' | ')} |`;
  return [`### ${title}`, ...(intro === '' ? [] : ['', intro]), '', line(head), rule, ...rows.map(line)].join('\n');
}

const escaped = (text: string): string => text.replaceAll('|', '\\|');

/** The document with its generated part anew. */
export function withCoverage(document: string, coverage: Coverage): string {
  const start = document.indexOf(START);
  const end = document.indexOf(END);
  if (start < 0 || end < start) throw new Error('docs/clinical-validation.md has lost the marks of its generated part');
  return `${document.slice(0, start + START.length)}\n${render(coverage)}\n${document.slice(end)}`;
}
