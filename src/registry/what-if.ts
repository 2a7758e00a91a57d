/** A service with other numbers: the same code and value sets, its own hash, for trials over many charts. */
import { createHash } from 'node:crypto';
import type { CdsService } from '../sdk/service.js';
import type { LoadedService } from './load.js';

const THRESHOLDS = 'thresholds';

/** @param thresholds by name; @throws ContentError where a number is not what the service takes */
export function withThresholds(
  { content, create }: LoadedService,
  thresholds: Readonly<Record<string, number>>,
): CdsService {
  const rows = (content.documents[THRESHOLDS] ?? {}) as Readonly<Record<string, object>>;
  const changed = Object.fromEntries(
    Object.entries(thresholds).map(([name, value]) => [name, { ...rows[name], value }]),
  );
  const hash = createHash('sha256')
    .update(`${content.contentHash}\0${JSON.stringify(thresholds)}`)
    .digest('hex');
  return create({
    ...content,
    documents: { ...content.documents, [THRESHOLDS]: { ...rows, ...changed } },
    contentHash: `sha256:${hash}`,
  });
}

/** Names of the numbers that a service of this content has. */
export const thresholdNames = ({ content }: LoadedService): readonly string[] =>
  Object.keys((content.documents[THRESHOLDS] ?? {}) as object).sort();
