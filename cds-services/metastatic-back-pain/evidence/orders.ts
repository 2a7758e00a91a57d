/** Active orders of an MRI of the spine (specification 4.2): when, of how much, how soon. */
import type { Day } from '../../../src/sdk/index.js';
import type { Match, RuleContext } from './context.js';
import { wordsOf } from './context.js';
import type { Extent } from './extent.js';
import { mriOf } from './extent.js';

export interface MriOrder {
  readonly extent: Extent;
  /** The earliest day the date of authoring may mean; absent where none is recorded. */
  readonly day?: Day;
  readonly date?: string;
  readonly priority?: string;
  /** Urgent, or due within the days that an urgent card allows. */
  readonly soon: boolean;
  readonly match: Match;
  readonly reference: string;
  readonly words: string;
}

/** The newest first, undated last. One authored after today is listed and left out. */
export function activeMriOrders(context: RuleContext): readonly MriOrder[] {
  const { suppression } = context.content;
  const orders: MriOrder[] = [];
  for (const order of context.chart.orders) {
    const active = order.status === 'active' && suppression['order-intents'].includes(order.intent ?? '');
    if (!active || order.doNotPerform) continue;
    const mri = mriOf('order', order, undefined, context);
    if (!mri) continue;
    if (order.date && order.date.start > context.asOf) {
      context.skip('order', 'future-date', order.reference);
      continue;
    }
    const { priority, reference } = order;
    orders.push({
      ...mri,
      ...(order.date ? { day: order.date.start, date: order.date.text } : {}),
      ...(priority === undefined ? {} : { priority }),
      soon: suppression['order-priorities'].includes(priority ?? '') || isDueSoon(order.due?.end, context),
      reference,
      words: wordsOf(order.concept, mri.match),
    });
  }
  return orders.sort((a, b) => (b.day ?? -Infinity) - (a.day ?? -Infinity) || a.reference.localeCompare(b.reference));
}

/** Due from today on and at the latest within the days allowed. A day that has passed promises nothing. */
const isDueSoon = (latest: Day | undefined, context: RuleContext): boolean =>
  latest !== undefined &&
  latest >= context.asOf &&
  latest - context.asOf <= context.content.suppression.days['order-occurrence'];
