/** A month at an invented site: the real service over HTTP, its clock moved from visit to visit. Counts what it answers. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEnvironment } from '../../src/config/environment.js';
import type { Json } from '../../src/fhir/resource.js';
import { startService } from '../../src/main.js';
import { loadSamples } from '../../src/registry/samples.js';
import { randomNumbers } from '../bench/random.js';
import { realService } from '../support/service.js';
import { answerTo, type Answer } from './clinician.js';
import { LAST, LIVE, visits, weekIn } from './visits.js';

const SERVICE = 'metastatic-back-pain';
export const TENANT = 'north';

/** What was seen from outside, for each mode. */
export interface Seen {
  calls: number;
  cards: number;
  accepted: number;
  overridden: number;
  comments: number;
  readonly byTier: Record<string, number>;
  readonly byReason: Record<string, number>;
  readonly quieted: Record<string, number>;
  /** `[calls, cards]` by week of the month, from 0. */
  readonly weeks: Record<number, [number, number]>;
  /** Seconds from card to answer. */
  readonly seconds: number[];
}

const nothing = (): Seen => ({
  calls: 0,
  cards: 0,
  accepted: 0,
  overridden: 0,
  comments: 0,
  byTier: {},
  byReason: {},
  quieted: {},
  weeks: {},
  seconds: [],
});

const configuration = (mode: 'live' | 'shadow'): string => `
publicBaseUrl: http://127.0.0.1:8080
limits: { requestsPerMinute: 1000000 }
tenants:
  - id: ${TENANT}
    mode: ${mode}
    timeZone: Europe/London
    anonymous: true
    explain: true
    cards: { emergencyContact: "MSCC coordinator, 020 7946 0000 (24 h)" }
    compare: { otherCancers: false }
`;

export interface Month {
  readonly live: Seen;
  readonly shadow: Seen;
  /** When a report of the month is made: the evening of its last day. */
  readonly reportedAt: Date;
}

const add = (counts: Record<string, number>, key: string): void => void (counts[key] = (counts[key] ?? 0) + 1);

/** @param perDay visits on a working day */
export async function simulateMonth(dataDir: string, perDay: number, seed = 2026): Promise<Month> {
  const random = randomNumbers(seed);
  const configFile = join(dataDir, 'site.yaml');
  writeFileSync(configFile, configuration('shadow'));
  let time = 0;
  const environment = readEnvironment({ PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: dataDir, CONFIG_FILE: configFile });
  const running = await startService(environment, 'UTC', { now: () => new Date(time) });
  const seen = { live: nothing(), shadow: nothing() };
  let waiting: Answer[] = [];
  const post = async (path: string, body: unknown): Promise<Json> => {
    const response = await fetch(`${running.url}/cds-services/${SERVICE}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
    return (await response.json()) as Json;
  };
  const answersUntil = async (end: number): Promise<void> => {
    const due = waiting.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
    waiting = waiting.filter(({ at }) => at > end);
    for (const { at, entry } of due) {
      time = at;
      await post('/feedback', { feedback: [entry] });
    }
  };
  let mode: 'live' | 'shadow' = 'shadow';
  for (const { day, at, patient, body } of visits(loadSamples(SERVICE), realService(), perDay, random)) {
    if (mode === 'shadow' && day >= LIVE) {
      mode = 'live';
      writeFileSync(configFile, configuration('live'));
      running.reload();
    }
    await answersUntil(at);
    time = at;
    const answer = (await post('', body)) as unknown as HookAnswer;
    const counts = seen[mode];
    const week = (counts.weeks[weekIn(day)] ??= [0, 0]);
    counts.calls += 1;
    week[0] += 1;
    const quiet = answer.extension?.['org.spinewatch.quiet']?.reason;
    if (quiet !== undefined) add(counts.quieted, quiet);
    const [card] = answer.cards;
    if (!card) continue;
    const tier = card.source.topic.code;
    counts.cards += 1;
    week[1] += 1;
    add(counts.byTier, tier);
    const said = answerTo(card, tier, patient.cards, at, random);
    patient.cards += 1;
    if (!said) continue;
    counts[said.outcome] += 1;
    counts.seconds.push((said.at - at) / 1000);
    if (said.reason !== undefined) add(counts.byReason, said.reason);
    if (said.comment !== undefined) counts.comments += 1;
    waiting.push(said);
  }
  await answersUntil(Infinity);
  await running.stop();
  return { ...seen, reportedAt: new Date(LAST * 86_400_000 + 22 * 3_600_000) };
}

interface HookAnswer {
  readonly cards: readonly {
    readonly uuid: string;
    readonly source: { readonly topic: { readonly code: string } };
    readonly suggestions?: readonly { readonly uuid: string }[];
  }[];
  readonly extension?: { readonly 'org.spinewatch.quiet'?: { readonly reason: string } };
}
