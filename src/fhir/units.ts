/**
 * Units of measure by UCUM, through a library: a value in one unit, as a value in another.
 *
 * The library is loaded at the first question, not at start (25 ms, 12 MB), and asked once for each pair of units; what
 * it said is remembered, within bounds. Units come from charts and may be anything, so only what has the form of a UCUM
 * expression reaches the library, which would otherwise write to the console. Pure but for what it remembers.
 */
import { createRequire } from 'node:module';

/** What is measured, where mass turns to amount of substance (g/mol) or that to equivalents (charge). */
export interface Substance {
  readonly molarMass?: number;
  readonly charge?: number;
}

/** Every conversion is a straight line: Celsius and Fahrenheit have an offset, all others none. */
interface Line {
  readonly scale: number;
  readonly offset: number;
}

/** The part of the library that is used. */
interface UcumUtils {
  convertUnitTo(
    from: string,
    value: number,
    to: string,
    options: { molecularWeight?: number; charge?: number },
  ): { readonly status: string; readonly toVal: number | null };
}

/** Pairs of units remembered; the oldest goes first. */
const REMEMBERED = 500;
const MAX_LENGTH = 40;
const ATOM = String.raw`[A-Za-z0-9%'"*[\]_^+-]{1,20}`;
const EXPRESSION = new RegExp(`^/?${ATOM}(?:[./]${ATOM})*$`);

const lines = new Map<string, Line | undefined>();
let utils: UcumUtils | undefined;

/**
 * The value in the other unit; `undefined` where a unit is not known or the two do not measure the same.
 * @param from a UCUM expression, as a chart has it; case matters
 * @param to a UCUM expression
 */
export function convertUnit(value: number, from: string, to: string, substance: Substance = {}): number | undefined {
  const line = lineBetween(from, to, substance);
  if (!line || !Number.isFinite(value)) return undefined;
  const converted = value * line.scale + line.offset;
  return Number.isFinite(converted) ? converted : undefined;
}

function lineBetween(from: string, to: string, { molarMass, charge }: Substance): Line | undefined {
  if (from.length > MAX_LENGTH || to.length > MAX_LENGTH) return undefined;
  const key = `${from}|${to}|${molarMass ?? ''}|${charge ?? ''}`;
  if (lines.has(key)) return lines.get(key);
  const line = askForLine(withoutAnnotations(from), withoutAnnotations(to), {
    ...(molarMass === undefined ? {} : { molecularWeight: molarMass }),
    ...(charge === undefined ? {} : { charge }),
  });
  if (lines.size >= REMEMBERED) lines.delete(lines.keys().next().value as string);
  lines.set(key, line);
  return line;
}

/** Annotations in braces mean nothing: `ug{FEU}/L` is `ug/L`, `mL/min/{1.73_m2}` is `mL/min`. */
const withoutAnnotations = (unit: string): string => unit.trim().replace(/[./]?\{[^{}]*\}/g, '');

type Options = Parameters<UcumUtils['convertUnitTo']>[3];

function askForLine(from: string, to: string, options: Options): Line | undefined {
  if (!EXPRESSION.test(from) || !EXPRESSION.test(to)) return undefined;
  const at = (value: number): number => {
    const { status, toVal } = library().convertUnitTo(from, value, to, options);
    return status === 'succeeded' && toVal !== null ? toVal : Number.NaN;
  };
  try {
    const [zero, one, hundred] = [at(0), at(1), at(100)];
    const scale = one - zero;
    const straight = Math.abs(zero + 100 * scale - hundred) <= 1e-9 * Math.max(1, Math.abs(hundred));
    return straight && scale > 0 ? { scale, offset: zero } : undefined;
  } catch {
    // The library throws for some names that are no units ("constructor").
    return undefined;
  }
}

function library(): UcumUtils {
  if (!utils) {
    const require = createRequire(import.meta.url);
    const loaded = require('@lhncbc/ucum-lhc') as { UcumLhcUtils: { getInstance(): UcumUtils } };
    utils = loaded.UcumLhcUtils.getInstance();
  }
  return utils;
}
