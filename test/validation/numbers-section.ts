/** Every number on both sides: which case fails when it is one step less, and which when it is one step more. */
import { stepped, type RuleNumber } from './numbers.js';
import type { ChangeableRule, Run } from './rule.js';
import type { Section } from './section.js';
import { caseName } from './section.js';
import type { Witnesses } from './witnesses.js';

/** Changes of a number that no chart can show, each with the reason. */
export const NO_CHART_SHOWS: Readonly<Record<string, string>> = {
  'thresholds: treatment-failure-contacts less':
    'a treatment must lie between the first and the last contact, so one contact is never enough',
};

export function numbersSection(
  numbers: readonly RuleNumber[],
  runs: readonly Run[],
  rule: ChangeableRule,
  witnesses: Witnesses,
): Section {
  const gaps: string[] = [];
  const rows = numbers.map((number) => {
    const near = runs.filter((run) => run.numbers.has(number.name));
    const witness = (times: number, side: string): string => {
      const change = `${number.name} ${side}`;
      const found = witnesses.find(change, near, (run) => rule.failsWith(number.name, stepped(number, times), run));
      if (found !== undefined) return caseName(found);
      const reason = NO_CHART_SHOWS[change];
      if (reason === undefined) gaps.push(`${change} (${number.value} → ${stepped(number, times)}): no case notices`);
      return reason === undefined ? '–' : `(${reason})`;
    };
    return [number.name, `${number.value} ${number.unit}`, `${number.step}`, witness(-1, 'less'), witness(1, 'more')];
  });
  return {
    title: 'Numbers, on both sides',
    intro:
      'Each number of the content is made one step smaller, then one step larger, and the cases are run again. The case named is the first that fails then: it sits on that edge.',
    head: ['Number', 'Value', 'Step', 'One step less fails', 'One step more fails'],
    rows,
    gaps,
  };
}
