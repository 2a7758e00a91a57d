/**
 * Charts in which nothing opened the gate: they are their Patient alone, and the answer depends on birth and death and on
 * nothing else. Most of an export is such charts, with few different answers among them.
 */
import { formatDay } from '../../fhir/dates.js';
import type { Resource } from '../../fhir/resource.js';
import { BoundedMemo } from '../../terminology/memo.js';
import { groupsOf } from '../groups.js';
import type { PatientRecord } from '../record.js';
import { asLine, parseLine } from '../scan/lines.js';
import { screenPatient, type ScreenOptions } from './screen-patient.js';

/** Different births and deaths, and different groups, remembered. */
const REMEMBERED = 50_000;

/**
 * What is asked of the Patient of such a chart, as a line: first what the answer depends on (birth, death), then the groups
 * for the statistics, with a tab between. Charts that are alike in one are alike in it to the letter.
 */
export function essenceOf(patient: Resource): string {
  const { resourceType, birthDate, _birthDate, deceasedBoolean, deceasedDateTime } = patient;
  const life = { resourceType, birthDate, _birthDate, deceasedBoolean, deceasedDateTime };
  return asLine(`${JSON.stringify(life)}\t${JSON.stringify(groupsOf(patient))}`);
}

/** The record of such a chart, of no patient: many share it. @param essence a character a byte */
export type Bare = (essence: string) => PatientRecord;

export function bareCharts(screen: ScreenOptions): Bare {
  const lives = new BoundedMemo<PatientRecord>(REMEMBERED);
  const records = new BoundedMemo<PatientRecord>(REMEMBERED);
  const today = formatDay(screen.asOf);
  const assessed = (life: string): PatientRecord => {
    const resource = { ...(parseLine(life) as Record<string, unknown>), id: NOBODY };
    return screenPatient({ resourceType: 'Bundle', entry: [{ resource }] }, screen);
  };
  return (essence) => {
    const tab = essence.indexOf('\t');
    const life = essence.slice(0, tab);
    const groups = essence.slice(tab + 1);
    const key = keyOf(life, today);
    const whole = `${key}\t${groups}`;
    let record = records.get(whole);
    if (!record) {
      let known = lives.get(key);
      if (!known) lives.set(key, (known = assessed(life)));
      record = shared(known, parseLine(groups) as Readonly<Record<string, string>>);
      records.set(whole, record);
    }
    return record;
  };
}

const NOBODY = 'x';

/** A full birth date and perhaps a date of death, as `essenceOf` writes them. */
const DATED =
  /^\{"resourceType":"Patient","birthDate":"(\d{4})-(\d{2})-(\d{2})"(?:,"deceasedDateTime":"(\d{4}-\d{2}-\d{2})(?:T[^"]*)?")?\}$/;

/**
 * What an answer is remembered by: of full dates the age in full years and whether death came before the day of the run;
 * of everything else the very letters.
 * @param today `YYYY-MM-DD`
 */
function keyOf(life: string, today: string): string {
  const [, year = '', month = '', day = '', death] = DATED.exec(life) ?? [];
  if (year === '0000' || !isDay(month, day)) return life;
  if (death !== undefined && (!isDay(death.slice(5, 7), death.slice(8)) || death >= today)) return life;
  const birth = `${month}-${day}`;
  const age = Number(today.slice(0, 4)) - Number(year) - (birth > today.slice(5) ? 1 : 0);
  // Born after the day of the run: what is made of that is the rule's.
  return age < 0 ? life : `${age}${death === undefined ? '' : ' died'}`;
}

/** Days that a month has in every year. */
const DAYS: ReadonlyMap<string, string> = new Map(
  [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].map((days, at) => [String(at + 1).padStart(2, '0'), String(days)]),
);
const isDay = (month: string, day: string): boolean => day >= '01' && day <= (DAYS.get(month) ?? '');

const shared = (record: PatientRecord, groups: Readonly<Record<string, string>>): PatientRecord => ({
  ...record,
  patient: '',
  assessed: record.assessed.map((one) => ({ ...one, row: { ...one.row, patient: '' }, groups })),
});
