/** The features of medicines, with the inputs each needs before it may be called "not found". */
import type { InputName } from '../../../../src/sdk/index.js';
import type { SpinalPain } from '../back-pain.js';
import type { RuleContext } from '../context.js';
import type { Feature } from '../feature.js';
import { opioidFeatures } from './opioids.js';
import { steroids } from './steroids.js';
import { treatmentFailure } from './treatment-failure.js';

interface MedicineRow {
  readonly name: string;
  readonly inputs: readonly InputName[];
  readonly read: () => Feature | undefined;
}

export function medicineRows(context: RuleContext, pain: SpinalPain): readonly MedicineRow[] {
  const opioids = opioidFeatures(context);
  return [
    {
      name: 'opioid-start',
      inputs: ['medications', 'encounters', 'conditions', 'procedures'],
      read: () => opioids.start,
    },
    { name: 'opioid-other', inputs: ['medications', 'conditions'], read: () => opioids.other },
    {
      name: 'treatment-failure',
      inputs: ['conditions', 'encounters', 'observations', 'medications', 'procedures', 'orders'],
      read: () => treatmentFailure(context, pain),
    },
    { name: 'steroids', inputs: ['medications'], read: () => steroids(context) },
  ];
}
