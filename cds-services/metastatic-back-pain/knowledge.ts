/** The decision table as data for other tools: levels and tiers from the table itself, words and sources from content. */
import { z } from 'zod';
import type { Knowledge, KnowledgeOrder, ServiceContent } from '../../src/sdk/index.js';
import { ContentError } from '../../src/sdk/index.js';
import { HOURS, priorityOf } from './card/order.js';
import type { CardContent } from './card/wording.js';
import { readDocument } from './content.js';
import { DECISION_TABLE } from './triage.js';

const FILE = 'content/decision-table.yaml';
const text = z.string().min(1);
const schema = z.strictObject({
  rows: z.array(
    z.strictObject({
      row: z.number().int(),
      title: text,
      condition: text,
      sources: z.array(text).min(1),
      confidence: z.enum(['guideline', 'study', 'chosen']),
    }),
  ),
});

/** Where an examination must be sooner than its tier says. */
const SOONER = {
  emergency: [{ when: 'a feature of the cauda equina pattern is an emergency', withinHours: HOURS['cauda-equina'] }],
  urgent: [{ when: 'fever (variant infection-possible)', withinHours: HOURS['infection-possible'] }],
  recommended: [],
} as const;

/**
 * @param sources ids of the sources that governance.yaml lists
 * @throws ContentError where the words and the table are not of the same rows, or a source is unknown
 */
export function readKnowledge(content: ServiceContent, cards: CardContent, sources: ReadonlySet<string>): Knowledge {
  const { rows } = readDocument(content.documents, 'decision-table', schema);
  const numbers = (list: readonly { row: number }[]): string => list.map(({ row }) => row).join(', ');
  if (numbers(rows) !== numbers(DECISION_TABLE)) {
    throw new ContentError(FILE, `has rows ${numbers(rows)}; the decision table has ${numbers(DECISION_TABLE)}`);
  }
  const unknown = rows.flatMap((row) => row.sources).find((id) => !sources.has(id));
  if (unknown !== undefined) throw new ContentError(FILE, `source "${unknown}" is not in governance.yaml`);
  const order = (id: 'without' | 'with-and-without'): KnowledgeOrder => ({ id, ...cards.orders.uk.wholeSpine[id] });
  return {
    rows: DECISION_TABLE.map(({ row, levels, tier }, i) => ({
      row,
      title: rows[i]?.title ?? '',
      levels,
      tier,
      condition: rows[i]?.condition ?? '',
      priority: priorityOf(tier),
      withinHours: HOURS[tier],
      sooner: SOONER[tier],
      sources: rows[i]?.sources ?? [],
    })),
    orders: [order('without'), order('with-and-without')],
    silences: cards.reasons,
  };
}
