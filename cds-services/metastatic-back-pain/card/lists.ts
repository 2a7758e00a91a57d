/** The lists of a card: what was found, what was looked for and not found, what could not be checked. */
import type { Assessment, Finding } from '../../../src/sdk/index.js';
import { escapeInline } from '../../../src/sdk/index.js';
import { isExisting } from './existing.js';
import { isInpatient } from './summary.js';
import type { Vocabulary, Wording } from './wording.js';
import { fill, inSentence } from './wording.js';
import { principal } from './words.js';

/** Lines of one list before it says how many more there are; of what was found, so that no feature falls off. */
const LIST_LENGTH = 12;
const FOUND_LENGTH = 30;
/** Records named of one feature that could not be checked. */
const NAMES_LENGTH = 8;
/** Characters of one chart text. */
const TEXT_LENGTH = 160;
/** Shown and never counted by nature: to say so of each would only be noise. */
const PLAIN = new Set(['imaging', 'order', 'care', 'treatment']);
const UNDATED = 'date not recorded';

/** The first lines, and how many more there are of `total`. */
function list(
  lines: readonly string[],
  { more }: Wording,
  length = LIST_LENGTH,
  total = lines.length,
): readonly string[] {
  const shown = lines.slice(0, length);
  const rest = total - shown.length;
  return rest > 0 ? [...shown, `- ${fill(more, { count: String(rest) })}`] : shown;
}

export function foundLines(assessment: Assessment, vocabulary: Vocabulary, wording: Wording): readonly string[] {
  const found = assessment.found.filter((one) => !isExisting(one));
  const lines = principal(found).map((one) => foundLine(one, assessment, vocabulary));
  return list(lines, wording, FOUND_LENGTH, found.length);
}

export const existingLines = (assessment: Assessment, vocabulary: Vocabulary, wording: Wording): readonly string[] =>
  list(
    assessment.found.filter(isExisting).map((one) => foundLine(one, assessment, vocabulary)),
    wording,
  );

/** Item, value with unit, date, source: `- **Fever** (major): 38.4 °C, **2026-06-13** (Observation/o1)`. */
function foundLine(finding: Finding, assessment: Assessment, vocabulary: Vocabulary): string {
  const { criterion, strength } = finding;
  const label = strength === undefined || PLAIN.has(criterion) ? '' : ` (${vocabulary.strengths[strength]})`;
  const quoted = finding.basis === 'text' ? quotedText(finding) : escapeInline(finding.text, TEXT_LENGTH);
  const date = dateOf(finding, assessment);
  const reference = finding.sources[0]?.reference;
  const where = reference === undefined ? '' : ` (${escapeInline(reference, 80)})`;
  const dated = date === undefined ? '' : `, **${escapeInline(date)}**`;
  return `- **${nameOf(criterion, vocabulary)}**${label}: ${quoted}${dated}${where}`;
}

const nameOf = (criterion: string, { features, criteria }: Vocabulary): string =>
  features[criterion]?.name ?? criteria[criterion] ?? criterion;

/** What has no date by nature needs none; what should have one says that it has not, once. */
function dateOf(finding: Finding, assessment: Assessment): string | undefined {
  if (finding.date !== undefined) return finding.date;
  const timeless = finding.basis === 'demographic' || isInpatient({ ...assessment, found: [finding] });
  return timeless || finding.text.includes(UNDATED) ? undefined : UNDATED;
}

/** Words of the chart in quotes; what the rule adds to them outside. */
function quotedText({ text, sources }: Finding): string {
  const written = sources[0]?.display;
  const said = written !== undefined && written !== '' && text.startsWith(written) ? written : text;
  return `“${escapeInline(said, TEXT_LENGTH)}”, recorded as text${escapeInline(text.slice(said.length))}`;
}

/** Every feature that was looked for and not found, by group, in the order of the vocabulary. */
export function notFoundLines({ notFound }: Assessment, vocabulary: Vocabulary): readonly string[] {
  const { groups } = vocabulary;
  const named = (names: readonly string[]): string =>
    names.map((name) => inSentence(nameOf(name, vocabulary))).join(', ');
  const rows = Object.values(groups).map(({ label, features }) => ({
    label,
    names: features.filter((name) => notFound.includes(name)),
  }));
  const grouped = new Set(Object.values(groups).flatMap(({ features }) => features));
  const rest = notFound.filter((name) => !grouped.has(name));
  return [
    ...rows.filter(({ names }) => names.length > 0).map(({ label, names }) => `- **${label}:** ${named(names)}`),
    ...(rest.length > 0 ? [`- ${named(rest)}`] : []),
  ];
}

export function notCheckedLines(assessment: Assessment, vocabulary: Vocabulary, wording: Wording): readonly string[] {
  const inputs = assessment.unavailable.map(({ input, state, why }) => {
    const remark = why ?? vocabulary['states-explained'][state];
    const name = vocabulary.inputs[input] ?? input;
    return `- ${name}: ${vocabulary.states[state] ?? state}${remark === undefined ? '' : ` (${remark})`}`;
  });
  const reasons = new Set(assessment.notEvaluated.map(({ reason }) => reason));
  const rows = [...reasons].map((reason) => {
    const all = assessment.notEvaluated.filter((one) => one.reason === reason);
    const bare = new Set(all.filter((one) => one.reference === undefined).map((one) => one.criterion));
    const names = [...whole([...bare], assessment, vocabulary), ...recordWords(all, vocabulary, wording)];
    return `- ${names.join(', ')}: ${vocabulary['not-evaluated'][reason] ?? reason}`;
  });
  return [...inputs, ...list(rows, wording)];
}

/** `weight loss (Observation/w1, Observation/w2 and 12 more)`: each feature once, with the first of its records. */
function recordWords(rows: Assessment['notEvaluated'], vocabulary: Vocabulary, wording: Wording): readonly string[] {
  const byCriterion = new Map<string, Set<string>>();
  for (const { criterion, reference } of rows) {
    if (reference === undefined) continue;
    byCriterion.set(criterion, (byCriterion.get(criterion) ?? new Set()).add(escapeInline(reference, 80)));
  }
  return [...byCriterion].map(([criterion, references]) => {
    const rest = references.size - NAMES_LENGTH;
    const more = rest > 0 ? ` ${fill(wording['more-records'], { count: String(rest) })}` : '';
    const shown = [...references].slice(0, NAMES_LENGTH).join(', ');
    return `${inSentence(nameOf(criterion, vocabulary))} (${shown}${more})`;
  });
}

/** A group by its own name where nothing of it could be checked, else name by name. */
function whole(
  names: readonly string[],
  { notFound, features }: Assessment,
  vocabulary: Vocabulary,
): readonly string[] {
  const open = new Set(names);
  const answered = new Set([...notFound, ...features]);
  const words: string[] = [];
  for (const group of Object.values(vocabulary.groups)) {
    const here = group.features.filter((name) => open.has(name));
    if (here.length > 1 && !group.features.some((name) => answered.has(name))) words.push(group.all);
    else words.push(...here.map((name) => inSentence(nameOf(name, vocabulary))));
    for (const name of here) open.delete(name);
  }
  return [...words, ...[...open].map((name) => inSentence(nameOf(name, vocabulary)))];
}
