/** The resource types that a chart is made of. */
import { INPUTS, RESOURCE_TYPE, type InputName } from '../../chart/inputs.js';

/** By resource type, the input it belongs to. */
export const INPUT_TYPES: ReadonlyMap<string, InputName> = new Map(
  INPUTS.map((input) => [RESOURCE_TYPE[input], input]),
);

/** A Medication is about no patient; prescriptions point to it. */
export const isRead = (type: string): boolean => INPUT_TYPES.has(type) || type === 'Medication';
