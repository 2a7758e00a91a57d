/** Rows of the decision table by level: a case that fails when a row no longer holds for a level it names. */
import { DECISION_TABLE } from '../../cds-services/metastatic-back-pain/triage.js';
import type { ChangeableRule, Run } from './rule.js';
import type { Section } from './section.js';
import { caseName, cell, plural } from './section.js';
import type { Witnesses } from './witnesses.js';

const LEVELS = ['established', 'high-risk-other', 'possible', 'other'] as const;

interface RowInWords {
  readonly row: number;
  readonly title: string;
}

export function tableSection(
  inWords: readonly RowInWords[],
  runs: readonly Run[],
  rule: ChangeableRule,
  witnesses: Witnesses,
): Section {
  const gaps: string[] = [];
  const rows = DECISION_TABLE.map((row) => {
    const all = row.levels;
    const counts = LEVELS.map((level) => {
      if (!all.includes(level)) return cell(undefined);
      const near = runs.filter(({ assessment }) => assessment.tier === row.tier && assessment.cancer.level === level);
      Object.assign(row, { levels: all.filter((one) => one !== level) });
      const found = witnesses.find(`row ${row.row} not for ${level}`, near, (run) => rule.fails(run));
      Object.assign(row, { levels: all });
      if (found === undefined) gaps.push(`row ${row.row} for level ${level}: no case rests on it`);
      return caseName(found);
    });
    const title = inWords.find((one) => one.row === row.row)?.title ?? '';
    return [`${row.row} ${title}`, row.tier, ...counts];
  });
  const lastRow = runs.filter(({ one }) => one.expect.reason === 'other-cancer-no-major').length;
  if (lastRow === 0) gaps.push('row 6: no case expects other-cancer-no-major');
  return {
    title: 'Rows of the decision table, by level of cancer',
    intro:
      'The first case that fails when the row no longer holds for the level: it rests on this row and on no other. A dash: the row does not name the level.',
    head: ['Row', 'Tier', ...LEVELS],
    rows: [...rows, ['6 Other cancer and no major feature', 'no card', '–', '–', '–', plural(lastRow, 'case')]],
    gaps,
  };
}
