/**
 * The chart of a benchmark: a woman with treated breast cancer, low back pain of three weeks and a loss of 9 % of her
 * weight, and around it as much of an ordinary record as makes the bytes asked for. It gives an `urgent` card. Pure:
 * the same options always give the same chart.
 */
import type { InputName } from '../../src/chart/inputs.js';
import { INPUTS } from '../../src/chart/inputs.js';
import type { Json } from '../../src/fhir/resource.js';
import * as codes from './codes.js';
import { Dice } from './random.js';
import * as write from './resources.js';

export interface ChartOptions {
  /** Today, in days since 1970-01-01; every date is reckoned back from it. */
  readonly asOf: number;
  readonly seed?: number;
  readonly patientId?: string;
}

/** The inputs as an EHR sends them: the Patient, and one searchset each. */
export type BenchChart = Readonly<Record<InputName, Json>>;

type Lists = Record<Exclude<InputName, 'patient'>, Json[]>;

const WEIGHT: codes.Measure = { ...codes.BODY_WEIGHT, unit: 'kg', from: 80, to: 88, category: 'vital-signs' };
/** From here back the weight is the old one: well before the rule's comparison with the newest. */
const LOST_SINCE = 150;
const YEARS = 3 * 365;
/** More than a visit with all that is written at it. */
const VISIT_BYTES = 8_000;

const writerOf = ({ patientId = 'bench-1' }: ChartOptions): write.Writer => ({
  patientId,
  base: 'https://ehr.example.org/fhir',
});

const emptyLists = (): Lists => ({
  conditions: [],
  observations: [],
  encounters: [],
  medications: [],
  procedures: [],
  reports: [],
  orders: [],
  carePlans: [],
});

/** What makes the card. */
function reasons(lists: Lists, writer: write.Writer, asOf: number): void {
  lists.conditions.push(write.condition(writer, 'cancer', codes.BREAST_CANCER, asOf - 2_900));
  lists.conditions.push(write.condition(writer, 'back-pain', codes.LOW_BACK_PAIN, asOf - 21, 'visit-now'));
  lists.encounters.push(
    write.encounter(writer, 'visit-now', codes.VISIT_TYPES[2] as codes.Code, asOf - 21, codes.LOW_BACK_PAIN),
  );
  lists.observations.push(
    write.observation(writer, 'weight-now', WEIGHT, 80, asOf - 5),
    write.observation(writer, 'weight-then', WEIGHT, 88, asOf - 270),
  );
  lists.carePlans.push(write.carePlan(writer, 'plan-1', codes.PLANS[0] as codes.Code, asOf - 400, 'cancer'));
}

/** One visit and what is written at it: about 7 kB, half of its results of codes that the rule knows. */
function visit(lists: Lists, writer: write.Writer, asOf: number, dice: Dice, number: number): void {
  const day = asOf - dice.whole(30, YEARS);
  const id = `visit-${number}`;
  const problem = dice.pick(codes.PROBLEMS);
  lists.encounters.push(write.encounter(writer, id, dice.pick(codes.VISIT_TYPES), day, problem));
  lists.conditions.push(write.condition(writer, `condition-${number}`, problem, day, id));
  lists.medications.push(
    write.medication(writer, `drug-${number}`, dice.pick(codes.DRUGS), day, `condition-${number}`),
  );
  lists.procedures.push(write.procedure(writer, `procedure-${number}`, dice.pick(codes.PROCEDURES), day, id));
  const weight = (day > asOf - LOST_SINCE ? 80 : 88) + dice.whole(-5, 5) / 10;
  lists.observations.push(write.observation(writer, `weight-${number}`, WEIGHT, weight, day, id));
  const results: string[] = [];
  for (let index = 0; index < 4; index += 1) {
    const measure = dice.pick(index % 2 === 0 ? codes.RELEVANT : codes.IRRELEVANT);
    const result = `observation-${number}-${index}`;
    const value = dice.whole(measure.from, measure.to);
    lists.observations.push(write.observation(writer, result, measure, value, day, id));
    results.push(result);
  }
  if (number % 2 === 0)
    lists.reports.push(write.report(writer, `report-${number}`, dice.pick(codes.REPORTS), day, results));
  else lists.orders.push(write.order(writer, `order-${number}`, dice.pick(codes.ORDERS), day));
}

const searchset = (writer: write.Writer, resources: readonly Json[]): Json => ({
  resourceType: 'Bundle',
  type: 'searchset',
  total: resources.length,
  entry: resources.map((resource) => write.entry(writer, resource)),
});

function chartOf(lists: Lists, writer: write.Writer): BenchChart {
  const inputs = INPUTS.map((input): [InputName, Json] => [
    input,
    input === 'patient' ? write.patient(writer) : searchset(writer, lists[input]),
  ]);
  return Object.fromEntries(inputs) as Record<InputName, Json>;
}

/** A chart of so many bytes as JSON (within a few hundred), every input of it present: 15,000 bytes at the least. */
export function chartOfBytes(bytes: number, options: ChartOptions): BenchChart {
  const writer = writerOf(options);
  const dice = new Dice(options.seed ?? 1);
  const lists = emptyLists();
  reasons(lists, writer, options.asOf);
  const sizeOf = (): number => JSON.stringify(chartOf(lists, writer)).length;
  // Two visits at the least, so that there are reports and orders.
  for (let number = 1; number <= 2 || sizeOf() + VISIT_BYTES < bytes; number += 1) {
    visit(lists, writer, options.asOf, dice, number);
  }
  for (let number = 1; sizeOf() < bytes; number += 1) {
    const measure = dice.pick(codes.IRRELEVANT);
    const day = options.asOf - dice.whole(1, YEARS);
    lists.observations.push(write.observation(writer, `filler-${number}`, measure, measure.from, day));
  }
  return chartOf(lists, writer);
}

/** A chart with so many small Observations, one in ten of a code that the rule knows; 20,000 are about 5 MB. */
export function chartOfObservations(count: number, options: ChartOptions): BenchChart {
  const writer = writerOf(options);
  const dice = new Dice(options.seed ?? 1);
  const lists = emptyLists();
  reasons(lists, writer, options.asOf);
  for (let number = lists.observations.length; number < count; number += 1) {
    const measure = dice.pick(number % 10 === 0 ? codes.RELEVANT : codes.IRRELEVANT);
    const day = options.asOf - dice.whole(1, YEARS);
    const value = dice.whole(measure.from, measure.to);
    lists.observations.push(write.smallObservation(writer, `o${number}`, measure, value, day));
  }
  return chartOf(lists, writer);
}

/** The hook call with this chart as its prefetch, and a FHIR server to read what is not in it from. */
export function hookCall(patientId: string, source: { prefetch?: Partial<BenchChart>; fhirServer?: string }): string {
  return JSON.stringify({
    hook: 'patient-view',
    hookInstance: '00000000-0000-4000-8000-000000000001',
    context: { userId: 'Practitioner/gp-1', patientId },
    ...source,
  });
}
