/** What was done, by the tier that it meets: how often it hides the card, and how often the card is shown all the same. */
import { EXCLUSIONS } from '../../cds-services/metastatic-back-pain/suppression/exclusions.js';
import type { Tier } from '../../src/sdk/index.js';
import type { ChangeableRule, Run } from './rule.js';
import type { Section } from './section.js';
import { caseName } from './section.js';
import type { Witnesses } from './witnesses.js';

const HIDDEN = ['hospice', 'imaging-done', 'imaging-ordered'];
const TIERS = ['recommended', 'urgent', 'emergency'] as const;

/** A kind of record that something was done: the rows of the value sets that know it, and the resources that it takes. */
export interface DoneKind {
  readonly name: string;
  readonly rows: readonly string[];
  readonly resources: readonly string[];
  /** By tier: whether the specification lets it hide the card. */
  readonly hides: Readonly<Record<(typeof TIERS)[number], boolean>>;
}

const holds = ({ one, met }: Run, { rows, resources }: DoneKind): boolean =>
  rows.some((row) => met.has(row)) && one.chart.some((entry) => resources.includes(Object.keys(entry)[0] ?? ''));

/** The tier that the chart would have without any exclusion. */
function tierWithout(run: Run, rule: ChangeableRule): Tier | null {
  const own = EXCLUSIONS.map(({ hides }) => hides);
  EXCLUSIONS.forEach((one) => Object.assign(one, { hides: () => false }));
  const { tier } = rule.run(run.one).assessment;
  EXCLUSIONS.forEach((one, index) => Object.assign(one, { hides: own[index] }));
  return tier;
}

/** A chart in which something was done, and the tier it would have without any exclusion. */
interface Done {
  readonly run: Run;
  readonly would: Tier | null;
}

export const chartsWithDone = (
  kinds: readonly DoneKind[],
  runs: readonly Run[],
  rule: ChangeableRule,
): readonly Done[] =>
  runs
    .filter((run) => kinds.some((kind) => holds(run, kind)) || HIDDEN.includes(run.assessment.reason ?? ''))
    .map((run) => ({ run, would: tierWithout(run, rule) }));

export function suppressionSection(kinds: readonly DoneKind[], done: readonly Done[]): Section {
  const gaps: string[] = [];
  const rows = kinds.map((kind) => [
    kind.name,
    ...TIERS.flatMap((tier) => {
      const near = done.filter(({ run, would }) => would === tier && holds(run, kind));
      const hidden = near.filter(({ run }) => run.assessment.tier !== tier).length;
      const shown = near.length - hidden;
      const where = `${kind.name} × ${tier}`;
      if (shown === 0) gaps.push(`${where}: no case where the card is shown all the same`);
      if (kind.hides[tier] && hidden === 0) gaps.push(`${where}: no case where it hides the card`);
      return [
        kind.hides[tier] ? String(hidden) : `never${hidden > 0 ? ` (${hidden} by something else)` : ''}`,
        String(shown),
      ];
    }),
  ]);
  return {
    title: 'What was done, by the tier that it meets',
    intro:
      'For charts that would reach the tier: cases where the card is hidden, and where it is shown all the same (too old, before the pain, another region, not final …).',
    head: ['Record', ...TIERS.flatMap((tier) => [`${tier}: hidden`, 'shown'])],
    rows,
    gaps,
  };
}

/** The tiers that the specification lets an exclusion hide. */
const CAN_HIDE: Readonly<Record<string, readonly Tier[]>> = {
  'hospice-care': ['recommended'],
  'comfort-care': ['recommended', 'urgent'],
  'mri-after-the-finding': TIERS,
  'mri-ordered-in-time': ['recommended', 'urgent'],
};

/** Each exclusion by tier: a case that fails when it alone is taken away for that tier. */
export function exclusionsSection(done: readonly Done[], rule: ChangeableRule, witnesses: Witnesses): Section {
  const gaps: string[] = [];
  const near = done.filter(({ run, would }) => would !== run.assessment.tier).map(({ run }) => run);
  const rows = EXCLUSIONS.map((exclusion) => {
    const { hides } = exclusion;
    const cells = TIERS.map((tier) => {
      if (CAN_HIDE[exclusion.name]?.includes(tier) !== true) return 'never';
      Object.assign(exclusion, {
        hides: (...[asked, facts]: Parameters<typeof hides>) => asked !== tier && hides(asked, facts),
      });
      const found = witnesses.find(`${exclusion.name} not for ${tier}`, near, (run) => rule.fails(run));
      Object.assign(exclusion, { hides });
      if (found === undefined) gaps.push(`exclusion ${exclusion.name} × ${tier}: no case rests on it`);
      return caseName(found);
    });
    return [exclusion.name, ...cells];
  });
  return {
    title: 'Exclusions, by tier',
    intro: 'The first case that fails when this exclusion alone no longer hides the tier.',
    head: ['Exclusion', ...TIERS],
    rows,
    gaps,
  };
}
