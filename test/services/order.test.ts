/** The evidence, word for word, must not depend on the order in which a server delivers a chart. */
import { parseDay } from '../../src/sdk/index.js';
import type { Assessment } from '../../src/sdk/index.js';
import type { Case } from '../support/cases.js';
import { readCases } from '../support/cases.js';
import { inputsOf } from '../support/case-chart.js';
import { realService } from '../support/service.js';

const service = realService();

function assess(one: Case, chart: Case['chart']): Assessment {
  return service.assess({
    inputs: inputsOf(chart, one.inputs),
    asOf: parseDay(one.asOf) as number,
    settings: { otherCancers: one.settings?.otherCancers ?? true },
    ...(one.encounterId === undefined ? {} : { encounterId: one.encounterId }),
    ...(one.userId === undefined ? {} : { userId: one.userId }),
  });
}

test('every case gives the same evidence backwards', () => {
  for (const one of readCases()) {
    const chart = one.chart.map((row, index) => {
      const [type, fields] = Object.entries(row)[0] ?? ['', {}];
      return { [type]: { id: type === 'Patient' ? 'p1' : `r${index}`, ...(fields as object) } };
    });
    expect({ file: one.file, ...assess(one, [...chart].reverse()) }).toEqual({ file: one.file, ...assess(one, chart) });
  }
});

test('a chart full of ties gives the same evidence backwards', () => {
  const day = '2026-06-01';
  const twice = (id: string, row: Record<string, unknown>): Case['chart'] => {
    const [type, fields] = Object.entries(row)[0] as [string, object];
    return [{ [type]: { id: `${id}a`, ...fields } }, { [type]: { id: `${id}b`, ...fields } }];
  };
  const chart: Case['chart'] = [
    { Patient: { id: 'p1', birthDate: '1954-01-10', gender: 'male' } },
    ...twice('1', { Condition: { code: 'SCT#399068003 Malignant tumor of prostate', onset: '2021-03-01' } }),
    ...twice('2', { Condition: { code: 'SCT#254837009 Malignant neoplasm of breast', onset: '2021-03-01' } }),
    ...twice('3', { Condition: { code: 'SCT#94222008 Metastatic malignant neoplasm to bone', onset: day } }),
    ...twice('4', { Condition: { code: 'SCT#279039007 Low back pain', onset: day } }),
    ...twice('5', { Condition: { code: 'SCT#279039007 Low back pain', onset: '2027-01-01' } }),
    ...twice('6', { Condition: { code: 'SCT#713514005 Muscle weakness of limb', onset: day } }),
    ...twice('7', { Condition: { code: 'ICD10CM#M54.31 Sciatica, right side', onset: day } }),
    ...twice('8', { Condition: { code: 'ICD10CM#M54.32 Sciatica, left side', onset: day } }),
    ...twice('9', { Condition: { code: 'SCT#84229001 Fatigue', onset: day } }),
    ...twice('w', { Observation: { code: 'LOINC#29463-7 Body weight', value: '80', date: day } }),
    ...twice('t', { Observation: { code: 'LOINC#8310-5 Body temperature', value: '38.4 Cel', date: '2026-06-14' } }),
    ...twice('v', { Encounter: { date: day, reason: 'SCT#279039007 Low back pain' } }),
    ...twice('d', {
      DiagnosticReport: {
        code: 'LOINC#30854-4 MRI of spine',
        date: day,
        conclusionCode: ['SCT#42942008 Compression fracture of vertebral column'],
      },
    }),
  ];
  const one: Case = { file: '', name: '', why: '', asOf: '2026-06-15', chart, expect: { tier: 'emergency' } };
  expect(assess(one, [...chart].reverse())).toEqual(assess(one, chart));
});
