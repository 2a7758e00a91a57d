/** What was left out of a run, where it stands and why: for whoever made the export. Never what the line says. */
export const PROBLEMS = {
  'malformed-line': 'is not JSON',
  'invalid-resource': 'is JSON, but no FHIR resource with a usable id',
  'unknown-type': 'has a resourceType that FHIR R4 does not know',
  'no-patient': 'names no patient, or one of whom the export has no Patient',
  'duplicate-id': 'has the type and id of an earlier resource, which was used',
  'broken-gzip': 'the file ends in the middle; what could be read before that was used',
  'worker-lost': 'the worker ended twice while it assessed the patient who begins here',
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

export interface Problem {
  /** Path below the input folder. */
  readonly file: string;
  /** From 1; in a file that is one JSON document the line is that of the document. */
  readonly line: number;
  readonly code: ProblemCode;
  readonly message: string;
}

/** Problems told one by one; the rest are counted. */
export const PROBLEMS_LISTED = 1_000;

export const problemAt = (file: string, line: number, code: ProblemCode): Problem => ({
  file,
  line,
  code,
  message: PROBLEMS[code],
});
