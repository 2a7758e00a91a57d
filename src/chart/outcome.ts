/** What an OperationOutcome in place of data, or beside it, says about the read. */
import type { Json } from '../fhir/resource.js';
import { isObject, listOf } from '../fhir/resource.js';

/** - `harmless`: warnings and information only. `refused`: an error for want of permission. `failed`: any other error. */
export type OutcomeKind = 'harmless' | 'refused' | 'failed';

const REFUSALS = new Set<unknown>(['forbidden', 'security', 'login']);
const HARMLESS = new Set<unknown>(['warning', 'information', 'success']);

/** The worst that an outcome says. Without a readable severity it counts as failed: it explains nothing away. */
export function outcomeKind(outcome: Json): OutcomeKind {
  const issues = listOf(outcome['issue']).filter(isObject);
  const grave = issues.filter((issue) => !HARMLESS.has(issue['severity']));
  if (grave.some((issue) => REFUSALS.has(issue['code']))) return 'refused';
  return grave.length > 0 || issues.length === 0 ? 'failed' : 'harmless';
}
