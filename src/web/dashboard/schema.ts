/**
 * `GET /dashboard/report` as a zod schema: for the OpenAPI document, and the type that the dashboard reads it by. The
 * report itself is the one of `spinewatch report` (src/analytics/report.ts). Pure.
 */
import { z } from 'zod';
import { INPUT_STATES, INPUTS } from '../../chart/inputs.js';
import { TIERS } from '../../sdk/assessment.js';

const count = z.int().min(0);
const DAY = z.iso.date();
const interval = { low: z.number(), high: z.number() };
const perHundred = z.number().nullable().meta({ description: 'null: of nothing.' });
const rate = z
  .object({ count, of: count, perHundred, ...interval })
  .meta({ id: 'Rate', description: 'How many of how many, per hundred, with a 95 % interval (Wilson).' });
const namedRate = z.object({ name: z.string(), count, of: count, perHundred, ...interval }).meta({ id: 'NamedRate' });
const counts = z.record(z.string(), count);
const byTier = z.record(z.enum(TIERS), count);
const byReason = z.array(z.object({ reason: z.string(), count }));
const byCode = z.array(z.object({ system: z.string(), code: z.string(), count }));
const texts = z.array(z.string());
const only = z.string().nullable();
const seconds = z.number().nullable();
const quartiles = { count, q1: seconds, median: seconds, q3: seconds };
const settings = z.object({ otherCancers: z.boolean() });
const mode = z.enum(['live', 'shadow']);
const both = z.object({ calls: count, cards: count });

const week = z.object({
  week: z.string().meta({ description: 'ISO week, `2026-W24`.' }),
  calls: count,
  cards: count,
  perHundred,
  ...interval,
  expected: z
    .object(interval)
    .meta({ description: 'What chance alone explains around the mean of the period, per hundred.' }),
  byTier,
});

const version = z.object({
  version: z.string(),
  contentHash: z.string(),
  calls: count,
  cards: count,
  perHundred,
  ...interval,
  since: DAY,
  until: DAY,
  difference: z
    .object({ points: z.number(), ...interval })
    .nullable()
    .optional()
    .meta({ description: 'Percentage points, less the version before.' }),
});

const alarm = z.object({
  code: z.string(),
  since: DAY,
  text: z.string(),
  tenant: z.string(),
  service: z.string(),
  detected: DAY,
  until: DAY.optional().meta({ description: 'The last day of what is over.' }),
  input: z.enum(INPUTS).optional(),
});

const feedback = z.object({
  accepted: count,
  overridden: count,
  unanswered: count,
  orphans: count,
  byReason: byCode,
  comments: z
    .array(z.object({ tier: z.string(), text: z.string(), at: z.iso.datetime() }))
    .max(0)
    .meta({ description: 'Always empty here: clinicians write names. `spinewatch report` opens them with the key.' }),
  commentsTotal: count,
  commentsSealed: count,
  commentsNote: z.string(),
  acceptance: rate,
  overrides: rate,
  answered: rate,
  byTier: z.array(z.object({ tier: z.string(), accepted: rate, unanswered: count })),
});

const report = z
  .object({
    since: DAY,
    until: DAY,
    generatedAt: z.iso.datetime(),
    mode,
    tenant: only,
    tenants: texts,
    only: z.object({ service: only, version: only, site: only }),
    names: z.object({ services: texts, versions: texts, sites: texts }),
    modes: z.object({ live: both, shadow: both }),
    calls: count,
    cards: count,
    firingPerHundred: perHundred,
    byTier,
    bySite: counts,
    byFeature: counts,
    feedback,
    timeToAction: z.object({
      ...quartiles,
      accepted: z.object(quartiles),
      overridden: z.object(quartiles),
      leftOut: count,
    }),
    inputs: z.array(z.object({ input: z.enum(INPUTS), state: z.enum(INPUT_STATES), count })),
    inputStates: z.array(z.object({ input: z.enum(INPUTS), states: counts })),
    quieted: byReason,
    silent: byReason,
    weeks: z.array(week),
    versions: z.array(version),
    firing: z.object({
      overall: rate,
      byTier: z.array(namedRate),
      bySite: z.array(namedRate),
      byFeature: z.array(namedRate),
    }),
    compare: z.array(
      z.object({
        settings,
        calls: count,
        differ: rate,
        changes: z.array(z.object({ from: z.string(), to: z.string(), count })),
      }),
    ),
    latency: z
      .array(z.object({ stage: z.string(), p50: z.number().nullable(), p95: z.number().nullable() }))
      .meta({ description: 'Milliseconds.' }),
    settings: z.array(z.object({ settings, calls: count })),
    unmapped: byCode,
    alarms: z.array(alarm),
    alarmBasis: z.array(
      z.object({
        tenant: z.string(),
        service: z.string(),
        learned: z.object({ since: DAY, until: DAY }).optional(),
        firing: z.object({ perHundred: z.number(), ...interval }).optional(),
        text: z.string(),
      }),
    ),
  })
  .meta({ id: 'Report', description: 'What `spinewatch report` writes as JSON (docs/report.md), without comments.' });

export const dashboardSchema = z
  .object({
    report,
    store: z
      .object({
        status: z.enum(['ok', 'failing']),
        lost: count.meta({ description: 'Decisions that this process could not keep: they are in no figure.' }),
        spilled: count.meta({ description: 'Decisions that wait on the disk for the store: not in the figures yet.' }),
      })
      .meta({ description: 'What the figures may lack.' }),
    tenants: texts.meta({ description: 'Those of the configuration.' }),
  })
  .meta({ id: 'Dashboard' });

/** Read-only all the way down, as the service keeps it. */
type Deep<T> = T extends object ? { readonly [Key in keyof T]: Deep<T[Key]> } : T;

export type WireDashboard = Deep<z.infer<typeof dashboardSchema>>;
export type WireReport = WireDashboard['report'];
