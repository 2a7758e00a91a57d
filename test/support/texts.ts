/** The lines of test/language/texts.yaml: what short texts say to the rule. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { MatchedCoding, Meaning } from '../../src/sdk/index.js';

/** By rule of the specification: each text with what it says. */
export type TextLists = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

export const readTexts = (): TextLists =>
  parse(readFileSync(new URL('../language/texts.yaml', import.meta.url), 'utf8')) as TextLists;

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

/** All that a reading says, each thing once, sorted. */
export const saidBy = (reading: readonly MatchedCoding[]): readonly string[] =>
  [...new Set(reading.flatMap(({ meanings }) => meanings.flatMap(named)))].sort();
