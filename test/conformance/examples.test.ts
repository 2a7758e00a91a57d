/** Every example of the specification that concerns a patient-view service, sent to the service as it runs. */
import supertest from 'supertest';
import type { Json } from '../../src/fhir/resource.js';
import type { Running } from '../../src/main.js';
import { requestParser } from '../../src/hooks/request.js';
import { brokenExamples, examples, schemaErrors, start } from './vectors.js';

const PATH = '/cds-services/metastatic-back-pain';
let service: Running;
beforeAll(async () => {
  service = await start();
});
afterAll(() => service.stop());

const contextOf = (request: Json): Json => request['context'] as Json;
const requests = examples('request');
const complete = requests.filter(
  ([, { hook, context }]) => hook === 'patient-view' && 'patientId' in (context as Json),
);
const patientless = requests.filter(([, request]) => !('patientId' in contextOf(request)));
const otherHooks = requests.filter(([, { hook }]) => hook !== 'patient-view');

test('there are examples of every kind and version', () => {
  expect([complete.length, patientless.length, otherHooks.length]).toEqual([4, 4, 1]);
});

test.each(complete)('the request %s is accepted, and read as it says', (_name, example) => {
  const context = contextOf(example);
  const authorization = example['fhirAuthorization'] as Json;
  expect(requestParser('patient-view')(example)).toEqual({
    hook: 'patient-view',
    hookInstance: example['hookInstance'],
    patientId: context['patientId'],
    userId: context['userId'],
    encounterId: context['encounterId'],
    fhirServer: example['fhirServer'],
    accessToken: authorization['access_token'],
    prefetch: example['prefetch'],
  });
});

test.each(complete)(
  'the request %s, whose server is nobody we read from, is a 412 that says so',
  async (_name, example) => {
    const { status, body } = await supertest(service.url).post(PATH).send(example);
    expect(status).toBe(412);
    expect(body.issue[0].details.text).toMatch(/patient, conditions.*isn't allowed/);
  },
);

test.each(patientless)('the request %s has no patientId and is refused', async (_name, example) => {
  const { status, body } = await supertest(service.url).post(PATH).send(example);
  expect([status, body.issue[0].expression]).toEqual([400, ['context.patientId']]);
});

test.each(otherHooks)('the request %s is of another hook and is refused', async (_name, example) => {
  const { status, body } = await supertest(service.url).post(PATH).send(example);
  expect([status, body.issue[0].expression]).toEqual([400, ['hook']]);
});

test.each(examples('context'))('the context %s is accepted', (_name, { context }) => {
  expect(requestParser('patient-view')({ hook: 'patient-view', hookInstance: 'x', context })).toMatchObject({
    patientId: '1288992',
  });
});

test.each(examples('authorization'))('the authorization %s is accepted', (_name, authorization) => {
  const request = { hook: 'patient-view', hookInstance: 'x', context: { patientId: '1' }, ...authorization };
  expect(requestParser('patient-view')(request).accessToken).toBe('some-opaque-fhir-access-token');
});

test.each(examples('prefetch-data'))(
  'the prefetch %s has a text for a resource where 1.0 to 2.0.1 do, and is then refused',
  async (_name, { prefetch }) => {
    const request = { hook: 'patient-view', hookInstance: 'x', context: { patientId: '1' }, prefetch };
    const { status, body } = await supertest(service.url).post(PATH).send(request);
    const textual = typeof (prefetch as Json)['user'] === 'string';
    expect([status, body.issue[0].expression]).toEqual(
      textual ? [400, ['prefetch.user']] : [412, ['prefetch.conditions']],
    );
  },
);

test.each(examples('feedback'))('the feedback %s is accepted and stored', async (_name, feedback) => {
  expect(schemaErrors('feedback', feedback)).toEqual([]);
  const { status, body } = await supertest(service.url).post(`${PATH}/feedback`).send(feedback);
  expect([status, body]).toEqual([200, {}]);
});

test.each(brokenExamples())('the text %s is no JSON and is refused', async (_name, text) => {
  for (const path of [PATH, `${PATH}/feedback`]) {
    await supertest(service.url).post(path).type('json').send(text).expect(400);
  }
});

/** What holds our own answers to the specification must accept the specification's. */
test.each(examples('response').filter(([name]) => !/(2\.0\.1\/response-18|3\.0-ci\/response-21)/.test(name)))(
  'the schema of responses accepts %s',
  (_name, response) => {
    expect(schemaErrors('response', response)).toEqual([]);
  },
);

test.each(examples('response').filter(([name]) => /(2\.0\.1\/response-18|3\.0-ci\/response-21)/.test(name)))(
  'the schema of responses refuses %s, which lacks the required indicator',
  (_name, response) => {
    expect(schemaErrors('response', response)).toContain("/cards/0 must have required property 'indicator'");
  },
);

test.each(examples('discovery'))('the schema of discovery accepts %s', (_name, discovery) => {
  expect(schemaErrors('discovery', discovery)).toEqual([]);
});
