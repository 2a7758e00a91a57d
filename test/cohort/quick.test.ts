/** A line read from its bytes says what it says where it is parsed. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { essenceOf } from '../../src/cohort/assess/bare.js';
import { asker } from '../../src/cohort/scan/gate.js';
import { hashOf } from '../../src/cohort/scan/hash.js';
import { asLine } from '../../src/cohort/scan/lines.js';
import { PatientReader } from '../../src/cohort/scan/patients.js';
import { planTasks } from '../../src/cohort/scan/plan.js';
import { patientIdOf, subjectOf } from '../../src/cohort/scan/patient-id.js';
import { QuickReader } from '../../src/cohort/scan/quick.js';
import { isRead } from '../../src/cohort/scan/read-types.js';
import { scan } from '../../src/cohort/scan/scan.js';
import { survey } from '../../src/cohort/scan/survey.js';
import type { Survey, Task } from '../../src/cohort/scan/task.js';
import type { Resource } from '../../src/fhir/resource.js';
import type { Gate } from '../../src/sdk/index.js';
import { parseDay } from '../../src/fhir/dates.js';
import { chartOf } from '../bench/cohort/patient.js';
import { realService } from '../support/service.js';
import { AS_OF, tempFolder } from './support/exports.js';

const { gate, terminology } = realService();
const opens = asker(gate, terminology);
const folder = tempFolder();

function taskOf(lines: readonly string[]): Task {
  writeFileSync(join(folder, 'x.ndjson'), lines.join('\n'));
  return { ...(planTasks(folder, join(folder, 'out'))[0] as Task), document: false };
}

const surveyed = (task: Task, byBytes: boolean): Promise<Survey> =>
  // Without a gate of its own the reader of bytes leaves every line to whoever parses it.
  survey(task, { opens, quick: new QuickReader(byBytes ? gate : undefined, terminology), everyVisit: false });

/** The patient of each resource that is read, where it is parsed; `undefined` where its line is broken. */
async function patientsOf(task: Task): Promise<readonly (string | undefined)[]> {
  const patients: (string | undefined)[] = [];
  await scan(task, {
    onResource(one) {
      if (!isRead(one.type)) return;
      one.id();
      const place = patients.push(undefined) - 1;
      const parsed = patientIdOf(subjectOf(one.resource()) ?? '');
      patients[place] = one.type === 'Patient' ? one.id() : parsed;
    },
    onProblem: () => undefined,
    onUnread: () => undefined,
  });
  return patients;
}

async function compare(lines: readonly string[]): Promise<number> {
  const task = taskOf(lines);
  const byBytes = await surveyed(task, true);
  const parsed = await surveyed(task, false);
  expect({ ...byBytes, whose: 0 }).toEqual({ ...parsed, whose: 0 });
  return byBytes.whose.filter((half, at) => at % 3 === 1 && half !== 0).length;
}

const CANCER = '"code":{"coding":[{"system":"http://snomed.info/sct","code":"254837009"}]}';
const SUBJECT = '"subject":{"reference":"Patient/p"}';
const condition = (...members: readonly string[]): string =>
  `{"resourceType":"Condition","id":"c${members.length}",${members.join(',')}}`;

const ODD = [
  condition(CANCER, SUBJECT),
  condition(SUBJECT, CANCER),
  condition(CANCER, '"subject": {"reference": "Patient/p"}').replace('"Condition","id"', '"Condition", "id"'),
  condition('"contained":[{"resourceType":"Patient","subject":{"reference":"Patient/other"}}]', CANCER, SUBJECT),
  condition(CANCER, SUBJECT, '"contained":[{"subject":{"reference":"Patient/other"}}]'),
  condition(CANCER, SUBJECT, '"subject":{"reference":"Patient/last"}'),
  condition(CANCER, '"subject":{"display":"x","reference":"Patient/p"}'),
  condition(CANCER, '"subject":{"reference":"https://ehr.example/fhir/Patient/p"}'),
  condition(CANCER, '"subject":{"reference":"Patient/p/_history/2"}'),
  condition(CANCER, '"subject":{"reference":"urn:uuid:p"}'),
  condition(CANCER, '"subject":{"reference":"Patient\\/p"}'),
  condition(CANCER, '"subject":{"reference":"Group/g"}'),
  condition(CANCER, '"patient":{"reference":"Patient/p"}'),
  condition(CANCER),
  condition('"code":{"text":"Breast cancer"}', SUBJECT),
  condition('"code":{"text":"cough"}', '"bodySite":[{"text":"x"}]', SUBJECT),
  condition('"code":{oops}', SUBJECT),
  condition('"code":"C50"', SUBJECT),
  condition('"note":[{"text":"a \\"subject\\" with } and ]"}]', CANCER, SUBJECT),
  condition('"note":[{"text":"é"}]', CANCER, SUBJECT),
  `${condition(CANCER, SUBJECT)}\r`,
  `  ${condition(CANCER, SUBJECT)} `,
  `\ufeff${condition(CANCER, SUBJECT)}`,
  condition(CANCER, SUBJECT).slice(0, -30),
  condition(CANCER, SUBJECT).replace('"id":"c2",', ''),
  condition(CANCER, SUBJECT).replace('"c2"', '7'),
  condition(CANCER, SUBJECT).replace('c2', 'c\\u0032'),
  condition(CANCER, SUBJECT).replace('{"resourceType"', '{ "resourceType"'),
  condition(CANCER, SUBJECT).replace('"}}', '"},}'),
  '{"resourceType":"Observation","id":"o","code":{"coding":[{"code":" 21908-9"}]},"subject":{"reference":"Patient/p"}}',
  '{"resourceType":"Observation","id":"o2","code":{"coding":[{"code":"8867-4"}]},"subject":{"reference":"Patient/p"}}',
  `{"resourceType":"Procedure","id":"r",${SUBJECT},"subject":{"reference":"Patient/last"}}`,
  '{"resourceType":"Encounter","id":"e","subject":{"reference":"Patient/p"}}',
  '{"resourceType":"Medication","id":"m"}',
  '{"resourceType":"Medication"}',
  '{"resourceType":"Patient","id":"p"}',
  '{"resourceType":"Patient","id":"p q"}',
  '{"resourceType":"Patient"}',
  '{"resourceType":"Claim","id":"x"}',
  '{"resourceType":"Claim","id":"x"',
  '{"resourceType":"VendorNote","id":"x"}',
  '{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","id":"q"}}]}',
  '{"resourceType":7}',
  '{}',
  '',
  '7',
];

test('lines of every form', async () => {
  await compare(ODD);
  for (const line of ODD.filter((one) => one !== '')) await compare([line]);
});

test('lines as HAPI, Epic and Synthea write them, nearly all from their bytes', async () => {
  const lines = Array.from({ length: 400 }, (_, index) => chartOf(5, index, parseDay(AS_OF) as number).lines)
    .flat()
    .map(({ text }) => text);
  const told = await compare(lines);
  const read = lines.filter((line) => !/"resourceType":"(Claim|Expl|Immu|Allergy|Family|Patient)/.test(line)).length;
  expect(told).toBeGreaterThan(0.97 * read);
});

test('property: a line that is cut or changed anywhere', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...ODD.filter((line) => line.length > 20)),
      fc.nat(),
      fc.constantFrom('', '"', '\\', '{', '}', ',', ':', ' '),
      async (line, at, piece) => {
        const from = at % line.length;
        const spoiled = line.slice(0, from) + piece + line.slice(from + 1);
        const task = taskOf([spoiled]);
        const [byBytes, parsed] = [await surveyed(task, true), await surveyed(task, false)];
        // What is dropped unread is checked for its outer braces alone; all that is said is the same.
        expect({ ...byBytes, whose: 0, problems: 0, met: { ...byBytes.met, candidates: 0 } }).toEqual({
          ...parsed,
          whose: 0,
          problems: 0,
          met: { ...parsed.met, candidates: 0 },
        });
        expect(parsed.problems).toEqual(expect.arrayContaining([...byBytes.problems]));
      },
    ),
    { numRuns: 500 },
  );
});

test('whose a line is told to be, it is', async () => {
  const task = taskOf(ODD);
  const { whose, met } = await surveyed(task, true);
  const patients = await patientsOf(task);
  expect(whose).toHaveLength(3 * patients.length);
  const told = patients.flatMap((patient, at) => {
    const [high, low] = [whose[3 * at + 1], whose[3 * at + 2]];
    return high === 0 && (low === 0 || low === 1) ? [] : [{ patient, said: { high, low } }];
  });
  expect(told.length).toBeGreaterThan(5);
  // Of a line that is broken inside the bytes still tell.
  for (const { patient = 'p', said } of told) expect(said).toEqual(hashOf(patient, { high: 0, low: 0 }));
  expect(met.candidates).not.toContain('other');
});

test('the gate is asked about every code of a system that is known, and once whatever a local code is', () => {
  let asked = 0;
  const counting: Gate = { ...(gate as Gate), opens: (one) => (asked++, (gate as Gate).opens(one)) };
  const reader = new QuickReader(counting, terminology);
  const opened = (codings: readonly (readonly [string, string])[]): boolean => {
    const coding = codings.map(([system, code]) => ({ system, code, display: 'x' }));
    const line = JSON.stringify({
      resourceType: 'Condition',
      id: 'c',
      code: { coding },
      subject: { reference: 'Patient/p' },
    });
    const bytes = Buffer.from(`${line}\n`);
    expect(reader.read(bytes, 0, bytes.length - 1)).toBe('record');
    return reader.candidate === 'p';
  };
  const SNOMED = 'http://snomed.info/sct';
  const LOCAL = 'urn:oid:1.2.3';
  const codes = ['279039007', '254837009', '38341003'];
  for (const local of ['1', '2', '3']) {
    expect(
      codes.map((code) =>
        opened([
          [SNOMED, code],
          [LOCAL, local],
        ]),
      ),
    ).toEqual([false, true, false]);
  }
  expect(asked).toBe(codes.length);
  // Without a system a code may be any, and one that is blank is none.
  expect([opened([['', 'C50.9']]), opened([['', 'I10.0']])]).toEqual([true, false]);
  expect(opened([[LOCAL, ' ']])).toBe(false);
});

describe('the essence of a Patient', () => {
  const of = (line: string): string | undefined => {
    const bytes = Buffer.from(`${line}\n`);
    const reader = new PatientReader();
    return reader.id(bytes, 0) === undefined ? undefined : reader.essence(bytes, 0, bytes.length - 1);
  };
  const parts = (essence: string): readonly unknown[] =>
    Buffer.from(essence, 'latin1')
      .toString()
      .split('\t')
      .map((part) => JSON.parse(part) as unknown);

  const race = (code: string) => ({
    url: 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-race',
    extension: [{ url: 'ombCategory', valueCoding: { system: 'x', code } }],
  });

  test.each<Record<string, unknown>>([
    { birthDate: '1950-01-01', gender: 'female', extension: [race('2106-3')] },
    { birthDate: '1950', deceasedBoolean: true, gender: 'é' },
    { deceasedDateTime: '2020-01-01T00:00:00Z', name: [{ text: 'a "b" } ] \\' }] },
    { birthDate: null, gender: 7, extension: { url: 'x' } },
    { _birthDate: { extension: [{ url: 'u', valueString: 'é' }] } },
    {},
  ])('is what is said of it where it is parsed: %j', (more) => {
    const patient = { resourceType: 'Patient', id: 'p', ...more };
    expect(parts(of(JSON.stringify(patient)) as string)).toEqual(parts(essenceOf(patient)));
    const spaced = asLine(JSON.stringify(patient, null, 1).replaceAll('\n', ' '));
    expect(
      of(spaced.replace(/^\{ *"resourceType": "Patient", *"id": "/, '{"resourceType":"Patient","id":"')),
    ).toBeDefined();
  });

  test('of two members of one name the later counts', () => {
    const line = '{"resourceType":"Patient","id":"p","birthDate":"1950-01-01","birthDate":"1960-01-01"}';
    expect(parts(of(line) as string)).toEqual(parts(essenceOf(JSON.parse(line) as Resource)));
  });

  test.each(['"birthDate":oops', '"a":1,', '"name":[{"text":"x}]', '"\\u0062irthDate":"1950-01-01"'])(
    'is not told of a line with %s',
    (member) => {
      expect(of(`{"resourceType":"Patient","id":"p",${member}}`)).toBeUndefined();
    },
  );
});
