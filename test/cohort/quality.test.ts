/** How well a chart is kept: each count by a record that is counted and one that is not. */
import fc from 'fast-check';
import type { ChartInputs } from '../../src/chart/inputs.js';
import { INPUTS, RESOURCE_TYPE } from '../../src/chart/inputs.js';
import { chartQuality } from '../../src/cohort/quality.js';
import type { Json } from '../../src/fhir/resource.js';
import type { Terminology } from '../../src/terminology/meaning.js';
import { inputsOf } from '../support/case-chart.js';
import { realContent } from '../support/service.js';

const terminology: Terminology = realContent().terminology;
const of = (...rows: readonly Json[]) => chartQuality(inputsOf(rows), terminology);
const NOTHING = {
  conditions: 0,
  reasons: 0,
  uncodedConditions: 0,
  undatedConditions: 0,
  observations: 0,
  observationsWithoutUnit: 0,
  observationsWithoutDate: 0,
  unmapped: [],
};
const DATED = { onset: '2026-05-01' };
const PAIN = 'SCT#279039007 Low back pain';

describe('the quality of a chart', () => {
  test('of nothing is nothing', () => expect(of()).toEqual(NOTHING));

  test('Conditions and reasons with words alone', () => {
    const absent = { system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'unknown' };
    const rows = [
      { Condition: { code: PAIN, ...DATED } },
      { Condition: { text: 'back pain', ...DATED } },
      { Condition: { code: absent, text: 'back pain', ...DATED } },
      { Condition: { code: { display: 'back pain' }, ...DATED } },
      { Encounter: { reasonCode: [{ text: 'back pain' }, { coding: [{ code: 'R1' }] }] } },
      { MedicationRequest: { reason: [PAIN] } },
    ];
    expect(of(...rows)).toMatchObject({ conditions: 4, reasons: 3, uncodedConditions: 4 });
  });

  test('Conditions that nothing dates', () => {
    const rows = [
      { Patient: { birthDate: '1950-05-15' } },
      { Encounter: { id: 'e1', date: '2026-05-01' } },
      { Encounter: { id: 'e2' } },
      { Condition: { code: PAIN, ...DATED } },
      { Condition: { code: PAIN, recorded: '2026-05' } },
      { Condition: { code: PAIN, onsetAge: { value: 70, code: 'a' } } },
      { Condition: { code: PAIN, encounter: 'e1' } },
      { Condition: { code: PAIN, encounter: 'e2' } },
      { Condition: { code: PAIN, recorded: 'soon' } },
      { Condition: { code: PAIN, abated: '2026-05-01' } },
    ];
    expect(of(...rows).undatedConditions).toBe(3);
  });

  test('Observations without a unit or a date', () => {
    const date = '2026-05-01';
    const rows = [
      { Observation: { date, value: { value: 80 } } },
      { Observation: { date, value: '80 kg' } },
      { Observation: { date, valueQuantity: { value: 80, unit: 'kg' } } },
      { Observation: { date, component: [{ valueQuantity: { value: 80 } }, { valueQuantity: { value: 80 } }] } },
      { Observation: { date, valueInteger: 3 } },
      { Observation: { issued: date, value: 'yes' } },
      { Observation: { value: 'yes' } },
      { Observation: { date: 'soon', value: 'yes' } },
    ];
    expect(of(...rows)).toMatchObject({
      observations: 8,
      observationsWithoutUnit: 2,
      observationsWithoutDate: 2,
    });
  });

  test('codes that no value set knows, once a chart', () => {
    const row = { Condition: { code: 'SCT#73211009 Diabetes', ...DATED } };
    expect(of(row, row, { Condition: { code: PAIN, ...DATED } }).unmapped).toEqual([
      { system: 'http://snomed.info/sct', code: '73211009', count: 1 },
    ]);
  });

  test('a resource that comes twice counts once', () => {
    const row = { Condition: { id: 'c1', text: 'back pain' } };
    expect(of(row, row)).toMatchObject({ conditions: 1, uncodedConditions: 1, undatedConditions: 1 });
  });

  test('never throws, whatever a chart holds', () => {
    const names = ['id', 'code', 'reasonCode', 'encounter', 'onsetPeriod', 'component', 'valueQuantity', 'birthDate'];
    const row = fc.dictionary(fc.constantFrom(...names), fc.jsonValue());
    fc.assert(
      fc.property(fc.array(row, { maxLength: 4 }), (rows) => {
        const inputs = Object.fromEntries(
          INPUTS.map((input) => [
            input,
            {
              state: 'present',
              entries: rows.map((one) => ({ resource: { ...one, resourceType: RESOURCE_TYPE[input] } })),
            },
          ]),
        ) as unknown as ChartInputs;
        const { uncodedConditions, conditions, reasons } = chartQuality(inputs, terminology);
        expect(uncodedConditions).toBeLessThanOrEqual(conditions + (reasons ?? 0));
      }),
    );
  });
});
