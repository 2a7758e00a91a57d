/** What a patient's clinicians have heard: the one question that an answer waits for, so it reads no more than it needs. */
import { sql, type Kysely } from 'kysely';
import type { EvidenceSnapshot } from '../decision/evidence.js';
import type { MemoryEntry, Response } from '../decision/memory.js';
import type { MemoryQuery } from './port.js';
import { ownCode } from './rows.js';
import type { Tables } from './schema.js';
import { besideFeedback } from './sql-joined.js';
import { readEvidence, readReasons } from './shapes.js';

const REMEMBERED = 50;

export async function memoryOf(db: Kysely<Tables>, query: MemoryQuery): Promise<readonly MemoryEntry[]> {
  const { patient, since, tenant, service, mode, origin } = query;
  const rows = await besideFeedback(db)
    .select([
      'decisions.at',
      'decisions.clinician',
      'decisions.origin',
      'decisions.shown',
      'decisions.evidence',
      'feedback.outcome as answer',
      'feedback.reasons',
      'feedback.outcome_at',
    ])
    .where('decisions.patient', '=', patient)
    .where('decisions.at', '>=', since)
    .where('decisions.tenant', '=', tenant)
    .where('decisions.service', '=', service)
    .where('decisions.mode', '=', mode)
    .where('decisions.origin', origin === undefined ? 'is' : '=', origin ?? null)
    // Spelled out, as the index has it: a parameter might stand for anything.
    .where(sql<boolean>`decisions.shown <> 'no'`)
    .orderBy('decisions.at', 'desc')
    .limit(REMEMBERED)
    .execute();
  // The cards of one patient mostly rest on the same evidence, which is read once.
  const known = new Map<string, EvidenceSnapshot | undefined>();
  const evidenceIn = (text: string): EvidenceSnapshot | undefined => {
    if (!known.has(text)) known.set(text, readEvidence(text));
    return known.get(text);
  };
  return rows.flatMap((row): MemoryEntry[] => {
    const evidence = row.evidence === null ? undefined : evidenceIn(row.evidence);
    if (!evidence) return [];
    const response = responseOf(row);
    return [
      {
        at: Number(row.at),
        ...(row.clinician === null ? {} : { user: row.clinician }),
        ...(row.origin === null ? {} : { origin: row.origin }),
        shown: row.shown as MemoryEntry['shown'],
        evidence,
        ...(response === undefined ? {} : { response }),
      },
    ];
  });
}

/** Damaged feedback counts as none: the card speaks. */
function responseOf(row: {
  readonly answer: string | null;
  readonly reasons: string | null;
  readonly outcome_at: number | null;
}): Response | undefined {
  const reasons = row.reasons === null ? undefined : readReasons(row.reasons);
  if (row.answer === null || !reasons) return undefined;
  return { outcome: row.answer as Response['outcome'], reasons: reasons.map(ownCode), at: Number(row.outcome_at) };
}
