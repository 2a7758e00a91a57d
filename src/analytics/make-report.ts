/** The report: one pass over the store, everything else is folding. */
import { formatDay, type Day } from '../fhir/dates.js';
import type { Store } from '../store/port.js';
import { alarmsOf, DayFold } from './alarms/index.js';
import type { OpenComment } from './feedback.js';
import type { Mode, Report } from './report.js';
import { SummaryFold } from './summary.js';

export interface ReportOptions {
  /** First day, as the tenants count days. */
  readonly since: Day;
  readonly mode: Mode;
  /** Absent: all of them. */
  readonly tenant?: string;
  readonly now: Date;
  readonly openComment: OpenComment;
  /** Why comments cannot be opened; absent where they can. */
  readonly sealed?: string;
}

const DAY_MS = 86_400_000;
const HALF_A_DAY = DAY_MS / 2;
/** How far back the alarms look for what was usual, and for what went wrong before the report's first day. */
const HISTORY_DAYS = 182;
/** A day begins up to 14 hours earlier somewhere on earth. */
const EASTMOST_MS = 14 * 3_600_000;

/** Rejects with the store's error, which `troubleOf` puts in words. */
export async function makeReport(store: Store, options: ReportOptions): Promise<Report> {
  const { since, mode, tenant, now, openComment, sealed } = options;
  const whose = tenant === undefined ? {} : { tenant };
  const summary = new SummaryFold(openComment);
  const days = new DayFold();
  const tenants = new Set<string>();
  const modes = { live: { calls: 0, cards: 0 }, shadow: { calls: 0, cards: 0 } };
  const first = formatDay(since);
  const from = (since - HISTORY_DAYS) * DAY_MS - EASTMOST_MS;
  for await (const entry of store.decisionsSince({ since: from, ...whose })) {
    const { decision } = entry;
    days.add(entry);
    if (decision.asOf < first) continue;
    tenants.add(decision.tenant);
    modes[decision.mode].calls += 1;
    modes[decision.mode].cards += decision.shown === 'no' ? 0 : 1;
    if (decision.mode === mode) summary.add(entry);
  }
  const today = Math.floor(now.getTime() / DAY_MS);
  // Half a day later every tenant west of here has ended its day too.
  const lastWhole = Math.floor((now.getTime() - HALF_A_DAY) / DAY_MS) - 1;
  const { alarms, basis } = alarmsOf(days.result(), since, lastWhole);
  const { feedback, ...rest } = summary.result(today);
  return {
    since: first,
    until: formatDay(today),
    generatedAt: now.toISOString(),
    mode,
    tenant: tenant ?? null,
    tenants: [...tenants].sort(),
    modes,
    ...rest,
    feedback: {
      ...feedback,
      orphans: await store.countOrphans({ since: since * DAY_MS, ...whose }),
      commentsNote: sealed ?? (feedback.commentsSealed > 0 ? 'some were sealed with another key' : 'opened'),
    },
    unmapped: await store.unmappedSince(first, tenant),
    alarms,
    alarmBasis: basis,
  };
}
