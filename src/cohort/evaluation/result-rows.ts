/** `results.ndjson` read back, line by line. */
import { z } from 'zod';
import { TIERS } from '../../sdk/assessment.js';
import type { FailedRow, ResultRow } from '../record.js';

const row = z.object({
  patient: z.string(),
  tier: z.enum(TIERS).nullable(),
  reason: z.string().optional(),
  level: z.enum(['established', 'high-risk-other', 'possible', 'other', 'none']),
  sites: z.array(z.string()),
  features: z.array(z.string()),
  asOf: z.string().optional(),
  encounter: z.string().optional(),
});
const failed = z.object({ patient: z.string(), error: z.string() });
const line = z.union([failed, row]);

/** A file of results can't be compared; the message names the line or row, never what stands there. */
export class ResultsError extends Error {
  override readonly name = 'ResultsError';
}

/**
 * @param lines without their ends; empty ones are passed over
 * Throws a ResultsError at the first line that is no row.
 */
export async function* readRows(
  lines: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<ResultRow | FailedRow, void, undefined> {
  let number = 0;
  for await (const text of lines) {
    number += 1;
    if (text.trim() === '') continue;
    const read = line.safeParse(asJson(text));
    if (!read.success) throw new ResultsError(`Line ${number} is no row of results.ndjson.`);
    yield read.data as ResultRow | FailedRow;
  }
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
