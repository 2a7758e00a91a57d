/**
 * The service's memory: what calls recall and leave behind, and feedback. It stands between the calls and a store that
 * may be slow, full or gone: an answer waits for it a fraction of a second, and never fails with it.
 */
import { feedbackUnavailable } from '../errors/index.js';
import { LONGEST_QUIET_MS } from '../sdk/quiet.js';
import type { Settings } from '../config/settings.js';
import { evidenceOf } from '../decision/evidence.js';
import { NOTHING_KNOWN, type MemoryEntry } from '../decision/memory.js';
import type { CallMemory, CallReport } from '../hooks/call-memory.js';
import type { FeedbackEntry } from '../hooks/feedback.js';
import type { UnmappedCode } from '../terminology/unmapped.js';
import { grouped } from './grouped.js';
import { createJournal } from './journal.js';
import { keepStore } from './keeper.js';
import type { Pseudonyms } from './keys.js';
import { decisionOf, feedbackOf, identityOf, type Identity } from './make-records.js';
import type { FeedbackRecord, MemoryQuery, Store, TokenClaim } from './port.js';
import { createSpill } from './spill.js';
import { StoreError } from './trouble.js';
import { within } from './within.js';
import { createUnmappedJournal } from './unmapped-counts.js';

export interface Records extends CallMemory {
  /** Durable when it resolves. @throws CodedError `feedback-unavailable` where it is not */
  storeFeedback(service: string, tenant: string, entries: readonly FeedbackEntry[]): Promise<void>;
  /** Whether this is the first use of the token, for all who share the store; `undefined` where the store can't say. */
  claimToken(claim: TokenClaim): Promise<boolean | undefined>;
  /** Counts codes that no value set knows; written some seconds later. Never throws. @param day `YYYY-MM-DD` */
  countUnmapped(tenant: string, day: string, codes: readonly UnmappedCode[]): void;
  /** Decisions that wait on the disk for the store. */
  readonly spilled: number;
  /**
   * Reads what is stored, for a report; what waits is not in it yet. @throws the engine's error, or StoreError
   * `STORE_CLOSED` while no store is open
   */
  read<T>(work: (store: Store) => Promise<T>): Promise<T>;
  health(): Promise<{ readonly status: 'ok' | 'failing'; readonly lost: number; readonly spilled: number }>;
  /** Writes what waits, at most for some seconds, and closes the store. */
  stop(): Promise<void>;
}

export interface RecordsOptions {
  readonly open: () => Promise<Store>;
  /** The key. With it decisions can wait on the disk for a store that can't be opened. @throws as `open` rejects */
  readonly pseudonyms: () => Pseudonyms;
  readonly dataDir: string;
  readonly settings: () => Settings;
  readonly now: () => Date;
  readonly onTrouble: (line: string) => void;
  /** Told where the store has records of another key: who they are about is not known any more. */
  readonly onOtherKey: () => void;
  /** Told when it takes writes again after trouble. */
  readonly onRecovered: () => void;
  readonly onLost: (records: number) => void;
  readonly onFeedback: (outcome: string, tier: string) => void;
  readonly retryMs?: readonly [first: number, longest: number];
}

/** What is looked back on: the longest silence (LONGEST_QUIET_MS), and as long again for feedback to come. */
const LOOK_BACK_MS = 2 * LONGEST_QUIET_MS;
const RECALL_MS = 250;
/** How long nobody asks a store that did not answer in time. */
const SUSPENDED_MS = 1000;
const FEEDBACK_MS = 6000;
const FEEDBACK_A_COMMIT = 2000;
const STOP_MS = 3000;
const CLAIM_MS = 1000;
const CLAIMS_A_COMMIT = 1000;
const FORGET_EVERY_MS = 10 * 60_000;
const PURGE_EVERY_MS = 6 * 3_600_000;
const DAY_MS = 86_400_000;

/** Resolves when the store is open, or could not be opened at the first try: it is tried again then, calls go on. */
export async function openRecords(options: RecordsOptions): Promise<Records> {
  const { dataDir, settings, now } = options;
  let pseudonyms: Pseudonyms | undefined;
  let suspendedUntil = 0;
  let ready = false;
  let troubled = false;

  const spill = createSpill(dataDir);
  await spill.survey();
  const noteKey = async (store: Store, fingerprint: string): Promise<void> => {
    await store.noteKey({ fingerprint, since: now().getTime() });
    if ((await store.keys()).some((key) => key.fingerprint !== fingerprint)) options.onOtherKey();
  };
  const journal = createJournal({
    write: (records) => keeper.use((store) => store.recordDecisions(records)),
    isHealthy: () => ready && keeper.healthy,
    spill,
    onLost: options.onLost,
  });
  const keeper = await keepStore({
    open: async () => {
      pseudonyms ??= options.pseudonyms();
      const store = await options.open();
      await noteKey(store, pseudonyms.fingerprint).catch(async (error: unknown) => {
        await store.close();
        throw error;
      });
      return store;
    },
    onTrouble: (line) => {
      troubled = true;
      options.onTrouble(line);
    },
    onHealthy: () => {
      if (troubled) options.onRecovered();
      troubled = false;
      if (ready) void journal.wake();
    },
    ...(options.retryMs === undefined ? {} : { retryMs: options.retryMs }),
  });
  ready = true;
  if (keeper.healthy) void journal.wake();

  const purge = (): void => {
    const before = now().getTime() - settings().store.retentionDays * DAY_MS;
    if (keeper.healthy) keeper.use((store) => store.purge(before)).catch(() => undefined);
  };
  purge();
  const purging = setInterval(purge, PURGE_EVERY_MS);
  purging.unref();
  const forget = (): void => {
    if (keeper.healthy) keeper.use((store) => store.forgetTokens(now().getTime())).catch(() => undefined);
  };
  const forgetting = setInterval(forget, FORGET_EVERY_MS);
  forgetting.unref();

  const stored = async (query: MemoryQuery): Promise<readonly MemoryEntry[]> => {
    const store = keeper.current();
    if (!store || performance.now() < suspendedUntil) return [];
    const suspend = (): undefined => void (suspendedUntil = performance.now() + SUSPENDED_MS);
    return (await within(store.memoryOf(query).catch(suspend), RECALL_MS, suspend)) ?? [];
  };
  const commitFeedback = grouped<FeedbackRecord, string | undefined>(
    (records) => keeper.use((store) => store.recordFeedback(records)),
    FEEDBACK_A_COMMIT,
  );
  const commitClaims = grouped<TokenClaim, boolean>(
    (claims) => keeper.use((store) => store.claimTokens(claims)),
    CLAIMS_A_COMMIT,
  );
  const unmapped = createUnmappedJournal({ write: (counts) => keeper.use((store) => store.recordUnmapped(counts)) });
  const take = (report: CallReport): void => {
    try {
      if (!pseudonyms) return journal.countLost(1);
      const identity = identityOf(pseudonyms, report.tenant.id, report.request);
      const { signal } = report;
      journal.add(decisionOf(report, identity), () => signal.aborted);
    } catch {
      journal.countLost(1);
    }
  };

  return {
    async recall(service, tenant, request, assessment) {
      if (!pseudonyms || tenant.mode === 'off') return NOTHING_KNOWN;
      const { digest } = pseudonyms;
      const { patient, user, origin } = identityOf(pseudonyms, tenant.id, request);
      const evidence = evidenceOf(
        assessment,
        { tenant: tenant.id, patient },
        (text) => digest('evidence', tenant.id, text),
        service.quiet?.longStanding.beganDays,
      );
      const query: MemoryQuery = {
        tenant: tenant.id,
        service: service.id,
        mode: tenant.mode,
        patient,
        ...(origin === undefined ? {} : { origin }),
        since: now().getTime() - LOOK_BACK_MS,
      };
      const entries = [...journal.pendingOf(query), ...(await stored(query))];
      return { entries, ...(user === undefined ? {} : { user }), ...(evidence === undefined ? {} : { evidence }) };
    },
    record(report) {
      setImmediate(take, report);
    },
    async storeFeedback(service, tenant, entries) {
      if (!pseudonyms || !keeper.current()) throw feedbackUnavailable();
      const keys = pseudonyms;
      const records = entries.map((entry) => feedbackOf(entry, { tenant, service, receivedAt: now() }, keys));
      // An answer to a card whose decision is not in the store yet would have no effect after a crash.
      if (records.some(({ card }) => journal.tierOf(card, tenant, service) !== undefined)) await journal.flush();
      const tiers = await within(commitFeedback(records), FEEDBACK_MS);
      if (!tiers) throw feedbackUnavailable();
      records.forEach(({ outcome }, index) => options.onFeedback(outcome, tiers[index] ?? 'unknown'));
    },
    async claimToken(claim) {
      if (!keeper.healthy) return undefined;
      const [first] =
        (await within(
          commitClaims([claim]).catch(() => undefined),
          CLAIM_MS,
        )) ?? [];
      return first;
    },
    countUnmapped: unmapped.add,
    get spilled() {
      return journal.spilled;
    },
    async read(work) {
      const store = keeper.current();
      if (!store) throw new StoreError('STORE_CLOSED', 'the store is not open');
      return work(store);
    },
    async health() {
      const healthy = await keeper.check();
      return { status: healthy ? 'ok' : 'failing', lost: journal.lost, spilled: journal.spilled };
    },
    async stop() {
      clearInterval(purging);
      clearInterval(forgetting);
      // What was answered a moment ago is still on its way here.
      await new Promise((resolve) => setImmediate(resolve));
      await within(Promise.all([journal.stop(), unmapped.stop()]), STOP_MS);
      await keeper.stop();
    },
  };
}

export type { Identity };
