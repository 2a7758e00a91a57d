/** Which meanings of a coding really hold on this record: text and sex conditions, and codes that belie their display. */
import type { Concept, Meaning } from '../../../src/sdk/index.js';
import type { Match, RuleContext } from './context.js';

const squash = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[,;()]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** A text that only repeats the code's own name says nothing about this patient. */
const repeatsTheCode = (text: string, meaning: Meaning): boolean => squash(text).includes(squash(meaning.display));

/** True where `requiresText` is met by the record's text, the chart's display or a body site (or there is no such condition). */
export function textHolds(match: Match, concept: Concept, sites: readonly string[]): boolean {
  const { requiresText } = match.meaning;
  if (!requiresText) return true;
  const words = [concept.text, match.coding.display].filter(
    (text): text is string => text !== undefined && !repeatsTheCode(text, match.meaning),
  );
  return [...words, ...sites].some((text) => requiresText.test(text));
}

/**
 * `holds`; `otherwise` (as the row says); `unknown`: a gender that is not recorded, or does not tell the organs, never
 * lowers a level.
 */
export function sexHolds(meaning: Meaning, gender: string | undefined): 'holds' | 'otherwise' | 'unknown' {
  if (meaning.sex === undefined) return 'holds';
  if (gender !== 'male' && gender !== 'female') return 'unknown';
  return gender === meaning.sex ? 'holds' : 'otherwise';
}

/** True where the text holds a word that begins so: "adrenal" does not name the kidney, nor "musculoskeletal" a bone. */
function hasWord(text: string, beginning: string): boolean {
  for (let at = text.indexOf(beginning); at >= 0; at = text.indexOf(beginning, at + 1)) {
    if (at === 0 || !/[a-z]/.test(text.charAt(at - 1))) return true;
  }
  return false;
}

function partsNamed(text: string, context: RuleContext): ReadonlySet<string> {
  const lower = text.toLowerCase();
  const parts = new Set<string>();
  for (const [part, words] of Object.entries(context.content.reading['body-parts'])) {
    if (words.some((word) => hasWord(lower, word))) parts.add(part);
  }
  if (context.content.reading['back-words'].some((word) => hasWord(lower, word))) parts.add('back');
  return parts;
}

/** The parts that a value set's own display names: the same for every chart. */
const partsOfMeaning = new WeakMap<Meaning, ReadonlySet<string>>();

function ownParts(meaning: Meaning, context: RuleContext): ReadonlySet<string> {
  const known = partsOfMeaning.get(meaning);
  if (known) return known;
  const parts = new Set(partsNamed(meaning.display, context));
  // Numbness "of skin" may be anywhere.
  if (meaning.set === EMERGENCY) parts.delete('skin');
  partsOfMeaning.set(meaning, parts);
  return parts;
}

const EMERGENCY = 'feature-emergency-neuro';
/** Letters of a word that tells something. */
const TELLING = 5;

/** A deficit that both name is no conflict, wherever the display puts it: an emergency is not lost to a wording. */
function nameOneDeficit(display: string, meaning: Meaning): boolean {
  if (meaning.set !== EMERGENCY) return false;
  const words = (text: string): readonly string[] =>
    text
      .toLowerCase()
      .split(/[^a-z]+/)
      .filter((word) => word.length >= TELLING);
  const own = new Set(words(meaning.display));
  return words(display).some((word) => own.has(word));
}

/**
 * True where the code and the display the chart gives it name different parts of the body, so that one of them is wrong.
 * The code is believed for what it is; it does not raise the tier by itself (specification 2.1).
 */
export function beliesDisplay(match: Match, context: RuleContext): boolean {
  const { display } = match.coding;
  if (match.meaning.by === 'text') return false;
  if (display === undefined || display === match.meaning.display) return false;
  const own = ownParts(match.meaning, context);
  if (own.size === 0) return false;
  const shown = partsNamed(display, context);
  if (shown.size === 0) return false;
  if ([...shown].some((part) => own.has(part))) return false;
  return !nameOneDeficit(display, match.meaning);
}

/** True where the display names a cancer, whichever. */
export function namesCancer(text: string | undefined, context: RuleContext): boolean {
  const lower = text?.toLowerCase() ?? '';
  return context.content.reading['cancer-words'].some((word) => lower.includes(word));
}
