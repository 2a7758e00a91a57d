/** Evidence, entries and the shipped table, for tests of what keeps a card quiet. */
import type { EvidenceSnapshot } from '../../src/decision/evidence.js';
import type { MemoryEntry, Recall } from '../../src/decision/memory.js';
import type { QuietChoice, Quieted } from '../../src/decision/quiet.js';
import { quietedBy } from '../../src/decision/quiet.js';
import type { QuietTable } from '../../src/sdk/quiet.js';
import { realService } from '../support/service.js';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const SHOWN_AT = Date.parse('2026-06-15T09:00:00Z');

export const TABLE = realService().quiet as QuietTable;
export const REPEAT_OFF: QuietChoice = { repeat: 'off', visitHours: 12 };

export const evidence = (more: Partial<EvidenceSnapshot> = {}): EvidenceSnapshot => ({
  key: 'k',
  tier: 'urgent',
  level: 'established',
  sites: ['breast'],
  emergency: [],
  major: ['weight-loss'],
  features: ['weight-loss'],
  emergencyDates: [],
  entries: { cancer: ['c'], pain: ['p'], emergency: [] },
  longStanding: false,
  ...more,
});

export const OF_TIER: Readonly<Record<EvidenceSnapshot['tier'], EvidenceSnapshot>> = {
  incomplete: evidence({ tier: 'incomplete', major: [], features: [] }),
  recommended: evidence({ tier: 'recommended', major: [], features: [] }),
  urgent: evidence(),
  emergency: evidence({
    tier: 'emergency',
    emergency: ['limb-weakness'],
    features: ['limb-weakness', 'weight-loss'],
    emergencyDates: ['2026-06-12'],
    entries: { cancer: ['c'], pain: ['p'], emergency: ['e'] },
  }),
};

/** A card that was shown to user `a`. */
export const entry = (then: EvidenceSnapshot, more: Partial<MemoryEntry> = {}): MemoryEntry => ({
  at: SHOWN_AT,
  user: 'a',
  shown: 'card',
  evidence: then,
  ...more,
});

export const recall = (now: EvidenceSnapshot, entries: readonly MemoryEntry[], user?: string): Recall => ({
  evidence: now,
  entries,
  ...(user === undefined ? {} : { user }),
});

export const quieted = (memory: Recall, now: number, choice: QuietChoice = REPEAT_OFF): Quieted | undefined =>
  quietedBy(memory, choice, TABLE, now);
