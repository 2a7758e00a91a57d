/** A service that runs, in this process or another, seen as an EHR and an operator see it. */
import { startService } from '../../src/main.js';
import type { Json } from '../../src/fhir/resource.js';
import { readEnvironment } from '../../src/config/environment.js';
import { until } from './until.js';
import { BREAST_CANCER, PATIENT, backPain, hookRequest, prefetchOf } from './charts.js';

const PATH = '/cds-services/metastatic-back-pain';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly cards?: readonly { readonly uuid: string; readonly summary: string }[];
    readonly extension?: Readonly<Record<string, { readonly reason?: string }>>;
  };
}

export interface Health {
  readonly status: string;
  readonly checks: { readonly store: { readonly status: string; readonly lost: number; readonly spilled: number } };
}

export interface Asked {
  readonly url: string;
  /** A call for one patient, whose chart has a card. */
  call(patientId: string, userId?: string): Promise<Answer>;
  /** The uuid of the card of such a call. @throws Error where it has none */
  card(patientId: string, userId?: string): Promise<string>;
  /** Why the card was kept quiet; `undefined` where it was shown. */
  quiet(patientId: string, userId?: string): Promise<string | undefined>;
  /** Resolves when calls for the patient are kept quiet by what was said to a card: a read that comes late counts as nothing. */
  isSnoozed(patientId: string): Promise<void>;
  feedback(...entries: readonly object[]): Promise<Answer>;
  ready(): Promise<Health>;
  /** Of a metric without labels. */
  metric(name: string): Promise<number>;
}

export function askedAt(url: string): Asked {
  const post = async (path: string, body: unknown): Promise<Answer> => {
    const headers = { 'Content-Type': 'application/json' };
    const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Answer['body'] };
  };
  const call = (patientId: string, userId = 'Practitioner/d1'): Promise<Answer> =>
    post(
      PATH,
      callOf(
        patientId,
        hookRequest(prefetchOf(PATIENT, BREAST_CANCER, backPain()), { context: { userId, patientId } }),
      ),
    );
  const quiet = async (patientId: string, userId?: string): Promise<string | undefined> => {
    const { body } = await call(patientId, userId);
    return body.cards?.length === 1 ? undefined : (body.extension?.['org.spinewatch.quiet']?.reason ?? 'silent');
  };
  return {
    url,
    call,
    async card(patientId, userId) {
      const { status, body } = await call(patientId, userId);
      const uuid = body.cards?.[0]?.uuid;
      if (uuid === undefined) throw new Error(`no card: ${status} ${JSON.stringify(body)}`);
      return uuid;
    },
    quiet,
    isSnoozed: (patientId) => until('the card is snoozed', async () => (await quiet(patientId)) === 'snoozed', 20_000),
    feedback: (...entries) => post(`${PATH}/feedback`, { feedback: entries }),
    ready: async () => (await fetch(`${url}/health/ready`)).json() as Promise<Health>,
    async metric(name) {
      const text = await (await fetch(`${url}/metrics`)).text();
      return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
    },
  };
}

/** The request for the patient `p1`, as one for another patient. */
export const callOf = (patientId: string, request: Json): Json =>
  JSON.parse(
    JSON.stringify(request)
      .replaceAll('"p1"', JSON.stringify(patientId))
      .replaceAll('"Patient/p1"', JSON.stringify(`Patient/${patientId}`)),
  ) as Json;

export const overridden = (card: string, reason = 'already-imaged', more: object = {}): object => ({
  card,
  outcome: 'overridden',
  overrideReason: { reason: { code: reason, system: 'urn:spinewatch:override-reason' }, ...more },
  outcomeTimestamp: new Date().toISOString(),
});

/** The service in this process, in the sandbox profile. */
export async function running(
  environment: Readonly<Record<string, string>>,
): Promise<Asked & { readonly stop: () => Promise<void> }> {
  const service = await startService(readEnvironment({ PORT: '0', LOG_LEVEL: 'silent', ...environment }), 'UTC');
  return { ...askedAt(service.url), stop: () => service.stop() };
}
