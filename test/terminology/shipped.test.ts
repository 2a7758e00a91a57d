/** What the shipped value sets say of codes that matter, and of those that must not match. */
import { setsOf as sets, CM, ICD10, ICD9, ICDO3, SCT, shipped } from './content.js';

const GM = 'http://fhir.de/CodeSystem/bfarm/icd-10-gm';
const setsOf = (system: unknown, code: unknown) => sets(shipped.terminology, system, code);

describe('codes and what they mean', () => {
  it.each([
    // Breast, and what is not breast cancer.
    [CM, 'C50.911', ['cancer-breast']],
    [CM, 'c50911', ['cancer-breast']],
    ['urn:oid:2.16.840.1.113883.6.90', 'C50.911', ['cancer-breast']],
    [ICD10, 'C50.9', ['cancer-breast']],
    [GM, 'C50.9', ['cancer-breast']],
    [ICD9, '174.9', ['cancer-breast']],
    [ICD9, '1749', ['cancer-breast']],
    [CM, 'D05.11', ['cancer-in-situ']],
    [GM, 'D05.1', ['cancer-in-situ']],
    [SCT, '254837009', ['cancer-breast']],
    // Personal history.
    [CM, 'Z85.3', ['cancer-breast-history']],
    [ICD10, 'Z85.3', ['cancer-breast-history']],
    [ICD9, 'V10.3', ['cancer-breast-history']],
    [CM, 'Z85.46', ['cancer-prostate-history']],
    [ICD10, 'Z85.4', ['cancer-possible']],
    [ICD10, 'Z85.1', ['cancer-lung-history']],
    [CM, 'Z85.820', ['cancer-other']],
    [CM, 'Z85.821', ['cancer-other']],
    [CM, 'Z85.828', ['cancer-excluded']],
    // Raised PSA is no cancer; a rise after treatment is.
    [CM, 'R97.20', ['cancer-excluded']],
    [CM, 'R97.21', ['cancer-prostate-history']],
    // Skin: Merkel cell cancer counts, other non-melanoma skin cancer does not.
    [CM, 'C44.91', ['cancer-excluded']],
    [CM, 'C4A.9', ['cancer-other']],
    [ICD10, 'C44.9', ['cancer-excluded']],
    // Neuroendocrine tumours of lung and kidney are of lung and kidney.
    [CM, 'C7A.090', ['cancer-lung']],
    [CM, 'C7A.093', ['cancer-kidney']],
    [CM, 'C7A.098', ['cancer-other']],
    // Metastases nest.
    [CM, 'C79.51', ['metastasis-any', 'metastasis-bone']],
    [GM, 'C79.5', ['metastasis-any', 'metastasis-bone']],
    [ICD10, 'C79.5+', ['metastasis-any', 'metastasis-bone']],
    [CM, 'C79.49', ['metastasis-any', 'metastasis-spine']],
    [CM, 'C78.7', ['metastasis-any']],
    [CM, 'C7B.03', ['metastasis-any', 'metastasis-bone']],
    [CM, 'C7B.01', ['cancer-other']],
    [CM, 'C77.9', ['cancer-other']],
    [ICD9, '198.5', ['metastasis-any', 'metastasis-bone']],
    [SCT, '94222008', ['metastasis-bone']],
    [SCT, '126906006', ['cancer-possible']],
    [SCT, '94503003', ['cancer-secondary-to-site-traps']],
    // Pain.
    [CM, 'M54.50', ['back-pain']],
    [CM, 'M54.81', ['back-pain-excluded']],
    [CM, 'M54.2', ['neck-pain']],
    [CM, 'M48.062', ['back-pain', 'feature-pain-character']],
    [CM, 'M54.14', ['back-pain', 'feature-pain-character']],
    [ICD10, 'M54.12', ['neck-pain']],
    [ICD10, 'M54.16', ['back-pain']],
    ['http://hl7.org/fhir/sid/icpc-2', 'L03', ['back-pain']],
    [SCT, '279039007', ['back-pain']],
    // Side lists make a coding usable.
    [CM, 'R53.1', ['feature-constitutional', 'not-emergency']],
    [CM, 'N39.41', ['not-emergency', 'stable-other-cause']],
    [CM, 'G35', ['stable-other-cause']],
    [ICD10, 'I69.3', ['stable-other-cause']],
    [CM, 'Z66', ['not-suppression']],
    [SCT, '275919002', ['weight-loss-excluded']],
    // Fractures: a sequela never counts.
    [CM, 'M48.54XA', ['feature-vertebral-fracture']],
    [CM, 'M48.54XS', []],
    // Not there.
    [CM, 'Z00.00', []],
    [ICD9, '84.60', []],
    [ICDO3, 'C50.9', []],
    ['http://hl7.org/fhir/sid/icd-10-pcs', 'B03', []],
  ])('%s %s', (system, code, expected) => expect(setsOf(system, code)).toEqual(expected));
});

describe('rows carry their meaning', () => {
  const first = (system: string, code: string) => shipped.terminology.match({ system, code })?.meanings[0];
  it.each([
    [CM, 'G83.4', { feature: 'cord-compression', undated: 'emergency', pattern: 'cauda-equina' }],
    [CM, 'R33.0', { feature: 'bladder-bowel', strength: 'major' }],
    [CM, 'D49.59', { site: 'prostate', sex: 'male' }],
    [ICD10, 'Z85.4', { site: 'prostate', sex: 'male', otherwise: 'other' }],
    [CM, 'C50.9', { site: 'breast', by: 'filter', specificity: 3, confidence: 'high' }],
    [CM, 'G82.20', { set: 'feature-emergency-neuro', feature: 'limb-weakness' }],
    [
      'http://loinc.org',
      '91561-1',
      { role: 'whole-spine', order: 'never', regions: ['cervical', 'thoracic', 'lumbar'] },
    ],
    ['http://www.whocc.no/atc', 'N02AA01', { role: 'strong-opioid' }],
    ['http://www.whocc.no/atc', 'N02AX02', { role: 'weak-opioid' }],
  ])('%s %s', (system, code, meaning) => expect(first(system, code)).toMatchObject(meaning));

  it('with its text compiled, whatever the case', () => {
    const meaning = first(CM, 'R29.898');
    expect(meaning?.requiresText?.test('Weakness of both LEGS')).toBe(true);
    expect(meaning?.requiresText?.test('Weakness of grip')).toBe(false);
    expect(meaning?.otherwise).toBe('major');
  });

  it('for a stable other cause: what it explains', () =>
    expect(
      ['G35', 'G83.1', 'E11.42', 'N39.3'].map(
        (code) =>
          shipped.terminology.match({ system: CM, code })?.meanings.find((m) => m.set === 'stable-other-cause')
            ?.appliesTo,
      ),
    ).toEqual(['all', 'all-older-than-365-days', 'sensory-loss', 'bladder-bowel']));
});

describe('every shipped value set', () => {
  it.each(shipped.valueSets.map((set) => [set.id, set] as const))('%s: each code matches in it', (id, set) => {
    const lost = set.codes.filter(
      (row) =>
        !shipped.terminology
          .match({ system: row.system, code: row.code })
          ?.meanings.some((m) => m.set === id && m.by === 'code'),
    );
    expect(lost.map((row) => row.code)).toEqual([]);
    expect(set.codes.length + set.filters.length).toBeGreaterThan(0);
  });

  it('says in plain FHIR what it says in rows', () => {
    const codes = [
      'C50.911',
      'C77.9',
      'C34.1',
      'C7A.090',
      'M54.81',
      'M54.89',
      'M48.54XS',
      'M48.54XA',
      'Z85.3',
      'Z85.820',
      'R50.83',
      'D39.0',
    ];
    for (const { filters } of shipped.valueSets) {
      for (const { op, values, except, except7th, written } of filters) {
        if (op !== 'prefix') continue;
        for (const code of codes) {
          const meant =
            code.startsWith(values[0] ?? '') &&
            !except.some((e) => code.startsWith(e)) &&
            !except7th.includes(code.charAt(7));
          expect([code, written, new RegExp(`^(?:${written})$`).test(code)]).toEqual([code, written, meant]);
        }
      }
    }
  });

  it('ships no CPT', () =>
    expect(shipped.valueSets.flatMap((set) => set.codes).filter((row) => row.system.includes('cpt'))).toEqual([]));
});

describe('the documents beside the value sets', () => {
  interface Order {
    readonly coding: readonly { readonly system: string; readonly code: string }[];
  }
  const orders = shipped.documents['orders'] as {
    readonly wholeSpine: Readonly<Record<string, Order>>;
    readonly neverOrdered: Order['coding'];
  };
  const imaging = (coding: { readonly system: string; readonly code: string }) =>
    shipped.terminology.match(coding)?.meanings.find((meaning) => meaning.set === 'imaging-mri-spine');

  it('order only what may be ordered', () => {
    const ordered = Object.values(orders.wholeSpine).flatMap((order) => order.coding);
    expect(ordered).toHaveLength(4);
    for (const coding of ordered) expect(imaging(coding)).toMatchObject({ by: 'code' });
    expect(ordered.filter((coding) => imaging(coding)?.order === 'never')).toEqual([]);
    expect(orders.neverOrdered.filter((coding) => imaging(coding)?.order !== 'never')).toEqual([]);
    expect(orders.neverOrdered).toHaveLength(5);
  });
});
