/**
 * Hook calls as a hospital makes them: each with a token of its own, the store and the log on, many patients. Against
 * two bare Express apps in the same rounds: one that looks at no token, one that verifies it with the same library.
 */
import { chartOfBytes, hookCall } from './chart.js';
import { startBare, startWith, type Server } from './child.js';
import { loadRound, type Round } from './load.js';
import type { PrefetchOptions } from './prefetch.js';
import { BODY_LIMIT, checkedAnswer, PATIENT, today, withFile } from './service.js';
import { median } from './statistics.js';
import { table, verdict } from './table.js';
import { AUDIENCE, ISSUER, tokenMaker, type BenchAlgorithm, type TokenMaker } from './tokens.js';

const BYTES = 50_000;
const WARM_UP_ROUNDS = 3;
/** Rounds have a number of calls, since a token is good for one; so many take about a second. */
const CALLS_A_SECOND = 800;
/** Patients in turn: one is seen again some times, as in a clinic, and not ten thousand times. */
const PATIENTS = 3_000;
/** A load generator prepares a request for each connection before it begins. */
const SPARE = 64;

/** Of the requests per second of a floor: a signature by RSA costs next to nothing to verify, one by ES384 a whole call. */
const TARGETS: Readonly<Record<BenchAlgorithm, { readonly floor: 'bare' | 'verifying'; readonly share: number }>> = {
  RS384: { floor: 'bare', share: 0.55 },
  ES384: { floor: 'verifying', share: 0.85 },
};

const SERVERS = ['ours', 'bare', 'verifying'] as const;
type Rounds = Readonly<Record<(typeof SERVERS)[number], Round>>;

export async function jwtBench(options: PrefetchOptions): Promise<string> {
  const parts: string[] = [];
  for (const algorithm of ['RS384', 'ES384'] as const) {
    parts.push(`### ${algorithm}, 50 kB\n`, await ofAlgorithm(algorithm, options), '');
  }
  return parts.join('\n');
}

async function ofAlgorithm(algorithm: BenchAlgorithm, { rounds, seconds }: PrefetchOptions): Promise<string> {
  const tokens = tokenMaker(algorithm);
  const bodies = bodiesOf(PATIENTS);
  const [token = ''] = tokens.make(1);
  const ours = await startWith(configuration(tokens, algorithm));
  const recorded = await checkedAnswer(ours.url, Buffer.from(bodies(0)), { authorization: `Bearer ${token}` });
  return withFile(recorded.body, async (path) => {
    const verification = { jwks: tokens.jwks, algorithms: [algorithm], issuer: ISSUER, audience: AUDIENCE };
    const servers = {
      ours,
      bare: await startBare(path, recorded.contentType, BODY_LIMIT),
      verifying: await startBare(path, recorded.contentType, BODY_LIMIT, verification),
    };
    try {
      const measured: Rounds[] = [];
      for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
        const one = await inTurn(servers, { tokens, bodies, calls: seconds * CALLS_A_SECOND, round });
        if (round >= 0) measured.push(one);
      }
      return compared(measured, TARGETS[algorithm]);
    } finally {
      await Promise.all(Object.values(servers).map((server) => server.stop()));
    }
  });
}

interface Turn {
  readonly tokens: TokenMaker;
  readonly bodies: (call: number) => string;
  readonly calls: number;
  readonly round: number;
}

/** Each server gets the same tokens and bodies; who goes first changes from round to round. */
async function inTurn(servers: Readonly<Record<keyof Rounds, Server>>, turn: Turn): Promise<Rounds> {
  const { tokens, bodies, calls, round } = turn;
  const made = tokens.make(calls + SPARE);
  const start = (round + WARM_UP_ROUNDS) * calls;
  const results: Partial<Record<keyof Rounds, Round>> = {};
  const first = Math.abs(round) % SERVERS.length;
  for (const name of [...SERVERS.slice(first), ...SERVERS.slice(0, first)]) {
    let call = 0;
    const next = () => {
      const token = made[call];
      if (token === undefined) throw new Error('more requests were made than tokens');
      call += 1;
      return { headers: { authorization: `Bearer ${token}` }, body: bodies(start + call) };
    };
    results[name] = await loadRound(servers[name], { calls, next });
  }
  return results as Rounds;
}

/** The same chart for so many patients in turn. */
function bodiesOf(patients: number): (call: number) => string {
  const parts = hookCall(PATIENT, { prefetch: chartOfBytes(BYTES, { asOf: today() }) }).split(PATIENT);
  return (call) => parts.join(`bench-${String(call % patients).padStart(4, '0')}`);
}

const configuration = ({ jwks }: TokenMaker, algorithm: BenchAlgorithm) => ({
  publicBaseUrl: AUDIENCE,
  limits: { requestsPerMinute: 1_000_000 },
  tenants: [
    {
      id: 'bench',
      // The patients come again, and each call is to be answered with its card.
      quiet: { repeat: 'off' },
      cards: { emergencyContact: 'the on-call oncologist' },
      clients: [{ issuer: ISSUER, audience: [AUDIENCE], algorithms: [algorithm], jwks }],
    },
  ],
});

function compared(rounds: readonly Rounds[], { floor, share }: (typeof TARGETS)[BenchAlgorithm]): string {
  const ratio = (to: 'bare' | 'verifying', of: (round: Round) => number): number =>
    median(rounds.map((round) => of(round.ours) / of(round[to])));
  const perSecond = (one: Round): number => one.perSecond;
  const row = (name: string, of: (round: Round) => number, target = '', met = '') => [
    name,
    ...SERVERS.map((server) => median(rounds.map((round) => of(round[server])))),
    ratio('bare', of),
    ratio('verifying', of),
    target,
    met,
  ];
  const goal = `≥ ${share} of ${floor === 'bare' ? 'bare' : 'bare + jose'}`;
  return table(
    [
      `median of ${rounds.length} rounds`,
      'Spinewatch',
      'bare',
      'bare + jose',
      'to bare',
      'to bare + jose',
      'target',
      '',
    ],
    [
      row('requests/s', perSecond, goal, verdict(ratio(floor, perSecond) >= share)),
      row('p50 ms', (one) => one.p50),
      row('p95 ms', (one) => one.p95),
      row('server CPU ms per request', (one) => one.cpuMs),
    ],
  );
}
