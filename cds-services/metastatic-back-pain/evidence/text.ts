/**
 * Free text in a chart (specification 2.1, 6): what a Condition, a reason or a finding says in words joins what it says in
 * codes, before any evidence is looked for.
 *
 * A record without a usable coding is read by its text and displays. Beside a usable back-pain or neck-pain code, and a
 * few vague ones, its text is read for features only. A code beats its display: a usable coding's display is never read.
 */
import type { ChartText, Concept, MatchedCoding, ServiceContent } from '../../../src/sdk/index.js';
import { TEXT_LIMIT } from '../../../src/sdk/index.js';
import type { TextContent } from './text-content.js';
import { readTextContent, squashCode } from './text-content.js';
import type { ReadingScope } from './text-meanings.js';
import { meaningsOf } from './text-meanings.js';

/** Texts remembered, and how long one may be to be worth it: problem lists repeat themselves. */
const REMEMBERED = 2000;
const SHORT = 200;
/** Characters of different texts that are read of one chart, so that a chart made to be slow is answered in time. */
const CHART_LIMIT = 200_000;

/** The words of one chart, read as the chart is built. */
export interface ChartWords extends ChartText {
  /** A text was too long, or the chart held too much text: some was not read. */
  readonly isCut: () => boolean;
}

/** @throws ContentError where the language or the phrases cannot be read */
export function createTextReader(service: ServiceContent): { readonly forChart: () => ChartWords } {
  const content = readTextContent(service);
  const memo = new Map<string, readonly MatchedCoding[]>();
  const meanings: Meanings = (text, scope) => {
    const key = `${scope}|${text}`;
    const known = memo.get(key);
    if (known) return known;
    const read = meaningsOf(text, scope, content);
    if (text.length <= SHORT) {
      if (memo.size >= REMEMBERED) memo.clear();
      memo.set(key, read);
    }
    return read;
  };
  return { forChart: () => readChart(content, meanings) };
}

type Meanings = (text: string, scope: ReadingScope) => readonly MatchedCoding[];

function readChart(content: TextContent, meanings: Meanings): ChartWords {
  const seen = new Map<string, readonly MatchedCoding[]>();
  let length = 0;
  let isCut = false;
  const once: Meanings = (text, scope) => {
    const key = `${scope}|${text}`;
    const known = seen.get(key);
    if (known) return known;
    length += Math.min(text.length, TEXT_LIMIT);
    if (text.length > TEXT_LIMIT || length > CHART_LIMIT) isCut = true;
    const read = length > CHART_LIMIT ? [] : meanings(text, scope);
    seen.set(key, read);
    return read;
  };
  return {
    says: (text) => once(text, 'whole').length > 0,
    read: (concept) => withText(concept, content, once),
    denies: (text) => {
      const first = /^\p{L}+/u.exec(text.trim().toLowerCase())?.[0];
      return first !== undefined && content.negativeStarts.has(first) && once(text, 'whole').length === 0;
    },
    isCut: () => isCut,
  };
}

function withText(concept: Concept, content: TextContent, meanings: Meanings): Concept {
  const { codings, text } = concept;
  if (!codings.some((coding) => coding.meanings.length > 0)) {
    const texts = new Set([text, ...codings.map((coding) => coding.display)].filter((one) => one !== undefined));
    const read = [...texts].flatMap((one) => meanings(one, 'whole'));
    return read.length === 0 ? concept : { ...concept, codings: [...codings, ...read] };
  }
  if (text === undefined || !codings.some((coding) => opensText(coding, content))) return concept;
  const read = meanings(text, 'features');
  return read.length === 0 ? concept : { ...concept, codings: [...codings, ...read] };
}

const opensText = (coding: MatchedCoding, { beside }: TextContent): boolean =>
  coding.meanings.some((meaning) => beside.sets.has(meaning.set)) ||
  (coding.meanings.length > 0 && beside.codes.has(squashCode(coding.code)));
