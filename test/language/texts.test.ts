/** What short texts say to the rule: every line of texts.yaml, through the service's own language and phrases. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readTextContent } from '../../cds-services/metastatic-back-pain/evidence/text-content.js';
import { meaningsOf } from '../../cds-services/metastatic-back-pain/evidence/text-meanings.js';
import type { Meaning } from '../../src/sdk/index.js';
import { realContent } from '../support/service.js';

const content = readTextContent(realContent());
const lists = parse(readFileSync(new URL('texts.yaml', import.meta.url), 'utf8')) as Record<
  string,
  Record<string, readonly string[]>
>;

/** A meaning in the words of texts.yaml. */
function named({ set, feature, role, site, uncertain }: Meaning): readonly string[] {
  const doubt = uncertain && set !== 'cancer-possible' ? '?' : '';
  const metastases = /^metastasis-(.*)$/.exec(set)?.[1];
  if (metastases !== undefined) return [`${metastases === 'any' ? '' : `${metastases}-`}metastases${doubt}`];
  if (set === 'cancer-possible') return [`possible-${site}`];
  if (set === 'cancer-other') return [role === 'high-risk' ? 'high-risk' : 'other'];
  if (set.startsWith('cancer-')) return [set.slice('cancer-'.length)];
  const pain = role === 'established-only' ? 'sacral-pain' : set;
  const own = set === 'back-pain' || set === 'neck-pain' ? [pain] : [];
  return [...own, ...(feature === undefined ? [] : [feature])].map((name) => `${name}${doubt}`);
}

const read = (text: string): readonly string[] => [
  ...new Set(meaningsOf(text, 'whole', content).flatMap(({ meanings }) => meanings.flatMap(named))),
];

describe.each(Object.entries(lists))('%s', (_rule, texts) => {
  test.each(Object.entries(texts))('%j', (text, says) => {
    expect([...read(text)].sort()).toEqual([...says].sort());
  });
});

test('there are some hundreds of texts', () => {
  expect(Object.values(lists).flatMap((texts) => Object.keys(texts)).length).toBeGreaterThan(400);
});
