/** The report: one pass over the store, everything else is folding. */
import { formatDay, type Day } from '../fhir/dates.js';
import type { DecisionRecord, Store } from '../store/port.js';
import { alarmsOf, DayFold } from './alarms/index.js';
import type { OpenComment } from './feedback.js';
import type { Mode, Report } from './report.js';
import { SummaryFold } from './summary.js';

export interface ReportOptions {
  /** First day, as the tenants count days. */
  readonly since: Day;
  /** Last day; absent: today. */
  readonly until?: Day;
  readonly mode: Mode;
  /** Absent: all of them. */
  readonly tenant?: string;
  /** Calls of this service, decided by this version of the rule, on charts with cancer of this site alone. */
  readonly service?: string;
  readonly version?: string;
  readonly site?: string;
  readonly now: Date;
  /** Today as the tenant counts it that is furthest east; absent: in UTC. */
  readonly today?: Day;
  readonly openComment: OpenComment;
  /** Why comments cannot be opened; absent where they can. */
  readonly sealed?: string;
  /** Decisions read at a time, for a process that has other things to do. */
  readonly page?: number;
}

const DAY_MS = 86_400_000;
const HALF_A_DAY = DAY_MS / 2;
/** How far back the alarms look for what was usual, and for what went wrong before the report's first day. */
const HISTORY_DAYS = 182;
/** A day begins up to 14 hours earlier somewhere on earth. */
const EASTMOST_MS = 14 * 3_600_000;

/** Rejects with the store's error, which `troubleOf` puts in words. */
export async function makeReport(store: Store, options: ReportOptions): Promise<Report> {
  const { since, mode, tenant, service, version, site, now, openComment, sealed, page } = options;
  const whose = tenant === undefined ? {} : { tenant };
  const paged = page === undefined ? {} : { page };
  const today = options.today ?? Math.floor(now.getTime() / DAY_MS);
  const end = options.until !== undefined && options.until < today ? options.until : undefined;
  // A day ends up to half a day later somewhere on earth.
  const before = end === undefined ? {} : { until: (end + 1) * DAY_MS + HALF_A_DAY };
  const summary = new SummaryFold(openComment);
  const days = new DayFold();
  const tenants = new Set<string>();
  const names = new Names();
  const modes = { live: { calls: 0, cards: 0 }, shadow: { calls: 0, cards: 0 } };
  const first = formatDay(since);
  const last = end === undefined ? undefined : formatDay(end);
  const from = (since - HISTORY_DAYS) * DAY_MS - EASTMOST_MS;
  for await (const entry of store.decisionsSince({ since: from, ...before, ...whose, ...paged })) {
    const { decision } = entry;
    if (last !== undefined && decision.asOf > last) continue;
    days.add(entry);
    if (decision.asOf < first) continue;
    tenants.add(decision.tenant);
    names.add(decision);
    if (service !== undefined && decision.service !== service) continue;
    if (version !== undefined && decision.rule.version !== version) continue;
    if (site !== undefined && !decision.sites.includes(site)) continue;
    modes[decision.mode].calls += 1;
    modes[decision.mode].cards += decision.shown === 'no' ? 0 : 1;
    if (decision.mode === mode) summary.add(entry);
  }
  // Half a day later every tenant west of here has ended its day too.
  const lastWhole = Math.floor((now.getTime() - HALF_A_DAY) / DAY_MS) - 1;
  const { alarms, basis } = alarmsOf(days.result(), since, Math.min(lastWhole, end ?? lastWhole));
  const { feedback, ...rest } = summary.result(end ?? today);
  return {
    since: first,
    until: last ?? formatDay(today),
    generatedAt: now.toISOString(),
    mode,
    tenant: tenant ?? null,
    tenants: [...tenants].sort(),
    only: { service: service ?? null, version: version ?? null, site: site ?? null },
    names: names.result(),
    modes,
    ...rest,
    feedback: {
      ...feedback,
      orphans: await store.countOrphans({ since: since * DAY_MS, ...before, ...whose }),
      commentsNote: sealed ?? (feedback.commentsSealed > 0 ? 'some were sealed with another key' : 'opened'),
    },
    unmapped: await store.unmappedSince(first, tenant, last),
    alarms,
    alarmBasis: basis,
  };
}

/** Names of the configuration and the content, so there are few; bounded all the same. */
const NAMES_KEPT = 500;

class Names {
  readonly #services = new Set<string>();
  readonly #versions = new Set<string>();
  readonly #sites = new Set<string>();

  add({ service, rule, sites }: DecisionRecord): void {
    keep(this.#services, service);
    keep(this.#versions, rule.version);
    for (const site of sites) keep(this.#sites, site);
  }

  result(): Report['names'] {
    const sorted = (names: ReadonlySet<string>): readonly string[] => [...names].sort();
    return {
      services: sorted(this.#services),
      versions: sorted(this.#versions),
      sites: sorted(this.#sites),
    };
  }
}

const keep = (names: Set<string>, name: string): void => {
  if (names.size < NAMES_KEPT) names.add(name);
};
