/**
 * The closed table of coded errors: everything that can be wrong with a request, what it means and what the caller
 * can do. docs/errors.md is generated from it, and no error leaves the service that does not stand here.
 */

/** One kind of error. `issue` is a code of FHIR's issue-type value set. */
export interface ErrorDefinition {
  readonly status: number;
  readonly issue: string;
  /** What went wrong, in one sentence; the text of the answer where the place of the error has no better one. */
  readonly meaning: string;
  /** What the caller can do about it. */
  readonly remedy: string;
}

const define = <Code extends string>(table: Readonly<Record<Code, ErrorDefinition>>) => Object.freeze(table);

export const ERRORS = define({
  malformed: {
    status: 400,
    issue: 'structure',
    meaning: 'The body is not a JSON object.',
    remedy: 'Send one JSON object in UTF-8, without comments or trailing commas.',
  },
  'too-deep': {
    status: 400,
    issue: 'structure',
    meaning: 'The body nests objects and lists more deeply than this service reads.',
    remedy: 'Send FHIR resources without artificial nesting; the limit is limits.jsonDepth in the configuration.',
  },
  'invalid-request': {
    status: 400,
    issue: 'invalid',
    meaning: 'A field of the hook request is missing or is not what CDS Hooks and FHIR allow.',
    remedy: 'Correct the field that `expression` names; the text says what was found and what is allowed.',
  },
  'invalid-feedback': {
    status: 400,
    issue: 'invalid',
    meaning: 'An entry of the feedback is incomplete; none of the entries was stored.',
    remedy: 'Correct the entry that `expression` names and send all entries again.',
  },
  'invalid-filter': {
    status: 400,
    issue: 'invalid',
    meaning: 'A filter of the figures is unknown, stands twice, or is not what it may be.',
    remedy: 'Correct the filter that `expression` names; the text says what is allowed.',
  },
  unauthorised: {
    status: 401,
    issue: 'login',
    meaning: 'This request needs a valid token.',
    remedy:
      'Send a signed JWT as CDS Hooks describes under "Trusting CDS Clients"; for the dashboard, the token of the operator.',
  },
  'dashboard-closed': {
    status: 403,
    issue: 'forbidden',
    meaning: "The dashboard is closed: this service has no operator's token.",
    remedy:
      'Add the section `operator` to the configuration file, put a token into the variable that its tokenEnv names (SPINEWATCH_OPERATOR_TOKEN), and restart.',
  },
  'patient-not-authorised': {
    status: 403,
    issue: 'forbidden',
    meaning: 'The access token is for another patient than the one in context.',
    remedy: 'Send an access token whose fhirAuthorization.patient is context.patientId.',
  },
  'not-found': {
    status: 404,
    issue: 'not-found',
    meaning: 'There is nothing at this address.',
    remedy: 'Take the ids of the services from GET /cds-services.',
  },
  'method-not-allowed': {
    status: 405,
    issue: 'not-supported',
    meaning: 'This address does not answer this method.',
    remedy: 'Use a method that the Allow header names.',
  },
  'missing-prefetch': {
    status: 412,
    issue: 'required',
    meaning: 'Data that this service cannot do without was not sent and could not be asked for.',
    remedy: 'Send the named prefetch keys, or a fhirServer (and fhirAuthorization) that this service may read from.',
  },
  'patient-mismatch': {
    status: 412,
    issue: 'conflict',
    meaning: 'The Patient that was sent or read is not the patient in context.',
    remedy: 'Send the prefetch of the patient that context.patientId names.',
  },
  'too-large': {
    status: 413,
    issue: 'too-long',
    meaning: 'The body is larger than this service reads.',
    remedy: 'Send fewer resources; the limit is limits.bodyBytes in the configuration and counts after decompression.',
  },
  'too-many-entries': {
    status: 413,
    issue: 'too-costly',
    meaning: 'The feedback has more entries than one request may have.',
    remedy: 'Send at most 1000 entries in a request.',
  },
  'unsupported-media-type': {
    status: 415,
    issue: 'not-supported',
    meaning: 'The body is not of a type or encoding that this service reads.',
    remedy: 'Send application/json or application/*+json in UTF-8, plain or compressed with gzip, deflate or br.',
  },
  'too-many-requests': {
    status: 429,
    issue: 'throttled',
    meaning: 'This caller has sent more requests than it may.',
    remedy: 'Try again after the seconds that Retry-After names.',
  },
  internal: {
    status: 500,
    issue: 'exception',
    meaning: 'The service failed to answer.',
    remedy: 'Report the X-Request-Id of this answer to whoever runs this service.',
  },
  busy: {
    status: 503,
    issue: 'transient',
    meaning: 'The service has as many calls as it can answer at once.',
    remedy: 'Try again after the seconds that Retry-After names.',
  },
  'report-unavailable': {
    status: 503,
    issue: 'transient',
    meaning: 'The figures cannot be read from the store at present.',
    remedy: 'Try again after the seconds that Retry-After names; the text says what is wrong with the store.',
  },
  'feedback-unavailable': {
    status: 503,
    issue: 'transient',
    meaning: 'Feedback cannot be stored at present; none of the entries was stored.',
    remedy: 'Send the same feedback again after the seconds that Retry-After names.',
  },
});

export type ErrorCode = keyof typeof ERRORS;

export const ERROR_CODES = Object.keys(ERRORS) as readonly ErrorCode[];
