/** Codes that no value set knows: which are counted, and that nothing about patients is. */
import fc from 'fast-check';
import type { ChartInputs } from '../../src/chart/inputs.js';
import { createMetrics } from '../../src/observability/metrics.js';
import { SYSTEMS } from '../../src/terminology/systems.js';
import { UnmappedCounts, unmappedCodes } from '../../src/terminology/unmapped.js';
import { inputsOf } from '../support/case-chart.js';
import { shipped } from './content.js';

const { terminology } = shipped;
const of = (...rows: Parameters<typeof inputsOf>[0]) => unmappedCodes(inputsOf(rows), terminology);
const OWN = 'https://codes.north.example/local';

describe('unmapped codes', () => {
  it('are those of Conditions and of reasons, each once, under the system’s one name', () => {
    expect(
      of(
        { Condition: { code: ['SCT#279039007 Low back pain', 'SCT#73211009 Diabetes'] } },
        { Condition: { code: 'urn:oid:2.16.840.1.113883.6.96|73211009 Diabetes again' } },
        { Encounter: { reason: ['ICD10CM#Z00.00'], date: '2026-01-01' } },
        { Procedure: { code: 'SCT#1000004', reason: [`${OWN}|R.1`] } },
        { Condition: { code: 'X99' } },
      ),
    ).toEqual([
      { label: SYSTEMS.snomed, system: SYSTEMS.snomed, code: '73211009' },
      { label: 'other', system: '', code: 'X99' },
      { label: SYSTEMS.icd10cm, system: SYSTEMS.icd10cm, code: 'Z00.00' },
      { label: 'other', system: OWN, code: 'R.1' },
    ]);
  });

  it('are none of Observations, nor of a code that any set knows, exclusions too', () => {
    expect(
      of({ Observation: { code: 'LOINC#9999-9' } }, { Condition: { code: 'ICD10CM#Z80.3 Family history' } }),
    ).toEqual([]);
  });

  it.each([
    ['a free text', { code: { code: 'John Smith, 12 High Street' } }],
    ['a code beyond any length', { code: { code: 'A'.repeat(41) } }],
    ['a number', { code: { system: SYSTEMS.snomed, code: 73211009 } }],
    ['nothing', { code: { system: SYSTEMS.snomed } }],
  ])('are never %s', (_what, condition) => {
    expect(of({ Condition: condition })).toEqual([]);
  });

  it('never keep a system that is no plain URI', () => {
    const systems = [
      'https://a.example/x?patient=7',
      'John Smith',
      'javascript:alert(1)',
      `https://a.example/${'x'.repeat(300)}`,
    ];
    for (const system of systems) {
      expect(of({ Condition: { code: { system, code: 'X1' } } })).toEqual([{ label: 'other', system: '', code: 'X1' }]);
    }
  });

  it('never throw, whatever a chart holds', () => {
    const empty = inputsOf([]);
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (code, reasonCode) => {
        const entry = { resource: { resourceType: 'Condition', code, reasonCode } };
        const inputs: ChartInputs = {
          ...empty,
          conditions: { state: 'present', entries: [entry] },
          orders: { state: 'present', entries: [entry] },
        };
        for (const row of unmappedCodes(inputs, terminology)) expect(row.code.length).toBeLessThanOrEqual(40);
      }),
    );
  });

  it('are looked for in a bounded part of a chart', () => {
    const rows = Array.from({ length: 6_000 }, (_, i) => ({ Condition: { code: `${OWN}|C${i}` } }));
    expect(of(...rows)).toHaveLength(5_000);
  });
});

describe('their counts', () => {
  const row = (code: string) => ({ label: 'other', system: OWN, code }) as const;

  it('give the most frequent first', () => {
    const counts = new UnmappedCounts();
    counts.add([row('a'), row('b')]);
    counts.add([row('b')]);
    expect(counts.top()).toEqual([
      { system: OWN, code: 'b', count: 2 },
      { system: OWN, code: 'a', count: 1 },
    ]);
    expect(counts.top(1)).toHaveLength(1);
  });

  it('stay bounded under a flood, and keep what is frequent', () => {
    const counts = new UnmappedCounts(100);
    for (let i = 0; i < 5; i++) counts.add([row('frequent')]);
    for (let i = 0; i < 10_000; i++) counts.add([row(`flood-${i}`)]);
    expect(counts.top().length).toBeLessThanOrEqual(100);
    expect(counts.top(1)).toEqual([{ system: OWN, code: 'frequent', count: 5 }]);
  });

  it('stand in the metrics by the closed list of systems alone', async () => {
    const metrics = createMetrics(false);
    for (const { label } of of({ Condition: { code: [`${OWN}|X1`, 'SCT#73211009'] } }))
      metrics.unmappedCodes.inc({ system: label });
    const text = await metrics.registry.metrics();
    expect(text).toContain('spinewatch_unmapped_codes_total{system="other"} 1');
    expect(text).toContain(`spinewatch_unmapped_codes_total{system="${SYSTEMS.snomed}"} 1`);
    expect(text).not.toContain(OWN);
  });
});
