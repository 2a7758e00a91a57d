/** CodeableConcepts and codes as they arrive: matched against the value sets, text kept apart. */
import { isObject, listOf, stringOf } from '../../fhir/resource.js';
import type { MatchedCoding, Terminology } from '../../terminology/meaning.js';

/** A CodeableConcept: its codings with what they mean, and its text as written. */
export interface Concept {
  readonly codings: readonly MatchedCoding[];
  readonly text?: string;
}

/** How a service reads what a chart says in words where no code says it. */
export interface ChartText {
  /** True where a text says anything to the rule. */
  says(text: string): boolean;
  /** The concept with what its words say as codings of their own (an empty code); the same object where they say nothing. */
  read(concept: Concept): Concept;
  /** True where a value in words denies what it is the value of. */
  denies(text: string): boolean;
}

const NOTHING: Concept = { codings: [] };

/** Reads a CodeableConcept; a lone Coding, a string or anything else is tolerated. */
export function readConcept(value: unknown, terminology: Terminology): Concept {
  if (typeof value === 'string') return value.trim() === '' ? NOTHING : { codings: [], text: value };
  if (!isObject(value)) return NOTHING;
  const rows = value['coding'] === undefined && value['code'] !== undefined ? [value] : listOf(value['coding']);
  const codings: MatchedCoding[] = [];
  for (const row of rows) {
    const coding = isObject(row) ? terminology.match(row) : undefined;
    if (coding) codings.push(coding);
  }
  const text = stringOf(value['text']);
  return text === undefined ? { codings } : { codings, text };
}

/** Several CodeableConcepts, e.g. `reasonCode`. */
export const readConcepts = (value: unknown, terminology: Terminology): readonly Concept[] =>
  listOf(value)
    .map((one) => readConcept(one, terminology))
    .filter((concept) => concept.codings.length > 0 || concept.text !== undefined);

/** True where the value sets hold at least one code of the concept. Does not allocate: it filters thousands of resources. */
export function isUsable(value: unknown, terminology: Terminology): boolean {
  if (!isObject(value)) return false;
  const rows = value['coding'];
  if (!Array.isArray(rows)) return value['code'] !== undefined && terminology.knows(value['system'], value['code']);
  for (const row of rows) {
    if (isObject(row) && terminology.knows(row['system'], row['code'])) return true;
  }
  return false;
}

const WORD = /^[a-z][a-z-]*$/;

/** Lower case, hyphens for blanks: "Entered in Error" is entered-in-error. */
function statusWord(value: unknown): string | undefined {
  // As nearly all are written.
  if (typeof value === 'string' && WORD.test(value)) return value;
  return stringOf(value)
    ?.trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-');
}

/**
 * The code of a status: of a plain `code` element or of a CodeableConcept. Of several codings HL7's own counts; a local
 * one ("2") only where neither another code nor the text is a word. The text stands in for a missing code.
 */
export function statusOf(value: unknown): string | undefined {
  if (!isObject(value)) return statusWord(value);
  const rows = listOf(value['coding']).filter(isObject);
  const own = rows.filter((row) => stringOf(row['system'])?.includes('hl7.org') ?? false);
  const first = statusWord(own[0]?.['code']);
  if (first !== undefined && WORD.test(first)) return first;
  const codes = [...own, ...rows].map((row) => statusWord(row['code'])).filter((code) => code !== undefined);
  const text = statusWord(value['text']);
  const said = [...codes, text, ...rows.map((row) => statusWord(row['display']))];
  return said.find((word) => word !== undefined && WORD.test(word)) ?? codes[0] ?? text;
}

/** The words and codes of CodeableConcepts (body sites, types), for matching by expression. */
export function wordsIn(value: unknown): readonly string[] {
  const words: string[] = [];
  for (const site of listOf(value)) {
    if (!isObject(site)) continue;
    const text = stringOf(site['text']);
    if (text !== undefined) words.push(text);
    for (const row of listOf(site['coding'])) {
      if (!isObject(row)) continue;
      const display = stringOf(row['display']);
      const code = stringOf(row['code']);
      if (display !== undefined) words.push(display);
      if (code !== undefined) words.push(code);
    }
  }
  return words;
}

/** True where words of a concept without usable codes say something: its text, or a coding's display. */
export function isWorded(value: unknown, text: ChartText | undefined): boolean {
  if (!text || !isObject(value)) return false;
  const said = stringOf(value['text']);
  if (said !== undefined && text.says(said)) return true;
  return listOf(value['coding']).some((row) => {
    const display = isObject(row) ? stringOf(row['display']) : undefined;
    return display !== undefined && text.says(display);
  });
}
