/** The legend of the evidence view: which quantities are drawn, with the codes, units and thresholds that the rule uses. */
import { z } from 'zod';
import type { Legend, Measure, MeasureLine, ServiceContent } from '../../src/sdk/index.js';
import type { CardContent } from './card/wording.js';
import type { RuleContent, ThresholdName, Units } from './content.js';
import { readDocument } from './content.js';
import { unitKey } from './evidence/measurements.js';

const thresholds = z.record(
  z.string(),
  z.looseObject({ value: z.number(), source: z.string(), confidence: z.string() }),
);

type Thresholds = z.infer<typeof thresholds>;
type Scale = Pick<Measure, 'unit' | 'units'>;

/** @throws ContentError where a document is wrong */
export function readLegend(content: ServiceContent, rule: RuleContent, { vocabulary }: CardContent): Legend {
  const words = vocabulary.uk;
  const codes = (...roles: readonly string[]): readonly string[] =>
    ['obs-vitals', 'obs-labs'].flatMap((set) =>
      content.terminology.codesOf(set, ({ role }) => role !== undefined && roles.includes(role)),
    );
  return {
    measures: measures(readDocument(content.documents, 'thresholds', thresholds), rule.units, codes),
    finalStatuses: rule.reading['final-statuses'],
    criteria: {
      ...words.criteria,
      ...Object.fromEntries(Object.entries(words.features).map(([name, one]) => [name, one.name])),
    },
    groups: Object.values(words.groups).map(({ label, features }) => ({ label, features })),
    levels: Object.fromEntries(Object.entries(words.levels).map(([name, { background }]) => [name, background])),
    tiers: words.tiers,
    notEvaluated: words['not-evaluated'],
    states: words['states-explained'],
  };
}

function measures(
  rows: Thresholds,
  units: Units,
  codes: (...roles: string[]) => readonly string[],
): readonly Measure[] {
  const value = (name: ThresholdName): number => (rows[name] as Thresholds[string]).value;
  const line = (name: ThresholdName, side: MeasureLine['side'], words: (figure: string) => string): MeasureLine => {
    const { source, confidence } = rows[name] as Thresholds[string];
    return { value: value(name), side, words: words(figure(value(name))), source, confidence };
  };
  const lab = (name: string): Scale => {
    const { canonical, factors } = units.labs[name] as Units['labs'][string];
    return { unit: printed(canonical), units: scaled(factors) };
  };
  const percent = Math.round(value('weight-loss-fraction') * 100);
  return [
    {
      name: 'weight',
      title: 'Weight',
      codes: codes('weight'),
      unit: printed(units.weight.canonical),
      units: scaled(units.weight.factors),
      lines: [],
      note:
        `No single weight is compared with a figure: a loss of ${percent} % or more counts, the latest weight of ` +
        `${value('weight-latest')} days against those ${value('weight-baseline-from')} to ` +
        `${value('weight-baseline-to')} days before (failing them ${value('weight-fallback-from')} to ` +
        `${value('weight-fallback-to')}), or a rapid loss within ${value('weight-recent-to')} days.`,
      features: ['weight-loss'],
    },
    {
      name: 'temperature',
      title: 'Temperature',
      codes: codes('temperature'),
      unit: printed(units.temperature.canonical),
      units: [
        { names: units.temperature.celsius.map(unitKey), factor: 1, offset: 0 },
        { names: units.temperature.fahrenheit.map(unitKey), factor: 5 / 9, offset: -160 / 9 },
      ],
      lines: [line('fever-temperature', 'from', (at) => `fever from ${at} °C on`)],
      note: `Counts for ${value('fever-measured')} days.`,
      features: ['fever'],
    },
    {
      name: 'psa',
      title: 'PSA',
      codes: codes('psa'),
      ...lab('psa'),
      lines: [line('psa-raised', 'from', (at) => `high from ${at} µg/L on`)],
      note: `Read in prostate cancer only. A value that doubles within ${value('psa-doubling-days')} days counts too.`,
      features: ['psa-raised', 'psa-rising'],
    },
    {
      name: 'calcium',
      title: 'Calcium',
      codes: codes('calcium-total', 'calcium-corrected'),
      ...lab('calcium'),
      lines: [
        line('calcium-raised', 'above', (at) => `raised above ${at} mmol/L`),
        line('calcium-severe', 'from', (at) => `severe from ${at} mmol/L on`),
      ],
      note:
        `Drawn as reported, not corrected for albumin. The rule corrects total calcium ` +
        `(LOINC ${codes('calcium-total').join(', ')}) by the albumin measured nearest to it, at most ` +
        `${value('calcium-albumin-days')} days apart: + ${value('calcium-corrected-per-albumin')} mmol/L for each g/L ` +
        `below ${value('calcium-albumin-reference')}. So a value below a line may count, and one above it may not. ` +
        `Without albumin it counts where it is raised as it stands. What the rule reckoned with stands in its finding.`,
      features: ['hypercalcaemia', 'calcium-high-normal'],
    },
    {
      name: 'esr',
      title: 'ESR',
      codes: codes('esr'),
      ...lab('esr'),
      lines: [line('esr-raised', 'above', (at) => `raised above ${at} mm/h`)],
      features: ['esr-raised'],
    },
    {
      name: 'haemoglobin',
      title: 'Haemoglobin',
      codes: codes('haemoglobin'),
      ...lab('haemoglobin'),
      lines: [
        { ...line('haemoglobin-female', 'below', (at) => `anaemia below ${at} g/L (women)`), gender: 'female' },
        { ...line('haemoglobin-male', 'below', (at) => `anaemia below ${at} g/L`), gender: 'other' },
      ],
      features: ['anaemia'],
    },
  ];
}

/** Unit names by the factor they share. */
function scaled(factors: Readonly<Record<string, number>>): Measure['units'] {
  const byFactor = new Map<number, string[]>();
  for (const [name, factor] of Object.entries(factors)) {
    byFactor.set(factor, [...new Set([...(byFactor.get(factor) ?? []), unitKey(name)])]);
  }
  return [...byFactor].map(([factor, names]) => ({ names, factor, offset: 0 }));
}

/** UCUM as people write it. */
const printed = (unit: string): string => (unit === 'Cel' ? '°C' : unit.replace(/^u(?=[a-z])/, 'µ'));

const figure = (value: number): string => String(value);
