import fc from 'fast-check';
import { CodedError, type ErrorCode } from '../../src/errors/index.js';
import { requestParser } from '../../src/hooks/request.js';

const parse = requestParser('patient-view');
const BASE = {
  hook: 'patient-view',
  hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
  context: { patientId: '1' },
};

const caught = (body: unknown): CodedError => {
  try {
    parse(body);
  } catch (error) {
    if (error instanceof CodedError) return error;
    throw error;
  }
  throw new Error('accepted');
};

const refusal = (body: unknown): { code: ErrorCode; expression: readonly string[]; text: string } => {
  const { code, details, message } = caught(body);
  return { code, expression: details.expression ?? [], text: message };
};

describe('a hook request is refused', () => {
  test.each([[[]], ['text'], [1], [null], [undefined], [true]])('when the body is %j', (body) => {
    expect(refusal(body).code).toBe('malformed');
  });

  const { hook: _hook, ...noHook } = BASE;
  const { hookInstance: _instance, ...noInstance } = BASE;
  const { context: _context, ...noContext } = BASE;
  test.each<[string, unknown, string, string]>([
    ['no hook', noHook, 'hook', 'nothing'],
    ['another hook', { ...BASE, hook: 'order-sign' }, 'hook', 'a text of 10 characters'],
    ['a hook of another type', { ...BASE, hook: ['patient-view'] }, 'hook', 'a list'],
    ['no hookInstance', noInstance, 'hookInstance', 'nothing'],
    ['an empty hookInstance', { ...BASE, hookInstance: '' }, 'hookInstance', 'an empty text'],
    ['a hookInstance of another type', { ...BASE, hookInstance: 7 }, 'hookInstance', 'a number'],
    ['no context', noContext, 'context.patientId', 'nothing'],
    ['a context of null', { ...BASE, context: null }, 'context.patientId', 'null'],
    ['a context of another type', { ...BASE, context: 'Patient/1' }, 'context', 'a text of 9 characters'],
    ['no patientId', { ...BASE, context: { userId: 'Practitioner/1' } }, 'context.patientId', 'nothing'],
    ['a patientId of another type', { ...BASE, context: { patientId: 12 } }, 'context.patientId', 'a number'],
    ['a fhirServer of another type', { ...BASE, fhirServer: {} }, 'fhirServer', 'an object'],
    ['a fhirServer of null', { ...BASE, fhirServer: null }, 'fhirServer', 'null'],
    ['an empty fhirServer', { ...BASE, fhirServer: '' }, 'fhirServer', 'an empty text'],
    ['a fhirServer of another scheme', { ...BASE, fhirServer: 'file:///etc' }, 'fhirServer', 'a text of 11 characters'],
    ['a relative fhirServer', { ...BASE, fhirServer: '/fhir' }, 'fhirServer', 'a text of 5 characters'],
    ['a fhirServer without host', { ...BASE, fhirServer: 'https://' }, 'fhirServer', 'a text of 8 characters'],
    ['a prefetch that is a list', { ...BASE, prefetch: [] }, 'prefetch', 'a list'],
    ['a prefetch that is a text', { ...BASE, prefetch: 'none' }, 'prefetch', 'a text of 4 characters'],
    [
      'a prefetch value that is a text',
      { ...BASE, prefetch: { user: '123' } },
      'prefetch.user',
      'a text of 3 characters',
    ],
    ['a prefetch value that is a list', { ...BASE, prefetch: { conditions: [] } }, 'prefetch.conditions', 'a list'],
    ['a prefetch value that is a number', { ...BASE, prefetch: { a: null, b: 0 } }, 'prefetch.b', 'a number'],
  ])('with %s', (_what, body, expression, kind) => {
    const { code, text, ...rest } = refusal(body);
    expect({ code, expression: rest.expression }).toEqual({ code: 'invalid-request', expression: [expression] });
    expect(text).toContain(`${expression}: found ${kind}; allowed: `);
  });

  test.each([
    '',
    ' 1',
    '1 ',
    'a/b',
    'a_b',
    '.',
    '..',
    'Patient/..',
    '../../metadata',
    'x'.repeat(65),
    'Practitioner/1',
    'patient/1',
    'Patient/',
    'Patient/Patient/1',
    '1/_history/3',
    'Patient/1/_history/',
    'Patient/1/_history/3/4',
    'Patient/1?x=y',
    'Patient/1#x',
    'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0',
    'https://ehr.example/fhir/Patient/1',
    'http://localhost/1',
    'é',
    '1\n',
    '%31',
  ])('with the patientId %j', (patientId) => {
    expect(refusal({ ...BASE, context: { patientId } })).toMatchObject({
      code: 'invalid-request',
      expression: ['context.patientId'],
    });
  });

  test('without repeating what a field held', () => {
    const secret = 'Jane Doe 1950-01-01';
    for (const body of [
      { ...BASE, hook: secret },
      { ...BASE, context: { patientId: secret } },
      { ...BASE, fhirServer: secret },
      { ...BASE, prefetch: { [secret]: 'x' } },
      { ...BASE, prefetch: { a: secret } },
    ]) {
      expect(JSON.stringify(refusal(body))).not.toContain('Jane');
    }
  });

  test.each(['2', 'Patient/2', 'Patient/2/_history/1', 'https://ehr.example/Patient/1', '1 ', ''])(
    'when the token is for the patient %j',
    (patient) => {
      const body = { ...BASE, fhirAuthorization: { access_token: 't', patient } };
      expect(refusal(body)).toMatchObject({
        code: 'patient-not-authorised',
        expression: ['fhirAuthorization.patient'],
      });
    },
  );

  test('never by anything but a coded error, whatever is sent', () => {
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom('patient-view', '1', 'https://x.example', {}, null));
    const body = fc.record(
      {
        hook: value,
        hookInstance: value,
        context: fc.oneof(value, fc.record({ patientId: value, userId: value })),
        fhirServer: value,
        fhirAuthorization: value,
        prefetch: value,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(body, fc.jsonValue()), (sent) => {
        try {
          expect(parse(sent).patientId).toMatch(/^[A-Za-z0-9\-.]{1,64}$/);
        } catch (error) {
          expect(error).toBeInstanceOf(CodedError);
        }
      }),
    );
  });
});

describe('a hook request is accepted', () => {
  test.each([
    ['1', '1'],
    ['Patient/1', '1'],
    ['Patient/1/_history/3', '1'],
    ['a.B-9', 'a.B-9'],
    ['x'.repeat(64), 'x'.repeat(64)],
  ])('with the patientId %j', (sent, patientId) => {
    expect(parse({ ...BASE, context: { patientId: sent } }).patientId).toBe(patientId);
  });

  test('in its smallest form, with nothing made up', () => {
    expect(parse(BASE)).toEqual({
      hook: 'patient-view',
      hookInstance: BASE.hookInstance,
      patientId: '1',
      prefetch: {},
    });
  });

  test('with unknown fields and prefetch keys, and the prefetch is the very one that was parsed', () => {
    const prefetch = { patient: { resourceType: 'Patient' }, '-user': null, other: {} };
    const request = parse({ ...BASE, prefetch, extension: { 'com.example': 'text' }, version: 3, systemActions: [] });
    expect(request.prefetch).toBe(prefetch);
  });

  test.each(['00000000-007b-9f33-e810-e841a57c502c', 'anything', ' '])('with the hookInstance %j', (hookInstance) => {
    expect(parse({ ...BASE, hookInstance }).hookInstance).toBe(hookInstance);
  });

  test('with a prefetch of null', () => {
    expect(parse({ ...BASE, prefetch: null }).prefetch).toEqual({});
  });

  test.each([
    ['Practitioner/abc', 'Practitioner/abc'],
    ['PractitionerRole/1/_history/2', 'PractitionerRole/1'],
    ['https://ehr.example/fhir/Practitioner/7', 'Practitioner/7'],
    ['https://ehr.example/fhir/Patient/1', 'Patient/1'],
    ['RelatedPerson/a_b', 'RelatedPerson/a_b'],
    ['Practitioner/a"><b>', undefined],
    ['abc', undefined],
    ['', undefined],
    [7, undefined],
    [null, undefined],
    [{ reference: 'Practitioner/1' }, undefined],
    [undefined, undefined],
  ])('with the userId %j', (userId, expected) => {
    expect(parse({ ...BASE, context: { patientId: '1', userId } }).userId).toBe(expected);
  });

  test.each([
    ['89284', '89284'],
    ['Encounter/89284', '89284'],
    ['Encounter/1/_history/2', '1'],
    ['https://ehr.example/fhir/Encounter/9', '9'],
    ['Patient/1', undefined],
    ['../x', undefined],
    [5, undefined],
    [null, undefined],
  ])('with the encounterId %j', (encounterId, expected) => {
    expect(parse({ ...BASE, context: { patientId: '1', encounterId } }).encounterId).toBe(expected);
  });

  test.each<[string, unknown, string | undefined]>([
    [
      'complete',
      { access_token: 't', token_type: 'Bearer', expires_in: 300, scope: 'x', subject: 's', patient: '1' },
      't',
    ],
    ['with a type in lower case', { access_token: 't', token_type: 'bearer' }, 't'],
    ['without a type', { access_token: 't' }, 't'],
    ['of another type', { access_token: 't', token_type: 'DPoP' }, undefined],
    ['with a type that is no text', { access_token: 't', token_type: 1 }, undefined],
    ['without a token', { token_type: 'Bearer' }, undefined],
    ['with a token that is no text', { access_token: 5 }, undefined],
    ['with an empty token', { access_token: '' }, undefined],
    ['with a token that would end the header', { access_token: 'a\r\nX-Evil: 1' }, undefined],
    ['empty', {}, undefined],
    ['of null', null, undefined],
    ['a text', 'Bearer t', undefined],
    ['a list', ['t'], undefined],
    ['with a patient of null', { access_token: 't', patient: null }, 't'],
    ['with a typed patient', { access_token: 't', patient: 'Patient/1' }, 't'],
    ['with an absolute patient', { access_token: 't', patient: 'https://ehr.example/fhir/Patient/1/_history/2' }, 't'],
  ])('with a fhirAuthorization %s', (_what, fhirAuthorization, token) => {
    expect(parse({ ...BASE, fhirServer: 'https://ehr.example/fhir/', fhirAuthorization }).accessToken).toBe(token);
  });

  test('with __proto__ and constructor as keys, which stay without effect', () => {
    const text =
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"hook":"patient-view","hookInstance":"x",' +
      '"context":{"patientId":"1","__proto__":{"userId":"Practitioner/9"}},' +
      '"prefetch":{"__proto__":{"conditions":{"resourceType":"Bundle"}},"patient":null}}';
    const request = parse(JSON.parse(text));
    expect(Object.keys(request.prefetch)).toEqual(['patient']);
    expect(request.prefetch['conditions']).toBeUndefined();
    expect(request.userId).toBeUndefined();
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('but its fields do not come from __proto__', () => {
    const text = '{"__proto__":{"hook":"patient-view","hookInstance":"x","context":{"patientId":"1"}}}';
    expect(refusal(JSON.parse(text)).expression).toEqual(['hook']);
    expect(
      refusal(JSON.parse('{"hook":"patient-view","hookInstance":"x","context":{"__proto__":{"patientId":"1"}}}'))
        .expression,
    ).toEqual(['context.patientId']);
  });

  test('without looking into megabytes of prefetch', () => {
    let looked = 0;
    const guarded = new Proxy(
      { resourceType: 'Bundle' },
      { get: () => (looked += 1), ownKeys: () => ((looked += 1), []) },
    );
    parse({ ...BASE, prefetch: { observations: guarded } });
    expect(looked).toBe(0);
  });
});

describe('Epic’s trigger', () => {
  const of = (value: unknown) =>
    parse({ ...BASE, extension: { 'com.epic.cdshooks.request.bpa-trigger-action': value } }).trigger;

  test.each([
    ['60', '60'],
    [60, '60'],
    ['sixty', undefined],
    [{}, undefined],
    [null, undefined],
    ['1'.repeat(100), undefined],
  ])('%j is read as %j', (value, expected) => expect(of(value)).toBe(expected));

  test.each([undefined, null, [], 'text'])('an extension that is %j is no reason to refuse', (extension) => {
    expect(parse({ ...BASE, extension }).trigger).toBeUndefined();
  });
});
