/**
 * Charts in which nothing opened the gate: they are their Patient alone, and the answer depends on birth and death and on
 * nothing else. Most of an export is such charts, with few different answers among them.
 */
import type { Resource } from '../../fhir/resource.js';
import { BoundedMemo } from '../../terminology/memo.js';
import { ageOn, groupsOf } from '../groups.js';
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

/** What a Patient says who has a full birth date and has not died. */
const ALIVE = /^\{"resourceType":"Patient","birthDate":"(\d{4}-\d{2}-\d{2})"\}$/;

export function bareCharts(screen: ScreenOptions): Bare {
  const lives = new BoundedMemo<PatientRecord>(REMEMBERED);
  const records = new BoundedMemo<PatientRecord>(REMEMBERED);
  const assessed = (life: string): PatientRecord => {
    const resource = { ...(parseLine(life) as Record<string, unknown>), id: NOBODY };
    return screenPatient({ resourceType: 'Bundle', entry: [{ resource }] }, screen);
  };
  return (essence) => {
    const tab = essence.indexOf('\t');
    const life = essence.slice(0, tab);
    const groups = essence.slice(tab + 1);
    const key = keyOf(life, screen);
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

/** Of who lives the answer depends on the age in full years; all else is taken by the letter. */
function keyOf(life: string, { asOf }: ScreenOptions): string {
  const birthDate = ALIVE.exec(life)?.[1];
  const age = birthDate === undefined ? undefined : ageOn({ resourceType: 'Patient', birthDate }, asOf);
  return age === undefined ? life : String(age);
}

const shared = (record: PatientRecord, groups: Readonly<Record<string, string>>): PatientRecord => ({
  ...record,
  patient: '',
  assessed: record.assessed.map((one) => ({ ...one, row: { ...one.row, patient: '' }, groups })),
});
