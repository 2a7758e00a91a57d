/**
 * One invented patient and the chart that a server would export. Drawn from the seed and the patient's number alone, so
 * that the first 2,000 of 200,000 patients are the same 2,000. Pure.
 */
import type { Json } from '../../../src/fhir/resource.js';
import type { Code } from '../codes.js';
import * as base from '../codes.js';
import { Chance } from './chance.js';
import * as codes from './codes.js';
import type { Pen } from './dialects.js';
import { DIALECTS, newId } from './dialects.js';
import type { Person } from './resources.js';
import * as write from './resources.js';
import * as unread from './unread.js';

/** Shares of patients. */
export const SHARES = {
  cancer: 0.05,
  child: 0.2,
  deceased: 0.02,
  deceasedWithCancer: 0.12,
  backPain: 0.28,
  backPainOfChildren: 0.08,
  nearMiss: 0.15,
  lossOfWeight: 0.04,
};
/** Bytes of a chart: log-normal. A cancer makes it longer. */
const SIZE = { median: 3_900, sigma: 1.2, withCancer: 2.2, most: 600_000 };
/** How the cancers of adults are spread over the kinds. */
const KINDS = { breast: 0.2, prostate: 0.17, lung: 0.09, kidney: 0.05, thyroid: 0.05, other: 0.44 };
const YEAR = 365.25;

/** One line of the export. `day` is the one it was written on, by which servers order. */
export interface Line {
  readonly type: string;
  readonly day: number;
  readonly text: string;
}

export interface Chart {
  readonly id: string;
  /** Whether the chart holds a cancer that the rule knows. */
  readonly cancer: boolean;
  readonly backPain: boolean;
  readonly deceased: boolean;
  /** In years. */
  readonly age: number;
  readonly lines: readonly Line[];
}

const FAMILIES = ['Smith', 'Johnson', 'Müller', 'García', 'Nguyen', 'Williams', 'Brown', 'Kowalski', 'O’Neill', 'Lee'];
const GIVEN = { female: ['Ada', 'Mary', 'Zoë', 'Linda', 'Ana'], male: ['John', 'José', 'Tom', 'Wei', 'Karl'] } as const;

class ChartWriter {
  readonly lines: Line[] = [];
  bytes = 0;

  /** @returns the id of the resource */
  add(resource: Json, day: number): string {
    const text = JSON.stringify(resource);
    this.bytes += Buffer.byteLength(text) + 1;
    this.lines.push({ type: String(resource['resourceType']), day, text });
    return String(resource['id']);
  }
}

/** What a patient is, before anything is written. */
interface Plan {
  readonly pen: Pen;
  readonly person: Person;
  /** No record is after it: death, or the day of the export. */
  readonly last: number;
  readonly cancer: codes.Kind | undefined;
  readonly backPain: boolean;
  readonly target: number;
}

/** @param asOf day of the export, days since 1970-01-01 */
export function chartOf(seed: number, index: number, asOf: number): Chart {
  const plan = planOf(new Chance(seed, index), asOf);
  const { pen, person, last, cancer } = plan;
  const chart = new ChartWriter();
  chart.add(write.patient(pen, person), Math.max(person.birth, last - 4_000));
  if (cancer !== undefined) writeCancer(chart, plan, cancer);
  if (plan.backPain) writeBackPain(chart, plan);
  if (cancer === undefined && pen.chance.happens(SHARES.nearMiss)) writeNearMiss(chart, plan);
  writeVisits(chart, plan);
  return {
    id: pen.patientId,
    cancer: cancer !== undefined,
    backPain: plan.backPain,
    deceased: person.death !== undefined,
    age: (asOf - person.birth) / YEAR,
    lines: chart.lines,
  };
}

function planOf(chance: Chance, asOf: number): Plan {
  const patientId = chance.uuid();
  const hasCancer = chance.happens(SHARES.cancer);
  const child = !hasCancer && chance.happens(SHARES.child / (1 - SHARES.cancer));
  const years = hasCancer
    ? Math.min(98, Math.max(24, chance.normal(67, 12)))
    : child
      ? chance.decimal(0.1, 17.8, 3)
      : Math.min(99, 18.1 + Math.abs(chance.normal(28, 20)));
  const cancer = hasCancer ? chance.weighted(KINDS) : undefined;
  const gender =
    cancer === 'prostate' ? 'male' : cancer === 'breast' ? 'female' : chance.pick(['female', 'male'] as const);
  const birth = Math.round(asOf - years * YEAR);
  const dead = !child && chance.happens(hasCancer ? SHARES.deceasedWithCancer : (SHARES.deceased * years) / 50);
  const death = dead ? asOf - chance.whole(1, Math.min(1_500, Math.floor(years * 100))) : undefined;
  const given = chance.pick(GIVEN[gender]);
  const family = chance.pick(FAMILIES);
  const pen: Pen = { dialect: chance.weighted(DIALECTS), chance, patientId, patientName: `${family}, ${given}` };
  const target = chance.logNormal(SIZE.median * (hasCancer ? SIZE.withCancer : 1), SIZE.sigma);
  return {
    pen,
    person: { family, given, gender, birth, ...(death === undefined ? {} : { death }) },
    last: (death ?? asOf) - 1,
    cancer,
    backPain: chance.happens(child ? SHARES.backPainOfChildren : SHARES.backPain),
    target: Math.min(SIZE.most, target),
  };
}

/** A day within so many before the last one, in the patient's life. */
const before = ({ pen, person, last }: Plan, days: number): number =>
  last - pen.chance.whole(0, Math.max(0, Math.min(days, last - person.birth)));

function writeCancer(chart: ChartWriter, plan: Plan, kind: codes.Kind): void {
  const { pen } = plan;
  const { chance } = pen;
  const { snomed, icd, history } = codes.CANCERS[kind];
  const day = before(plan, 5_500);
  const how = chance.weighted({ snomed: 0.45, icd: 0.2, both: 0.12, history: 0.2, text: 0.03 });
  const code =
    how === 'text' && kind !== 'other'
      ? codes.CANCER_TEXTS[kind]
      : how === 'history'
        ? [chance.pick(history)]
        : how === 'icd'
          ? [chance.pick(icd)]
          : [chance.often(snomed), ...(how === 'both' && kind !== 'other' ? [chance.pick(icd)] : [])];
  const ended = chance.happens(0.25) ? { ended: day + chance.whole(0, Math.max(0, plan.last - day)) } : {};
  const id = chart.add(write.condition(pen, code, day, ended), day);
  if (how === 'history') return;
  if (chance.happens(0.5)) chart.add(write.stage(pen, chance.pick(codes.STAGES), day), day);
  if (chance.happens(0.1)) {
    const spread = day + chance.whole(0, plan.last - day);
    chart.add(write.condition(pen, [chance.often(codes.BONE_METASTASES)], spread), spread);
  }
  if (chance.happens(0.4)) chart.add(write.medication(pen, chance.pick(codes.CANCER_DRUGS), day, undefined, id), day);
  if (chance.happens(0.4)) chart.add(write.carePlan(pen, chance.pick(codes.CANCER_PLANS), day, id), day);
  if (kind === 'prostate') {
    for (let test = chance.whole(1, 4); test > 0; test -= 1) {
      const at = before(plan, 900);
      const value = {
        category: 'laboratory',
        value: chance.decimal(0.1, 9, 2),
        unit: 'ng/mL',
        low: 0,
        high: 4,
      } as const;
      chart.add(write.observation(pen, chance.often(codes.PSA), at, value), at);
    }
  }
}

function writeBackPain(chart: ChartWriter, plan: Plan): void {
  const { pen } = plan;
  const { chance } = pen;
  const day = before(plan, 1_100);
  const code = chance.often(codes.BACK_PAIN);
  const visit = newId(pen);
  chart.add(write.visit(pen, visit, chance.pick(base.VISIT_TYPES), day, code), day);
  const ended = chance.happens(0.5) ? { ended: day + chance.whole(0, plan.last - day) } : {};
  const id = chart.add(write.condition(pen, [code], day, { visit, ...ended }), day);
  if (chance.happens(0.15)) chart.add(write.medication(pen, chance.pick(codes.OPIOIDS), day, visit, id), day);
  if (chance.happens(0.2)) {
    const imaging = chance.pick(codes.SPINE_IMAGING);
    chart.add(write.order(pen, imaging, day, visit), day);
    if (chance.happens(0.7)) chart.add(write.report(pen, imaging, Math.min(day + 9, plan.last), [], visit), day);
  }
  if (chance.happens(0.3)) {
    const score = { category: 'vital-signs', value: chance.whole(1, 9), unit: '{score}', visit } as const;
    chart.add(write.observation(pen, chance.often(codes.PAIN_SCORE), day, score), day);
  }
}

function writeNearMiss(chart: ChartWriter, plan: Plan): void {
  const { pen } = plan;
  const { chance } = pen;
  const day = before(plan, 4_000);
  const cancer = chance.often(codes.CANCERS[chance.pick(codes.SITES)].snomed);
  const kind = chance.weighted({ code: 0.6, text: 0.15, refuted: 0.08, mistaken: 0.05, family: 0.12 });
  if (kind === 'family') {
    chart.add(unread.familyHistory(pen, cancer, day), day);
    return;
  }
  const code =
    kind === 'code'
      ? [chance.pick(codes.NEAR_MISSES)]
      : kind === 'text'
        ? chance.pick(codes.NEAR_MISS_TEXTS)
        : [cancer];
  const verification = {
    code: 'confirmed',
    text: 'confirmed',
    refuted: 'refuted',
    mistaken: 'entered-in-error',
  } as const;
  chart.add(write.condition(pen, code, day, { verification: verification[kind] }), day);
}

/** Visits with all that is written at them, one thing after the other, until the chart has its size. */
function writeVisits(chart: ChartWriter, plan: Plan): void {
  const weight = weights(plan);
  const allergies = plan.pen.chance.happens(0.1);
  if (allergies) chart.add(unread.allergy(plan.pen, before(plan, 4_000)), plan.last);
  while (chart.bytes < plan.target) {
    for (const resource of visit(chart, plan, weight)) if (resource() > plan.target) break;
  }
}

/** Weight by day: steady, or with a loss in the last half year. Kilograms. */
function weights({ pen: { chance }, person, last }: Plan): (day: number) => number {
  const adult = chance.normal(person.gender === 'male' ? 84 : 71, 13);
  const lost = chance.happens(SHARES.lossOfWeight) ? 0.09 : 0;
  return (day) => {
    const years = (day - person.birth) / YEAR;
    const grown = years < 18 ? 3.5 + (years / 18) * (adult - 3.5) : adult;
    return Math.max(3, grown * (day > last - 150 ? 1 - lost : 1) + chance.decimal(-0.8, 0.8, 1));
  };
}

/** The steps of one visit; each adds resources and gives the bytes of the chart so far. */
function* visit(chart: ChartWriter, plan: Plan, weight: (day: number) => number): Generator<() => number> {
  const { pen } = plan;
  const { chance } = pen;
  const day = before(plan, 4_200);
  const id = newId(pen);
  const problem: Code = chance.often(codes.ORDINARY);
  let condition = '';
  const results: string[] = [];
  const step = (add: () => void) => (): number => {
    add();
    return chart.bytes;
  };
  const vital = (code: Code, value: number, unit: string): string =>
    chart.add(write.observation(pen, code, day, { category: 'vital-signs', value, unit, visit: id }), day);

  yield step(() => chart.add(write.visit(pen, id, chance.pick(base.VISIT_TYPES), day, problem), day));
  yield step(() => {
    const kilograms = weight(day);
    if (pen.dialect === 'epic') vital(codes.WEIGHT[0] as Code, Number((kilograms / 0.45359237).toFixed(1)), '[lb_av]');
    else vital(chance.often(codes.WEIGHT), Number(kilograms.toFixed(1)), 'kg');
  });
  if (chance.happens(0.6))
    yield step(() => {
      const ended = chance.happens(0.5) ? { ended: Math.min(plan.last, day + chance.whole(3, 90)) } : {};
      condition = chart.add(write.condition(pen, [problem], day, { visit: id, ...ended }), day);
    });
  if (chance.happens(0.7))
    yield step(() => {
      const claim = chart.add(unread.claim(pen, day, id), day);
      if (chance.happens(0.5)) chart.add(unread.explanation(pen, day, id, claim), day);
    });
  for (const measure of codes.OTHER_VITALS) {
    if (chance.happens(0.5)) yield step(() => vital(measure, chance.whole(measure.from, measure.to), measure.unit));
  }
  if (chance.happens(0.3))
    yield step(() => {
      const celsius = chance.decimal(36.2, 37.4, 1);
      if (pen.dialect === 'epic')
        vital(chance.often(codes.TEMPERATURE), Number((celsius * 1.8 + 32).toFixed(1)), '[degF]');
      else vital(chance.often(codes.TEMPERATURE), celsius, 'Cel');
    });
  if (chance.happens(0.5))
    yield step(() => {
      for (let count = chance.whole(2, 7); count > 0; count -= 1) {
        const measure = chance.pick(codes.LABS);
        const { unit, from, to } = measure;
        const value = chance.decimal(from * 0.95, to * 1.05, 2);
        const said = { category: 'laboratory', value, unit, low: from, high: to, visit: id } as const;
        results.push(chart.add(write.observation(pen, measure, day, said), day));
      }
      chart.add(write.report(pen, chance.pick(base.REPORTS), day, results, id), day);
    });
  if (chance.happens(0.5))
    yield step(() =>
      chart.add(write.medication(pen, chance.pick(base.DRUGS), day, id, condition === '' ? undefined : condition), day),
    );
  if (chance.happens(0.35))
    yield step(() => chart.add(write.procedure(pen, chance.pick(base.PROCEDURES), day, id), day));
  if (chance.happens(0.25)) yield step(() => chart.add(write.order(pen, chance.pick(base.ORDERS), day, id), day));
  if (condition !== '' && chance.happens(0.08))
    yield step(() => chart.add(write.carePlan(pen, chance.pick(base.PLANS), day, condition), day));
  if (chance.happens(0.25)) yield step(() => chart.add(unread.immunization(pen, day, id), day));
}
