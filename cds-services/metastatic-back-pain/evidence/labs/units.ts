/** A laboratory value in the unit the rule reckons in: by the list of plain names first, else by UCUM. */
import type { Measurement, NotEvaluatedReason } from '../../../../src/sdk/index.js';
import { convertUnit } from '../../../../src/sdk/index.js';
import type { LabQuantity } from '../../content-labs.js';
import type { RuleContext } from '../context.js';
import { unitKey } from '../measurements.js';

interface Scale {
  readonly quantity: LabQuantity;
  readonly factors: ReadonlyMap<string, number>;
}

const scales = new WeakMap<object, ReadonlyMap<string, Scale>>();

function scaleOf(role: string, context: RuleContext): Scale | undefined {
  const { labs } = context.content.units;
  let byRole = scales.get(labs);
  if (!byRole) {
    byRole = new Map(
      Object.values(labs).flatMap((quantity) => {
        const factors = new Map(Object.entries(quantity.factors).map(([unit, factor]) => [unitKey(unit), factor]));
        return quantity.roles.map((one): [string, Scale] => [one, { quantity, factors }]);
      }),
    );
    scales.set(labs, byRole);
  }
  return byRole.get(role);
}

/** The unit in which values of this role are reckoned. */
export const canonicalUnit = (role: string, context: RuleContext): string =>
  scaleOf(role, context)?.quantity.canonical ?? '';

/** The value in the canonical unit of the role, or why there is none: no unit, an unknown one, outside the bounds. */
export function toCanonical(
  role: string,
  measurement: Measurement,
  context: RuleContext,
): { readonly value: number } | { readonly reason: NotEvaluatedReason } {
  const scale = scaleOf(role, context);
  const written = [measurement.unit, measurement.printed].filter((unit) => unit !== undefined);
  if (!scale || written.length === 0) return { reason: 'no-unit' };
  const value = firstKnown(measurement.value, written, scale);
  if (value === undefined) return { reason: 'unknown-unit' };
  const { min, max } = scale.quantity;
  return value < min || (max !== undefined && value > max) ? { reason: 'implausible' } : { value };
}

function firstKnown(value: number, units: readonly string[], { quantity, factors }: Scale): number | undefined {
  const factor = units.map((unit) => factors.get(unitKey(unit))).find((one) => one !== undefined);
  if (factor !== undefined) return value * factor;
  const { 'molar-mass': molarMass, charge } = quantity;
  const substance = {
    ...(molarMass === undefined ? {} : { molarMass }),
    ...(charge === undefined ? {} : { charge }),
  };
  for (const unit of units) {
    const converted = convertUnit(value, unit, quantity.canonical, substance);
    if (converted !== undefined) return converted;
  }
  return undefined;
}
