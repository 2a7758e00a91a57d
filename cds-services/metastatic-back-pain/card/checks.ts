/** What is checked at start of the words a clinician edits. A text that fails ends the start, named by file and key. */
import { ContentError } from '../../../src/sdk/index.js';
import { COUNTED } from './feature-words.js';
import { REQUIRED, allowedIn } from './placeholders.js';
import { longestWords, shortestWords } from './reach.js';
import type { CardContent, Vocabulary, Wording } from './wording.js';
import { SUMMARY_LENGTH, fill } from './wording.js';

/** Never on a card: that the patient may wait, that something is absent, that metastases are there. */
const NEVER = [/\b(?:may|can|could|should) (?:safely )?wait\b/i, /no neurological deficit/i, /patient has metastas/i];
/** Fever is never told to wait for a week. */
const NOT_WITH_FEVER = /\b(?:1|one) week\b|\b7 days\b/i;
const WITH_FEVER = /^(?:summary|action)\.urgent-infection/;
/** HTML, tables, images, code: what EHRs show differently or not at all. Links stand under `links`. */
const MARKUP = /<[a-z/!]|\]\(|!\[|```|^\s*\||^\s{0,3}#/im;
/** Shown and never counted, so it is in no group of what was looked for. */
const NOT_LOOKED_FOR = new Set(['age-50-plus']);

/** @throws ContentError naming the file, the key and what is wrong with it */
export function checkWording({ wording, vocabulary }: CardContent): void {
  checkGroups(vocabulary.uk);
  for (const guidance of ['uk', 'us'] as const) {
    const words = wording[guidance];
    const wrong = (path: string, why: string): never => {
      throw new ContentError(`content/wording/${guidance}.yaml`, `${path}: ${why}`);
    };
    const texts = [...textsOf(words)].filter(([path]) => !/^(?:never|spelling)\b/.test(path));
    for (const [path, text] of texts) checkText(path, text, words.never ?? [], wrong);
    checkRequired(new Map(texts), wrong);
    checkLengths(words, vocabulary[guidance], wrong);
  }
}

type Wrong = (path: string, why: string) => never;

/** Every text with its path: `summary.urgent[0]`, `lines.fracture`. */
function* textsOf(part: unknown, path = ''): Generator<[string, string]> {
  if (typeof part === 'string') yield [path, part];
  else if (Array.isArray(part)) for (const [i, one] of part.entries()) yield* textsOf(one, `${path}[${i}]`);
  else if (typeof part === 'object' && part !== null) {
    for (const [key, one] of Object.entries(part)) yield* textsOf(one, path === '' ? key : `${path}.${key}`);
  }
}

function checkText(path: string, text: string, never: readonly string[], wrong: Wrong): void {
  const allowed = allowedIn(path);
  for (const [whole, name = ''] of text.matchAll(/\{([^{}]*)\}/g)) {
    if (allowed.includes(name)) continue;
    const may = allowed.length === 0 ? 'nothing is filled in here' : `allowed: ${allowed.join(', ')}`;
    wrong(path, `${whole} is not known here; ${may}`);
  }
  if (/[{}]/.test(text.replace(/\{[^{}]*\}/g, ''))) wrong(path, 'a brace stands alone');
  const banned =
    NEVER.find((one) => one.test(text)) ?? (WITH_FEVER.test(path) && NOT_WITH_FEVER.test(text) && NOT_WITH_FEVER);
  if (banned) wrong(path, `must not say "${banned.exec(text)?.[0]}"`);
  const word = never.find((one) => text.includes(one));
  if (word !== undefined) wrong(path, `must not say "${word}" (see \`never\`)`);
  if (!path.startsWith('links') && MARKUP.test(text)) wrong(path, 'holds HTML, a link, a heading, a table or code');
}

function checkRequired(texts: ReadonlyMap<string, string>, wrong: Wrong): void {
  for (const [path, needed] of Object.entries(REQUIRED)) {
    const said = [...texts].filter(([one]) => one === path || one.startsWith(`${path}[`)).map(([, text]) => text);
    const missing = needed.find((words) => !words.split('|').some((one) => said.join(' ').includes(one)));
    if (missing !== undefined) wrong(path, `must say ${missing.split('|').join(' or ')}`);
  }
}

/** The last line of a summary fits with the longest words there are; no line is so long that it can never be taken. */
function checkLengths({ summary }: Wording, vocabulary: Vocabulary, wrong: Wrong): void {
  const longest = longestWords(vocabulary);
  const shortest = shortestWords(vocabulary);
  for (const [key, templates] of Object.entries(summary)) {
    for (const [i, template] of templates.entries()) {
      const least = fill(template, shortest).length;
      if (least > SUMMARY_LENGTH) {
        wrong(`summary.${key}[${i}]`, `has at least ${least} characters; a summary has ${SUMMARY_LENGTH} at most`);
      }
    }
    const last = templates.length - 1;
    const most = fill(templates[last] ?? '', longest);
    if (most.length > SUMMARY_LENGTH) {
      wrong(
        `summary.${key}[${last}]`,
        `the last line must always fit ${SUMMARY_LENGTH} characters; it can have ${most.length}: "${most.slice(0, 200)}"`,
      );
    }
  }
}

/** Every feature has a name and stands in one group, so that no list of what was looked for leaves one out. */
function checkGroups({ features, groups, strengths }: Vocabulary): void {
  const wrong = (path: string, why: string): never => {
    throw new ContentError('content/vocabulary.yaml', `${path}: ${why}`);
  };
  const seen = new Map<string, string>();
  for (const [group, row] of Object.entries(groups)) {
    for (const name of row.features) {
      if (!(name in features)) wrong(`groups.${group}`, `"${name}" is no feature`);
      const other = seen.get(name);
      if (other !== undefined) wrong(`groups.${group}`, `"${name}" also stands in groups.${other}`);
      seen.set(name, group);
    }
  }
  const left = Object.keys(features).find((name) => !seen.has(name) && !NOT_LOOKED_FOR.has(name));
  if (left !== undefined) wrong('groups', `"${left}" stands in none`);
  if (!('emergency' in groups))
    wrong('groups', `"emergency" is missing, the group of the ${strengths[COUNTED[0]]} signs`);
}
