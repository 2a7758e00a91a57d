/** A chart on a past day: each kind of resource, and the traps that would make a replay look into the future. */
import type { ChartInputs, InputName } from '../../src/chart/inputs.js';
import { INPUTS } from '../../src/chart/inputs.js';
import { asKnown } from '../../src/cohort/as-known.js';
import type { Day } from '../../src/fhir/dates.js';
import { parseDay } from '../../src/fhir/dates.js';
import type { Json, Resource } from '../../src/fhir/resource.js';
import { inputsOf } from '../support/case-chart.js';

const day = (text: string): Day => parseDay(text) as Day;
const DAY = '2026-05-15';
const PATIENT: Json = { Patient: { birthDate: '1950-05-15' } };

/** The resources of one input on the day, of a chart of these rows. */
function on(rows: readonly Json[], input: InputName, at = DAY): readonly Resource[] {
  return asKnown(inputsOf([PATIENT, ...rows]), day(at))[input].entries.map(({ resource }) => resource);
}
/** The one resource of these rows on the day, or `undefined` where it was not known. */
const one = (row: Json, input: InputName, at = DAY): Resource | undefined => on([row], input, at)[0];

const BACK_PAIN = 'SCT#279039007 Low back pain';
const statusCode = (resource: Resource | undefined): unknown =>
  (resource?.['clinicalStatus'] as { coding: { code: string }[] }).coding[0]?.code;

describe('left out is what came later', () => {
  const later: readonly (readonly [string, InputName, Json])[] = [
    ['recorded', 'conditions', { Condition: { recorded: '2026-05-16' } }],
    ['recorded, with an old onset', 'conditions', { Condition: { recorded: '2026-05-16', onset: '2018-01-01' } }],
    ['begun', 'conditions', { Condition: { recorded: '2026-05-01', onset: '2026-05-16' } }],
    ['begun in a later month', 'conditions', { Condition: { onset: '2026-06' } }],
    ['begun at a later age', 'conditions', { Condition: { onsetAge: { value: 77, code: 'a' } } }],
    ['begun in a later year, in words', 'conditions', { Condition: { onsetString: 'summer 2027' } }],
    ['begun before a later day', 'conditions', { Condition: { onsetPeriod: { end: '2026-05-16' } } }],
    ['issued', 'observations', { Observation: { date: '2026-05-14', issued: '2026-05-16T08:00:00Z' } }],
    ['measured', 'observations', { Observation: { date: '2026-05-16' } }],
    ['measured from', 'observations', { Observation: { effectivePeriod: { start: '2026-05-16' } } }],
    ['measured at', 'observations', { Observation: { effectiveInstant: '2026-05-16T00:00:00Z' } }],
    ['measured first', 'observations', { Observation: { effectiveTiming: { event: ['2026-05-17', '2026-05-16'] } } }],
    ['prescribed', 'medications', { MedicationRequest: { authored: '2026-05-16' } }],
    ['done', 'procedures', { Procedure: { date: '2026-05-16' } }],
    ['done until', 'procedures', { Procedure: { performedPeriod: { end: '2026-05-16' } } }],
    ['done at a later age', 'procedures', { Procedure: { performedAge: { value: 77, unit: 'years' } } }],
    ['reported', 'reports', { DiagnosticReport: { date: '2026-05-14', issued: '2026-05-16' } }],
    ['examined', 'reports', { DiagnosticReport: { date: '2026-05-16' } }],
    ['examined until', 'reports', { DiagnosticReport: { effectivePeriod: { start: DAY, end: '2026-05-16' } } }],
    ['ordered', 'orders', { ServiceRequest: { authored: '2026-05-16' } }],
    ['visited', 'encounters', { Encounter: { date: '2026-05-16' } }],
    ['planned', 'carePlans', { CarePlan: { start: '2026-05-16' } }],
    ['written as a plan', 'carePlans', { CarePlan: { start: '2026-05-01', created: '2026-05-16' } }],
  ];

  test.each(later)('%s: %s', (_what, input, row) => {
    expect(on([row], input)).toEqual([]);
    expect(on([row], input, '2028-01-01')).toHaveLength(1);
  });

  test.each([
    ['conditions', { Condition: { id: 'x', encounter: 'e1' } }],
    ['conditions', { Condition: { id: 'x', encounter: 'e1', onset: '2018' } }],
    ['observations', { Observation: { id: 'x', encounter: 'e1' } }],
    ['medications', { MedicationRequest: { id: 'x', encounter: { reference: 'Encounter/e1' } } }],
    ['procedures', { Procedure: { id: 'x', encounter: { reference: 'Encounter/e1' } } }],
  ] as const)('what a later visit wrote down, of the %s', (input, row) => {
    const rows = [row, { Encounter: { id: 'e1', date: '2026-05-16' } }];
    expect(on(rows, input)).toEqual([]);
    expect(on(rows, input, '2026-05-16')).toHaveLength(1);
  });

  test('but a record that says its own day does not wait for its visit', () => {
    const rows = [
      { Condition: { encounter: 'e1', recorded: '2026-05-01' } },
      { Encounter: { id: 'e1', date: '2026-05-16' } },
    ];
    expect(on(rows, 'conditions')).toHaveLength(1);
  });

  test.each([
    ['a month that has begun', { Condition: { onset: '2026-05' } }],
    ['the day itself, late', { Condition: { recorded: '2026-05-15T23:59:59-11:00' } }],
    ['no date', { Condition: { id: 'x' } }],
    ['a date that cannot be read', { Condition: { recorded: '31.12.2027' } }],
    ['the export', { Condition: { meta: { lastUpdated: '2026-11-01T00:00:00Z' } } }],
  ])('%s leaves nothing out, and changes nothing', (_what, row) => {
    const inputs = inputsOf([PATIENT, row]);
    expect(asKnown(inputs, day(DAY))).toBe(inputs);
  });
});

describe('taken back is how it ended', () => {
  test.each(['resolved', 'inactive', 'remission'])('a Condition that is %s since was active', (status) => {
    const known = one({ Condition: { status, onset: '2026-05-01', abated: '2026-05-16' } }, 'conditions');
    expect(known).not.toHaveProperty('abatementDateTime');
    expect(statusCode(known)).toBe('active');
  });

  test.each([
    ['a Period', { abatementPeriod: { start: '2026-05-14', end: '2026-05-16' } }, 'abatementPeriod'],
    ['an age', { abatementAge: { value: 77, code: 'a' } }, 'abatementAge'],
    ['a range of ages', { abatementRange: { low: { value: 70 }, high: { value: 77 } } }, 'abatementRange'],
    ['words', { abatementString: 'gone in 2027' }, 'abatementString'],
    // As charts are read: what ended within the month has not surely ended before its end.
    ['the month', { abatementDateTime: '2026-05' }, 'abatementDateTime'],
  ])('whose end is given as %s', (_what, abatement, element) => {
    const known = one({ Condition: { status: 'resolved', onset: '2026-05-01', ...abatement } }, 'conditions');
    expect(known).not.toHaveProperty(element);
    expect(statusCode(known)).toBe('active');
  });

  test.each([
    ['ended before', { status: 'resolved', abated: '2026-05-14' }],
    ['is over since nobody knows when', { status: 'resolved' }],
    ['came back', { status: 'recurrence', abatementString: 'not resolved' }],
  ])('but not of a Condition that %s', (_what, fields) => {
    const inputs = inputsOf([PATIENT, { Condition: { onset: '2026-01-01', ...fields } }]);
    expect(asKnown(inputs, day(DAY))).toBe(inputs);
  });

  test('a status of its own word stays one', () => {
    const known = one({ Condition: { clinicalStatus: 'resolved', status: null, abated: '2026-06-01' } }, 'conditions');
    expect(known?.['clinicalStatus']).toBe('active');
  });

  test('a Procedure under way', () => {
    const performedPeriod = { start: '2026-05-10', end: '2026-05-16' };
    const known = one({ Procedure: { performedPeriod } }, 'procedures');
    expect(known).toMatchObject({ status: 'in-progress', performedPeriod: { start: '2026-05-10' } });
    expect(known?.['performedPeriod']).not.toHaveProperty('end');
    expect(one({ Procedure: { performedPeriod } }, 'procedures', '2026-05-16')).toMatchObject({
      status: 'completed',
      performedPeriod,
    });
  });

  test('a CarePlan that ran', () => {
    const period = { start: '2026-05-01', end: '2026-06-01' };
    const known = one({ CarePlan: { category: 'Hospice', status: 'completed', period } }, 'carePlans');
    expect(known).toMatchObject({ status: 'active', period: { start: '2026-05-01' } });
    expect(known?.['period']).not.toHaveProperty('end');
  });

  test('further events of an Observation', () => {
    const known = one({ Observation: { effectiveTiming: { event: [DAY, '2026-05-16'] } } }, 'observations');
    expect(known?.['effectiveTiming']).toEqual({ event: [DAY] });
  });

  const stay = {
    id: 'e1',
    reason: [BACK_PAIN],
    period: { start: '2026-05-14', end: '2026-05-20' },
    length: { value: 6, code: 'd' },
    diagnosis: undefined,
    hospitalization: { admitSource: { text: 'emergency' }, dischargeDisposition: { text: 'hospice' } },
  };
  const diagnosed = (use?: string): Json => ({
    condition: { reference: 'Condition/c1' },
    ...(use === undefined ? {} : { use: { coding: [{ code: use }] } }),
  });

  test('a stay in hospital: what it came to is not known, what it came with is', () => {
    const rows: readonly Json[] = [{ Encounter: stay }, { Condition: { id: 'c1', onset: '2026-05-01' } }];
    const inputs = inputsOf([PATIENT, ...rows]);
    const [encounter] = inputs.encounters.entries;
    const with3 = { ...encounter?.resource, diagnosis: [diagnosed('AD'), diagnosed('DD'), diagnosed()] } as Resource;
    const chart: ChartInputs = { ...inputs, encounters: { state: 'present', entries: [{ resource: with3 }] } };
    const known = asKnown(chart, day(DAY)).encounters.entries[0]?.resource;
    expect(known).toEqual({
      ...Object.fromEntries(Object.entries(with3).filter(([name]) => name !== 'length')),
      status: 'in-progress',
      period: { start: '2026-05-14' },
      diagnosis: [diagnosed('AD')],
      hospitalization: { admitSource: { text: 'emergency' } },
    });
    expect(asKnown(chart, day('2026-05-20'))).toBe(chart);
  });

  test('an order that was carried out later was active; of another nothing says when it was', () => {
    const order = { ServiceRequest: { id: 'o1', status: 'completed', authored: '2026-05-01' } };
    const scan = (date: string): Json => ({ DiagnosticReport: { date, basedOn: { reference: 'ServiceRequest/o1' } } });
    expect(on([order, scan('2026-05-16')], 'orders')).toMatchObject([{ status: 'active' }]);
    expect(on([order, scan('2026-05-16')], 'orders', '2026-05-16')).toMatchObject([{ status: 'completed' }]);
    expect(on([order, scan('2026-05-14')], 'orders')).toMatchObject([{ status: 'completed' }]);
    expect(on([order], 'orders')).toMatchObject([{ status: 'completed' }]);
    const revoked = { ServiceRequest: { id: 'o1', status: 'revoked', authored: '2026-05-01' } };
    expect(on([revoked, scan('2026-05-16')], 'orders')).toMatchObject([{ status: 'revoked' }]);
  });

  test('reasons, diagnoses and stages that point to what was not known', () => {
    const later = { Condition: { id: 'later', recorded: '2026-06-01', text: 'Breast cancer' } };
    const reference = { reference: 'Condition/later', display: 'Breast cancer' };
    const staged = { Observation: { id: 'stage', date: '2026-06-01' } };
    const rows: readonly Json[] = [
      later,
      staged,
      { Condition: { id: 'c1', onset: '2020', stage: [{ assessment: [{ reference: 'Observation/stage' }] }, {}] } },
      { Encounter: { date: '2026-05-01', reasonReference: [reference] } },
      { ServiceRequest: { authored: '2026-05-01', reasonReference: [reference, { reference: 'Condition/c1' }] } },
      { CarePlan: { start: '2026-05-01', addresses: ['later'] } },
    ];
    expect(on(rows, 'encounters')[0]).not.toHaveProperty('reasonReference');
    expect(on(rows, 'orders')[0]?.['reasonReference']).toEqual([{ reference: 'Condition/c1' }]);
    expect(on(rows, 'carePlans')[0]).not.toHaveProperty('addresses');
    expect(on(rows, 'conditions')[0]?.['stage']).toEqual([{}]);
    expect(JSON.stringify(asKnown(inputsOf(rows), day(DAY)))).not.toContain('Breast cancer');
  });
});

describe('a Patient', () => {
  const deceased = (fields: Json, at = DAY): unknown =>
    asKnown(inputsOf([{ Patient: fields }]), day(at)).patient.entries[0]?.resource;

  test('who died later was alive', () => {
    expect(deceased({ deceased: '2026-05-16T01:00:00Z' })).not.toHaveProperty('deceasedDateTime');
    expect(deceased({ deceasedBoolean: true, deceasedDateTime: '2027' })).not.toHaveProperty('deceasedBoolean');
  });
  test('who died before, or may have, was not', () => {
    expect(deceased({ deceased: '2026-05-14' })).toHaveProperty('deceasedDateTime');
    expect(deceased({ deceased: '2026' })).toHaveProperty('deceasedDateTime');
  });
  test('whose death has no day was alive at a visit', () => {
    expect(deceased({ deceased: true })).not.toHaveProperty('deceasedBoolean');
    expect(deceased({ deceased: false })).toHaveProperty('deceasedBoolean', false);
  });
});

describe('the inputs', () => {
  test('keep their states, and are empty where nothing was there yet', () => {
    const rows = [PATIENT, { Condition: { recorded: '2026-06-01' } }, { Observation: { date: '2026-06-01' } }];
    const inputs = inputsOf(rows, { observations: 'truncated', reports: 'error' });
    const known = asKnown(inputs, day(DAY));
    expect(INPUTS.map((input) => known[input].state)).toEqual(
      INPUTS.map((input) => (input === 'conditions' ? 'empty' : inputs[input].state)),
    );
    expect(known.observations.entries).toEqual([]);
    expect(known.patient).toBe(inputs.patient);
  });

  test('keep what rides with them, and the address an entry came under', () => {
    const inputs = inputsOf([PATIENT, { Condition: { status: 'resolved', abated: '2026-06-01' } }]);
    const [condition] = inputs.conditions.entries;
    const chart: ChartInputs = {
      ...inputs,
      conditions: { state: 'present', entries: [{ ...condition, fullUrl: 'urn:uuid:1' }] as never },
      medications: { state: 'empty', entries: [{ resource: { resourceType: 'Medication', id: 'm1' } }] },
    };
    const known = asKnown(chart, day(DAY));
    expect(known.conditions.entries[0]?.fullUrl).toBe('urn:uuid:1');
    expect(known.medications).toBe(chart.medications);
  });
});
