/** The features of laboratory values, with the inputs each needs (specification 3.2, 3.3). */
import type { InputName } from '../../../../src/sdk/index.js';
import type { CancerEvidence } from '../cancer.js';
import type { RuleContext } from '../context.js';
import type { Feature, MinorGroup } from '../feature.js';
import { anaemia } from './anaemia.js';
import { calciumFeatures } from './calcium.js';
import { psaRaised, psaRisen } from './psa.js';
import { aboveRange, raisedFeature } from './raised.js';

const INPUTS: readonly InputName[] = ['observations'];

interface LabRow {
  readonly name: string;
  readonly inputs: readonly InputName[];
  readonly read: () => Feature | undefined;
}

/** PSA is looked for in prostate cancer only, established or possible; a code for a rising PSA is one. */
export function labRows(context: RuleContext, cancer: CancerEvidence): readonly LabRow[] {
  const { threshold } = context;
  const calcium = calciumFeatures(context);
  const row = (name: string, read: () => Feature | undefined): LabRow => ({ name, inputs: INPUTS, read });
  const minor = (name: string, group: MinorGroup, digits: number, label?: string) => ({
    name,
    strength: 'minor' as const,
    group,
    digits,
    ...(label === undefined ? {} : { label }),
  });
  const esr = { name: 'esr-raised', strength: 'major', digits: 0 } as const;
  const marker = (label: string) => minor('tumour-marker-raised', 'tumour-bone', 1, label);
  return [
    row('hypercalcaemia', () => calcium.raised),
    row('esr-raised', () => raisedFeature(esr, 'esr', { above: threshold['esr-raised'] }, context)),
    row('anaemia', () => anaemia(context)),
    row('crp-raised', () =>
      raisedFeature(minor('crp-raised', 'inflammation', 1), 'crp', { from: threshold['crp-raised'] }, context),
    ),
    row('ldh-raised', () => aboveRange(minor('ldh-raised', 'inflammation', 0), 'ldh', context)),
    row('alp-raised', () => aboveRange(minor('alp-raised', 'tumour-bone', 0), 'alp', context)),
    row('calcium-high-normal', () => calcium.highNormal),
    row(
      'tumour-marker-raised',
      () => aboveRange(marker('CEA'), 'cea', context) ?? aboveRange(marker('CA 15-3'), 'ca15-3', context),
    ),
    ...(cancer.held.has('prostate')
      ? [
          row('psa-raised', () => psaRaised(context)),
          { ...row('psa-rising', () => psaRisen(context)), inputs: ['conditions', 'observations'] as const },
        ]
      : []),
  ];
}
