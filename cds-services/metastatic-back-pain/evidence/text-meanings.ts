/**
 * What a text means to the rule: meanings like those of codes, each with the words it was read from, so that text goes
 * through the same windows, strengths and levels as codes do.
 */
import type { Assertion, MatchedCoding, Meaning, TextReading } from '../../../src/sdk/index.js';
import { readClauses } from '../../../src/sdk/index.js';
import type { TextCancer } from './text-cancer.js';
import { cancersIn } from './text-cancer.js';
import type { TextContent, TextMeans } from './text-content.js';

/** `whole`: a text without usable coding. `features`: a text beside a code that already says what the record is. */
export type ReadingScope = 'whole' | 'features';

/** A clause longer than this is quoted by its phrase alone. */
const QUOTE_LENGTH = 120;
const PRESENT = new Set(['asserted', 'uncertain']);
const FIVE = new Set(['breast', 'lung', 'prostate', 'kidney', 'thyroid']);
const SPREAD_SETS: Readonly<Record<string, { readonly set: string; readonly feature: string }>> = {
  spine: { set: 'metastasis-spine', feature: 'known-spinal-metastases' },
  bone: { set: 'metastasis-bone', feature: 'known-bone-metastases' },
  other: { set: 'metastasis-any', feature: 'metastatic-disease' },
};

export function meaningsOf(text: string, scope: ReadingScope, content: TextContent): readonly MatchedCoding[] {
  const reading = readClauses(text, content.lexicon);
  const findings = reading.assertions.filter(
    ({ name, certainty }) => content.means.has(name) && PRESENT.has(certainty),
  );
  const hasPain = scope === 'features' || findings.some(({ term }) => term.group === 'pain');
  const codings = findings.flatMap((one) => {
    const means = content.means.get(one.name) as TextMeans;
    if (means.needs === 'spinal-pain' && !(hasPain && isOfPain(one, reading))) return [];
    return meaningOf(means, one, scope).map((meaning) => coding(meaning, one, reading));
  });
  if (scope === 'whole') {
    codings.push(...cancersIn(reading, text, content).map((one) => coding(cancerMeaning(one), one.at, reading)));
  }
  return unique(codings);
}

/** The tokens between the commas around an assertion. */
function partAround({ from, to }: Assertion, { tokens }: TextReading): readonly [number, number] {
  let first = from;
  let last = to;
  while (first > 0 && tokens[first - 1]?.text !== ',') first -= 1;
  while (last < tokens.length && tokens[last]?.text !== ',') last += 1;
  return [first, last];
}

/** "Progressive" in a part about a cancer and not about pain says nothing of the pain. */
function isOfPain(one: Assertion, reading: TextReading): boolean {
  const [from, to] = partAround(one, reading);
  const beside = reading.assertions.filter(
    (other) => other.clause === one.clause && other.from >= from && other.to <= to,
  );
  return beside.some(({ term }) => term.group === 'pain') || !beside.some(({ term }) => term.group === 'disease');
}

function meaningOf(means: TextMeans, { certainty, name }: Assertion, scope: ReadingScope): readonly Meaning[] {
  const meaning = (set: string): Meaning => ({
    set,
    by: 'text',
    specificity: 0,
    display: name,
    confidence: 'medium',
    ...(means.feature === undefined ? {} : { feature: means.feature }),
    ...(means.role === undefined ? {} : { role: means.role }),
    ...(means.regions === undefined ? {} : { regions: means.regions }),
    ...(means.undated === undefined ? {} : { undated: means.undated }),
    ...(means.pattern === undefined ? {} : { pattern: means.pattern }),
    ...(certainty === 'uncertain' ? { uncertain: true as const } : {}),
  });
  const isPain = means.set === 'back-pain' || means.set === 'neck-pain';
  if (scope === 'whole' || !isPain) return [meaning(means.set)];
  // Beside a code the pain itself is the code's; what is said of its kind is a feature.
  return means.feature === undefined ? [] : [meaning('feature-pain-character')];
}

function cancerMeaning({ kind, site, role, isUncertain }: TextCancer): Meaning {
  const base = { by: 'text' as const, specificity: 0, display: `${site} ${kind}`, confidence: 'medium' as const };
  if (kind === 'spread') {
    const target = SPREAD_SETS[site] ?? { set: 'metastasis-any', feature: 'metastatic-disease' };
    return { ...base, ...target, ...(isUncertain ? { uncertain: true as const } : {}) };
  }
  if (isUncertain) return { ...base, set: 'cancer-possible', site, uncertain: true };
  if (kind === 'nodes' || !FIVE.has(site))
    return { ...base, set: 'cancer-other', ...(role === undefined ? {} : { role }) };
  return { ...base, set: `cancer-${site}`, site };
}

function coding(meaning: Meaning, one: Assertion, reading: TextReading): MatchedCoding {
  const clause = reading.clauses[one.clause]?.text ?? '';
  const display = clause !== '' && clause.length <= QUOTE_LENGTH ? clause : one.phrase;
  return { code: '', display, meanings: [meaning] };
}

/** One coding for each thing said, the certain before the uncertain. */
function unique(codings: readonly MatchedCoding[]): readonly MatchedCoding[] {
  const best = new Map<string, MatchedCoding>();
  for (const one of codings) {
    const [meaning] = one.meanings;
    const key = [meaning?.set, meaning?.feature, meaning?.site, meaning?.role, meaning?.undated].join('|');
    const known = best.get(key);
    if (!known || (known.meanings[0]?.uncertain && !meaning?.uncertain)) best.set(key, one);
  }
  return [...best.values()];
}
