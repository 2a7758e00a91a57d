/** docs/errors.md, written from the table so that the page and the service cannot drift apart. Pure. */
import { ERROR_SYSTEM } from './outcome.js';
import { ERROR_CODES, ERRORS } from './table.js';

/** The whole page as Markdown, ending in a newline. */
export function errorsDocument(): string {
  const rows = [...ERROR_CODES]
    .sort((a, b) => ERRORS[a].status - ERRORS[b].status || a.localeCompare(b))
    .map((code) => {
      const { status, issue, meaning, remedy } = ERRORS[code];
      return `| ${status} | \`${code}\` | \`${issue}\` | ${meaning} | ${remedy} |`;
    });
  return `# Errors

<!-- Written from src/errors/table.ts: change the table, then run the tests with UPDATE_DOCS=1. -->

Every error is answered with a FHIR OperationOutcome. \`issue[0].details.coding[0]\` has the system \`${ERROR_SYSTEM}\` and
one of the codes below, \`issue[0].details.text\` says what is wrong, \`issue[0].diagnostics\` what can be done, and
\`issue[0].expression\`, where it helps, which field of the request is meant. No text repeats what a field held.

Answers come in this order: 404, 405 (with \`Allow\`), 401 (from the headers alone, before the body is read), 415, 413,
400, 403, 412, 429 or 503 (with \`Retry-After\`), 200. A 401 is always the same and says nothing of why.

| Status | Code | FHIR issue type | What it means | What the caller can do |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}
