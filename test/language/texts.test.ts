/** What short texts say to the rule: every line of texts.yaml, through the service's own language and phrases. */
import { readTextContent } from '../../cds-services/metastatic-back-pain/evidence/text-content.js';
import { meaningsOf } from '../../cds-services/metastatic-back-pain/evidence/text-meanings.js';
import { realContent } from '../support/service.js';
import { readTexts, saidBy } from '../support/texts.js';

const content = readTextContent(realContent());
const lists = readTexts();

describe.each(Object.entries(lists))('%s', (_rule, texts) => {
  test.each(Object.entries(texts))('%j', (text, says) => {
    expect(saidBy(meaningsOf(text, 'whole', content))).toEqual([...says].sort());
  });
});

test('there are some hundreds of texts', () => {
  expect(Object.values(lists).flatMap((texts) => Object.keys(texts)).length).toBeGreaterThan(400);
});
