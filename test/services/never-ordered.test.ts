/** Codes of an MRI with contrast alone are read in charts; a content that would order one ends the start (hazard H9). */
import { realContent, realService } from '../support/service.js';

interface Choice {
  readonly coding: readonly { readonly system: string; readonly code: string }[];
}
interface Orders {
  readonly wholeSpine: Readonly<Record<'without' | 'with-and-without', Choice>>;
  readonly neverOrdered: readonly { readonly system: string; readonly code: string }[];
}

const content = realContent();
const orders = content.documents['orders'] as Orders;

test('there are codes that are never ordered', () => {
  expect(orders.neverOrdered.length).toBeGreaterThan(3);
});

describe.each(['without', 'with-and-without'] as const)('the order %s contrast', (choice) => {
  test.each(orders.neverOrdered.map(({ code, system }) => [code, system]))('is never %s', (code, system) => {
    const { coding } = orders.wholeSpine[choice];
    const changed = {
      ...orders.wholeSpine,
      [choice]: { coding: [...coding, { system, code, display: 'MRI' }], text: 'MRI' },
    };
    const documents = { ...content.documents, orders: { ...orders, wholeSpine: changed } };
    expect(() => realService({ ...content, documents })).toThrow(`${code} is contrast only and is never ordered`);
  });
});
