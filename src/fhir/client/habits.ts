/**
 * What calls have learned of one server, kept for those that follow: which FHIR it speaks, and how it wants a patient
 * named. Facts about a server alone, never about a patient.
 */
import type { PatientForm } from '../../chart/templates.js';
import { isObject } from '../resource.js';
import type { Deadline, FhirReply } from './reply.js';

export interface ServerHabits {
  /** The form by which a search of this server has found something; absent until one has. */
  patientForm?: PatientForm;
}

/** How long `/metadata` may take; nobody waits as long, and what comes later serves the next call. */
const METADATA_MS = 3000;
/** Where the server said nothing, it is not asked again for so long. */
const ASK_AGAIN_MS = 60_000;

/** Asks `/metadata` once, and answers every call from that: the version as stated (`4.0.1`). Never rejects. */
export type StatedVersion = (
  get: (path: string, deadline: Deadline) => Promise<FhirReply>,
) => Promise<string | undefined>;

export function createStatedVersion(now: () => number, closing: AbortSignal): StatedVersion {
  let answer: Promise<string | undefined> | undefined;
  let goodUntil = Number.POSITIVE_INFINITY;
  return (get) => {
    if (answer !== undefined && now() < goodUntil) return answer;
    goodUntil = Number.POSITIVE_INFINITY;
    // Not the deadline of the call that happens to be first: a slow answer is still worth having.
    const signal = AbortSignal.any([closing, AbortSignal.timeout(METADATA_MS)]);
    answer = get('metadata', { signal, at: now() + METADATA_MS }).then((reply) => {
      const stated = reply.ok && isObject(reply.body) ? reply.body['fhirVersion'] : undefined;
      if (typeof stated === 'string') return stated;
      goodUntil = now() + ASK_AGAIN_MS;
      return undefined;
    });
    return answer;
  };
}
