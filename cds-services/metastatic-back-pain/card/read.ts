/** Reads and checks the documents that hold the words of the cards, which a clinician edits. */
import type { ServiceContent } from '../../../src/sdk/index.js';
import { ContentError } from '../../../src/sdk/index.js';
import { readDocument } from '../content.js';
import { checkWording } from './checks.js';
import { ordersSchema, overrideSchema, reasonsSchema, vocabularySchema, wordingSchema } from './schema.js';
import type { CardContent, Orders, Vocabulary, Wording } from './wording.js';

/** @throws ContentError naming the file, the key and what is wrong with it */
export function readCardContent({ documents }: ServiceContent): CardContent {
  const orders = readDocument(documents, 'orders', ordersSchema);
  const never = new Set(orders.neverOrdered.map((row) => row.code));
  for (const choice of Object.values(orders.wholeSpine)) {
    const wrong = choice.coding.find((row) => never.has(row.code));
    if (wrong) throw new ContentError('content/orders.yaml', `${wrong.code} is contrast only and is never ordered`);
  }
  const vocabulary = readDocument(documents, 'vocabulary', vocabularySchema);
  const uk = readDocument(documents, 'wording.uk', wordingSchema);
  const us = readDocument(documents, 'wording.us', wordingSchema);
  const content: CardContent = {
    wording: { uk, us },
    vocabulary: { uk: spelled(vocabulary, uk), us: spelled(vocabulary, us) },
    orders: { uk: testsSpelled(orders, uk), us: testsSpelled(orders, us) },
    reasons: readDocument(documents, 'reasons', reasonsSchema),
    overrideReasons: readDocument(documents, 'override-reasons', overrideSchema),
  };
  checkWording(content);
  return content;
}

/** The names of features and groups, and the words a summary has for them, in the spelling of a guidance. */
function spelled(vocabulary: Vocabulary, { spelling }: Wording): Vocabulary {
  const all = <T extends object>(rows: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(
      Object.entries(rows).map(([key, row]) => [
        key,
        Object.fromEntries(
          Object.entries(row).map(([name, words]) => [
            name,
            typeof words === 'string' ? spell(words, spelling) : words,
          ]),
        ) as T,
      ]),
    );
  return { ...vocabulary, features: all(vocabulary.features), groups: all(vocabulary.groups) };
}

/** Codes and their displays stay as their systems spell them. */
const testsSpelled = (orders: Orders, { spelling }: Wording): Orders => ({
  ...orders,
  bloods: {
    ...orders.bloods,
    tests: orders.bloods.tests.map((test) => ({ ...test, text: spell(test.text, spelling) })),
  },
});

const spell = (words: string, spelling: Wording['spelling'] = {}): string =>
  Object.entries(spelling).reduce((said, [from, to]) => said.replaceAll(from, to), words);
