/** Features by what a case can say of them: found with each strength, not to be flagged, not found, could not be checked. */
import type { Strength } from '../../src/sdk/index.js';
import type { Run } from './rule.js';
import type { Section } from './section.js';
import { cell } from './section.js';

const STRENGTHS: readonly Strength[] = ['emergency', 'major', 'minor', 'context'];

/** Feature → the strengths that the specification gives it. */
export type StrengthsOf = Readonly<Record<string, readonly Strength[]>>;

const names = ({ one }: Run): ReadonlySet<string> =>
  new Set([...(one.expect.features ?? []), ...(one.expect.found ?? []), ...Object.keys(one.expect.strengths ?? {})]);

const strengthsSeen = ({ assessment }: Run, feature: string): ReadonlySet<Strength> =>
  new Set(assessment.found.flatMap((one) => (one.criterion === feature && one.strength ? [one.strength] : [])));

export function featuresSection(strengths: StrengthsOf, features: readonly string[], runs: readonly Run[]): Section {
  const gaps: string[] = [];
  const undeclared = features.filter((feature) => strengths[feature] === undefined);
  gaps.push(...undeclared.map((feature) => `${feature}: its strengths are not declared in expected.yaml`));
  const rows = Object.entries(strengths).map(([feature, own]) => {
    if (!features.includes(feature)) gaps.push(`${feature}: expected.yaml names a feature that the vocabulary lacks`);
    const naming = runs.filter((run) => names(run).has(feature));
    const byStrength = STRENGTHS.map((strength) => {
      const count = naming.filter((run) => strengthsSeen(run, feature).has(strength)).length;
      if (own.includes(strength) && count === 0) gaps.push(`${feature}: no case expects it as ${strength}`);
      if (!own.includes(strength) && count > 0) gaps.push(`${feature}: found as ${strength}, which it should never be`);
      return own.includes(strength) ? cell(count) : cell(undefined);
    });
    const asked = (what: string, holds: (run: Run) => boolean): string => {
      const count = runs.filter(holds).length;
      if (count === 0) gaps.push(`${feature}: no case expects it ${what}`);
      return cell(count);
    };
    const onlyShown = own.every((strength) => strength === 'context');
    return [
      feature,
      ...byStrength,
      asked('not to be flagged', ({ one }) => one.expect.not?.includes(feature) ?? false),
      onlyShown ? '–' : asked('not found', ({ one }) => one.expect.notFound?.includes(feature) ?? false),
      onlyShown
        ? '–'
        : asked(
            'not evaluated',
            ({ one }) => one.expect.notEvaluated?.some((row) => row.criterion === feature) ?? false,
          ),
    ];
  });
  return {
    title: 'Features',
    intro:
      'Cases that expect the feature with each strength it can have; cases where it must not be flagged (near misses, traps, the other side of a threshold); where it is looked for and not found; where it could not be checked. A dash: cannot be.',
    head: ['Feature', ...STRENGTHS, 'not flagged', 'not found', 'not checked'],
    rows,
    gaps,
  };
}
