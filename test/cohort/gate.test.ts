/** The gate of a cohort run is never narrower than the rule: what it drops unread could not have mattered. */
import type { Resource } from '../../src/fhir/resource.js';
import type { Gate } from '../../src/sdk/index.js';
import { INPUTS } from '../../src/sdk/index.js';
import { requestOf } from '../support/case-run.js';
import type { Case } from '../support/cases.js';
import { readCases } from '../support/cases.js';
import { realService } from '../support/service.js';

const service = realService();
const gate = service.gate as Gate;

const resources = (one: Case): readonly Resource[] => {
  const { inputs } = requestOf(one);
  return INPUTS.flatMap((input) => inputs[input].entries.map(({ resource }) => resource));
};

const codesOf = (resource: Resource): readonly string[] =>
  [...JSON.stringify(resource).matchAll(/"code":"([^"]*)"/g)].map(([, code]) => code as string);

describe('the gate', () => {
  test('opens for every case in which the rule finds a cancer', () => {
    const closed = readCases().filter((one) => {
      if (service.assess(requestOf(one)).cancer.level === 'none') return false;
      return !resources(one).some((resource) => gate.opens(resource));
    });
    expect(closed.map(({ file }) => file)).toEqual([]);
  });

  test('asks only for types, and of Observations for codes, that it names', () => {
    for (const resource of readCases().flatMap(resources)) {
      if (!gate.opens(resource)) continue;
      const { codes } = gate.types[resource.resourceType] ?? { codes: new Set() };
      if (codes) expect(codesOf(resource).filter((code) => codes.has(code.trim()))).not.toEqual([]);
    }
  });

  test('stays closed for a back pain, a weight and a cancer in the family', () => {
    const coding = (system: string, code: string, display: string) => ({ coding: [{ system, code, display }] });
    const shut = [
      { resourceType: 'Condition', code: coding('http://snomed.info/sct', '279039007', 'Low back pain') },
      {
        resourceType: 'Condition',
        code: coding('http://hl7.org/fhir/sid/icd-10-cm', 'Z80.3', 'Family history of breast cancer'),
      },
      { resourceType: 'Condition', code: { text: 'Mother had breast cancer' } },
      { resourceType: 'Observation', code: coding('http://loinc.org', '29463-7', 'Body weight') },
      {
        resourceType: 'Procedure',
        code: coding('http://snomed.info/sct', '254837009', 'Malignant neoplasm of breast'),
      },
    ];
    expect(shut.filter((resource) => gate.opens(resource))).toEqual([]);
  });

  test('opens whatever the record says of its date, its status and its certainty', () => {
    const code = { coding: [{ system: 'http://snomed.info/sct', code: '254837009' }] };
    const open = [
      { resourceType: 'Condition', code },
      { resourceType: 'Condition', code, onsetDateTime: '2999-01-01' },
      { resourceType: 'Condition', code, verificationStatus: { coding: [{ code: 'refuted' }] } },
      { resourceType: 'Condition', id: '', subject: 7, code },
    ];
    expect(open.map((resource) => gate.opens(resource))).toEqual(open.map(() => true));
  });

  test.each([null, 7, 'x', [], {}, { coding: null }, { coding: [null, 7, { code: 7 }] }])(
    'does not throw for %j',
    (code) => {
      expect(gate.opens({ resourceType: 'Condition', code })).toBe(false);
    },
  );
});
