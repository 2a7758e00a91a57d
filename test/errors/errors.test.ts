import { readFile, writeFile } from 'node:fs/promises';
import {
  busy,
  CodedError,
  ERROR_CODES,
  ERRORS,
  errorAnswer,
  missingPrefetch,
  patientMismatch,
  tooManyRequests,
  unauthorised,
} from '../../src/errors/index.js';
import { errorsDocument } from '../../src/errors/document.js';

/** https://hl7.org/fhir/R4/valueset-issue-type.html */
const ISSUE_TYPES =
  'invalid structure required value invariant security login unknown expired forbidden suppressed processing ' +
  'not-supported duplicate multiple-matches not-found deleted too-long code-invalid extension too-costly ' +
  'business-rule conflict transient lock-error no-store exception timeout incomplete throttled informational';

describe('the table of errors', () => {
  test.each(ERROR_CODES)('%s has a status, a FHIR issue type and two sentences', (code) => {
    const { status, issue, meaning, remedy } = ERRORS[code];
    expect(status).toBeGreaterThanOrEqual(400);
    expect(ISSUE_TYPES.split(' ')).toContain(issue);
    expect(meaning).toMatch(/^[A-Z].*\.$/);
    expect(remedy).toMatch(/^[A-Z].*\.$/);
  });

  test('docs/errors.md is what the table says', async () => {
    const page = new URL('../../docs/errors.md', import.meta.url);
    if (process.env['UPDATE_DOCS'] === '1') await writeFile(page, errorsDocument());
    expect(await readFile(page, 'utf8')).toBe(errorsDocument());
  });
});

describe('an error as an answer', () => {
  test('has severity, issue type, our code, text and path', () => {
    const error = new CodedError('invalid-request', { text: 'hook: found nothing.', expression: ['hook'] });
    expect(errorAnswer(error)).toEqual({
      status: 400,
      code: 'invalid-request',
      headers: {},
      body: {
        resourceType: 'OperationOutcome',
        issue: [
          {
            severity: 'error',
            code: 'invalid',
            details: {
              coding: [{ system: 'urn:spinewatch:error', code: 'invalid-request' }],
              text: 'hook: found nothing.',
            },
            diagnostics: ERRORS['invalid-request'].remedy,
            expression: ['hook'],
          },
        ],
      },
    });
  });

  test('of an unknown kind is a 500 that shows nothing of the inside', () => {
    const answer = errorAnswer(new TypeError('cannot read birthDate of Jane Doe at /srv/app/secret.ts'));
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer)).not.toMatch(/Jane|birthDate|secret/);
    expect(answer).toEqual(errorAnswer('a thrown string'));
    expect(answer).toEqual(errorAnswer(undefined));
  });

  test('of 401 is always the same and names the scheme alone', () => {
    const detailed = errorAnswer(
      new CodedError('unauthorised', { text: 'expired at 12:00', diagnostics: 'x', expression: ['jwt'] }),
    );
    expect(detailed).toEqual(errorAnswer(unauthorised()));
    expect(detailed.headers).toEqual({ 'WWW-Authenticate': 'Bearer' });
  });

  test.each([
    [busy(2), 503, '2'],
    [busy(0), 503, '1'],
    [tooManyRequests(1.2), 429, '2'],
    [new CodedError('feedback-unavailable'), 503, '1'],
  ])('that passes carries Retry-After in whole seconds', (error, status, seconds) => {
    expect(errorAnswer(error)).toMatchObject({ status, headers: { 'Retry-After': seconds } });
  });

  test('of missing prefetch names every key, and whether the server is not allowed', () => {
    const plain = errorAnswer(missingPrefetch(['patient', 'conditions'])).body.issue[0];
    expect(plain?.details.text).toContain('patient, conditions');
    expect(plain?.details.text).not.toContain("isn't allowed");
    expect(plain?.expression).toEqual(['prefetch.patient', 'prefetch.conditions']);
    const refused = errorAnswer(missingPrefetch(['patient'], true));
    expect(refused.status).toBe(412);
    expect(refused.body.issue[0]?.details.text).toContain("isn't allowed for this caller");
  });

  test('of the wrong patient is a 412', () => {
    expect(errorAnswer(patientMismatch())).toMatchObject({ status: 412, code: 'patient-mismatch' });
  });
});
