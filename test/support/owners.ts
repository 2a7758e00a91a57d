/** Eleven weeks of known records in a store, for what the owners of a service are shown. The same in every run. */
import type { InputStateName } from '../../src/chart/inputs.js';
import { parseDay, type Day } from '../../src/fhir/dates.js';
import { pseudonymsOf } from '../../src/store/keys.js';
import { openLibsql } from '../../src/store/engines/libsql/open.js';
import type { DecisionRecord, FeedbackRecord } from '../../src/store/port.js';
import { decision, feedback, states } from './records.js';

export const OWNERS_NOW = new Date('2026-06-12T12:00:00Z');
const FIRST = parseDay('2026-03-30') as Day;
const LAST = parseDay('2026-06-11') as Day;
export const COMMENT = 'Mrs Jane Roe was imaged elsewhere';
export const HOSTILE = '"><img src=x onerror=alert(1)>';
const KEY = 'a key for the tests of the dashboard alone';
export const KEY_VARIABLE = { SPINEWATCH_PATIENT_KEY: KEY };

export interface Seeded {
  readonly decisions: readonly DecisionRecord[];
  readonly feedback: readonly FeedbackRecord[];
}

/** Days on which the rule reaches nobody, as after a wrong upgrade. */
const SILENT = [parseDay('2026-05-25') as Day, parseDay('2026-05-29') as Day] as const;

type Made = readonly [tier: DecisionRecord['tier'], site: string, more?: Partial<DecisionRecord>];

/** What the calls of a day come to. */
function callsOf(day: Day): readonly Made[] {
  const sites = ['breast', 'prostate', 'lung'];
  const site = sites[day % 3] as string;
  const quiet = { reason: 'snoozed', until: (day + 9) * 86_400_000 } as const;
  const silent = day >= SILENT[0] && day <= SILENT[1];
  const failing = (state: InputStateName): Partial<DecisionRecord> => ({ inputs: states({ observations: state }) });
  if (silent) return Array.from({ length: 12 }, () => [null, ''] as const);
  return [
    ['urgent', site, { features: ['weight-loss'] }],
    ...(day % 3 === 0 ? [['emergency', 'breast', { features: ['limb-weakness'] }] as const] : []),
    ...Array.from({ length: (day * day) % 3 }, () => ['recommended', 'prostate'] as const),
    ...(day % 5 === 0 ? [['incomplete', 'lung', { inputs: states({ conditions: 'timeout' }) }] as const] : []),
    ['recommended', site, { shown: 'no', outcome: 'snoozed', quiet }],
    [null, '', failing(day % 4 === 0 ? 'error' : 'present')],
    [null, '', failing(day % 7 === 0 ? 'not-permitted' : 'empty')],
    ...Array.from({ length: 3 + ((day * 7) % 9) }, () => [null, ''] as const),
  ];
}

/** @param tenants of whom the first has all calls, the others every second day */
export function ownersRecords(tenants: readonly string[]): Seeded {
  const { seal } = pseudonymsOf(KEY);
  const decisions: DecisionRecord[] = [];
  const said: FeedbackRecord[] = [];
  for (let day = FIRST; day <= LAST; day += 1) {
    // No call on Sundays.
    if ((day + 3) % 7 === 6) continue;
    for (const [whose, tenant] of tenants.entries()) {
      if (whose > 0 && day % 2 === 1) continue;
      for (const [index, [tier, site, more = {}]] of callsOf(day).entries()) {
        const newer = day >= (parseDay('2026-05-18') as Day);
        const at = new Date(day * 86_400_000 + (8 * 60 + index * 25) * 60_000).toISOString();
        const one = decision(at, {
          tenant,
          tier,
          sites: site === '' ? [] : [site],
          mode: index === 7 ? 'shadow' : 'live',
          rule: {
            id: 'metastatic-back-pain',
            version: newer ? '1.1.0' : '1.0.0',
            contentHash: newer ? 'sha256:bb' : 'sha256:aa',
          },
          stages: { read: 3 + (day % 11), assess: 0.5 + index / 10, decide: 0.2, render: 0.3 },
          ...more,
          ...failingDay(day, tenant, more),
        });
        decisions.push(one);
        if (one.shown === 'no' || one.card === undefined) continue;
        const word = answerTo(one, day + index, seal);
        if (word) said.push(word);
      }
    }
  }
  return { decisions, feedback: said };
}

const LOST_FROM = parseDay('2026-06-03') as Day;
const REFUSED = [parseDay('2026-05-11') as Day, parseDay('2026-05-15') as Day] as const;

/** Faults that become alarms: observations that stop for good, encounters that are refused for a week. */
function failingDay(day: Day, tenant: string, more: Partial<DecisionRecord>): Partial<DecisionRecord> {
  if (tenant === 'south') return {};
  const inputs = more.inputs ?? states();
  if (day >= LOST_FROM) return { inputs: { ...inputs, observations: 'error' } };
  if (day >= REFUSED[0] && day <= REFUSED[1]) return { inputs: { ...inputs, encounters: 'not-permitted' } };
  return {};
}

const REASONS = ['already-imaged', 'assessed-benign-cause', 'patient-declined', HOSTILE];

function answerTo(one: DecisionRecord, turn: number, seal: (text: string) => string): FeedbackRecord | undefined {
  const later = new Date(one.at + (5 + (turn % 50)) * 60_000).toISOString();
  if (turn % 4 === 0) return undefined;
  if (turn % 4 === 1) return feedback(one, later, { outcome: 'accepted' });
  const code = REASONS[Math.floor(turn / 4) % REASONS.length] as string;
  return feedback(one, later, {
    reasons: [{ code, ...(code === HOSTILE ? { system: 'https://ehr.example/reasons' } : {}) }],
    ...(turn % 6 === 2 ? { comment: seal(COMMENT) } : {}),
  });
}

export const UNMAPPED = [
  { day: '2026-05-04', system: 'https://codes.example', code: 'N77', count: 9 },
  { day: '2026-06-01', system: '', code: 'X1', count: 4 },
] as const;

/** Writes them through the port of the store. */
export async function seedOwners(dataDir: string, tenants: readonly string[]): Promise<Seeded> {
  const seeded = ownersRecords(tenants);
  const store = await openLibsql({ dataDir });
  try {
    await store.recordDecisions(seeded.decisions);
    await store.recordFeedback(seeded.feedback);
    await store.recordUnmapped(UNMAPPED.map((one) => ({ ...one, tenant: tenants[0] as string })));
  } finally {
    await store.close();
  }
  return seeded;
}
