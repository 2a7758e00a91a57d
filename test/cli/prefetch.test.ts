import { prefetchTemplates } from '../../src/chart/templates.js';
import { prefetchSheet, type PrefetchSheet, type SheetRequest } from '../../src/cli/prefetch.js';
import type { DataRequirement } from '../../src/chart/inputs.js';
import { client, file, load, tenant, type Options } from '../config/support.js';

const requirements: readonly DataRequirement[] = [
  { input: 'patient', required: true },
  { input: 'conditions', required: true, count: 200 },
  { input: 'observations', required: false, codes: ['29463-7', '8310-5'] },
];

function sheet(format: SheetRequest['format'], over: Options = {}): string {
  const settings = load(file({ tenants: [tenant(over)] }));
  return prefetchSheet({
    templates: prefetchTemplates(requirements),
    service: { id: 'metastatic-back-pain', hook: 'patient-view', requirements },
    tenant: settings.tenants[0]!,
    publicBaseUrl: settings.publicBaseUrl,
    format,
  });
}

describe('prefetchSheet', () => {
  it('has, as JSON, the templates of discovery under the keys of the EHR', () => {
    const parsed = JSON.parse(sheet('json', { prefetchAliases: { 'problem-list': 'conditions' } })) as PrefetchSheet;
    expect(parsed).toEqual({
      tenant: 'north',
      service: 'metastatic-back-pain',
      hook: 'patient-view',
      url: 'https://cds.example.org/cds-services/metastatic-back-pain',
      feedbackUrl: 'https://cds.example.org/cds-services/metastatic-back-pain/feedback',
      tokens: [{ issuer: 'https://ehr.north.example/fhir', algorithms: ['ES384', 'RS384'], audience: [] }],
      prefetch: [
        { key: 'patient', input: 'patient', required: true, template: 'Patient/{{context.patientId}}' },
        {
          key: 'problem-list',
          input: 'conditions',
          required: true,
          template: 'Condition?patient={{context.patientId}}&_count=200',
        },
        {
          key: 'observations',
          input: 'observations',
          required: false,
          template: 'Observation?patient={{context.patientId}}&code=29463-7,8310-5',
        },
      ],
    });
  });

  it('says the same as text, a query on a line of its own to be copied', () => {
    const text = sheet('text', {
      prefetchAliases: { 'problem-list': 'conditions' },
      clients: [client({ audience: ['spinewatch'] })],
    });
    expect(text).toContain(
      '\nproblem-list  (alias of conditions)  [required]\n  Condition?patient={{context.patientId}}&_count=200\n',
    );
    expect(text).toContain('\nobservations\n  Observation?patient=');
    expect(text).toContain('aud the URL that is called, or spinewatch\n');
    expect(text).toContain('Service URL   https://cds.example.org/cds-services/metastatic-back-pain\n');
  });

  it('asks an anonymous tenant for no token', () => {
    expect(sheet('text', { anonymous: true })).toContain('Token         none needed\n');
    expect((JSON.parse(sheet('json', { anonymous: true })) as PrefetchSheet).tokens).toEqual([]);
  });
});
