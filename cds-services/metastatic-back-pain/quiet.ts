/** The table of who is kept quiet after which answer (content/quiet.yaml), checked at start. */
import { z } from 'zod';
import type { QuietRow, QuietTable, ServiceContent } from '../../src/sdk/index.js';
import { ContentError, LONGEST_QUIET_MS } from '../../src/sdk/index.js';
import { readDocument } from './content.js';

const HOUR = 3_600_000;
const MS = { h: HOUR, d: 24 * HOUR } as const;
const DAY = MS.d;

/** "14 d", "24 h" → milliseconds. */
const duration = z
  .string()
  .regex(/^[1-9]\d{0,3} [hd]$/, 'a duration such as "14 d" or "24 h"')
  .transform((text) => Number(text.slice(0, -2)) * MS[text.slice(-1) as keyof typeof MS])
  .refine((ms) => ms <= LONGEST_QUIET_MS, `at most ${LONGEST_QUIET_MS / DAY} days: no silence is unlimited`);
const longAgo = z.string().regex(/^[1-9]\d{0,3} d$/, 'a number of days such as "365 d"');

const provenance = { source: z.string().min(1), confidence: z.enum(['guideline', 'convention', 'chosen']) };
const row = z
  .strictObject({
    who: z.enum(['everyone', 'same-user']),
    recommended: duration,
    urgent: duration,
    'until-new-entry': z.boolean().default(false),
    ...provenance,
  })
  .transform(({ who, recommended, urgent, 'until-new-entry': untilNewEntry }): QuietRow => ({
    who,
    recommended,
    urgent,
    untilNewEntry,
  }));

const quietSchema = z.strictObject({
  accepted: row,
  overridden: row,
  reasons: z.record(z.string(), row),
  emergency: z
    .strictObject({ 'same-user': duration, everyone: duration, ...provenance })
    .refine((one) => one.everyone <= one['same-user'], 'everyone must not be quiet for longer than the same user'),
  'emergency-settled-by': z.array(z.string()),
  incomplete: z.strictObject({ 'same-user': duration, ...provenance }),
  'long-standing': z.strictObject({ began: longAgo, 'once-in': duration, ...provenance }),
});

/**
 * @param offered the reasons that the cards offer: a row for any other would never be used
 * @throws ContentError naming the file and what is wrong with it
 */
export function readQuiet(content: ServiceContent, offered: readonly string[]): QuietTable {
  const table = readDocument(content.documents, 'quiet', quietSchema);
  const settledBy = table['emergency-settled-by'];
  const unknown = [...Object.keys(table.reasons), ...settledBy].find((reason) => !offered.includes(reason));
  if (unknown !== undefined) {
    throw new ContentError('content/quiet.yaml', `"${unknown}" is no reason of content/override-reasons.yaml`);
  }
  const standing = table['long-standing'];
  return {
    accepted: table.accepted,
    overridden: table.overridden,
    reasons: table.reasons,
    emergency: { sameUser: table.emergency['same-user'], everyone: table.emergency.everyone, settledBy },
    incomplete: table.incomplete['same-user'],
    longStanding: { beganDays: Number(standing.began.slice(0, -2)), onceIn: standing['once-in'] },
  };
}
