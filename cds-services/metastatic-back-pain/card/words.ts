/** The assessment in words: cancer, pain and what stands in the sentences of a card. */
import type { Assessment, Finding, Terminology } from '../../../src/sdk/index.js';
import { COUNTED, countedFindings, featureWords, shortDate, valueOf } from './feature-words.js';
import type { Vocabulary } from './wording.js';
import { capital, fill } from './wording.js';

/** Records of one kind that a card or an order names; a chart may hold dozens of the same cancer. */
const AT_MOST: Readonly<Record<string, number>> = { cancer: 4, 'back-pain': 3 };
/** mg/dL of calcium that are one mmol/L. Source: atomic mass of calcium 40.08. */
const CALCIUM_MG_DL = 4.008;
/** Days after which pain that goes on is called long-standing (specification 4.3). */
const LONG_STANDING_DAYS = 365;

/** The findings without the repeats that would push the features off a list. */
export function principal(found: readonly Finding[]): readonly Finding[] {
  const seen = new Map<string, number>();
  return found.filter(({ criterion }) => {
    const count = (seen.get(criterion) ?? 0) + 1;
    seen.set(criterion, count);
    return count <= (AT_MOST[criterion] ?? Infinity);
  });
}

/** Everything a summary or action line can be filled with, by the names that stand in braces (checks.ts lists them). */
export function wordsFor(
  assessment: Assessment,
  vocabulary: Vocabulary,
  terminology: Terminology,
): Readonly<Record<string, string>> {
  const { asOf } = assessment;
  const pain = painWords(assessment, vocabulary, terminology);
  const since = painSince(assessment);
  const features = countedFindings(assessment);
  const named = (list: readonly Finding[]): string =>
    list.map((one) => featureWords(one, asOf, vocabulary, 'unit')).join(', ');
  const of = (criterion: string): Finding | undefined => features.find((one) => one.criterion === criterion);
  const fever = of('fever');
  const calcium = of('hypercalcaemia');
  const said = (one: Finding | undefined, form: 'value' | 'unit'): string =>
    one ? capital(featureWords(one, asOf, vocabulary, form)) : '';
  return {
    ...cancerWords(assessment, vocabulary),
    pain,
    'pain-since': since === undefined ? pain : `${pain} since ${shortDate(since, asOf)}`,
    'since-year': since?.slice(0, 4) ?? '',
    features: named(features),
    signs: named(features.filter((one) => one.strength === COUNTED[0])),
    others: named(features.filter((one) => one.strength !== COUNTED[0])),
    fever: said(fever, 'value'),
    'fever-unit': said(fever, 'unit'),
    ...calciumWords(calcium),
    inputs: inputWords(assessment, vocabulary),
  };
}

function cancerWords({ cancer }: Assessment, vocabulary: Vocabulary): Readonly<Record<string, string>> {
  const sites = cancer.sites.map((site) => vocabulary.sites[site]).filter((site) => site !== undefined);
  const level = vocabulary.levels[cancer.level];
  const named = (template = 'cancer'): string =>
    fill(template, { sites: sites.join(' + '), 'sites-and': enumerated(sites) })
      .replace(/ {2,}/g, ' ')
      .trim();
  const [now, history, background] = [named(level?.now), named(level?.history), named(level?.background)];
  return {
    cancer: now,
    Cancer: capital(now),
    history,
    History: capital(history),
    background,
    Background: capital(background),
  };
}

const enumerated = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

const painsOf = ({ found }: Assessment): readonly Finding[] => found.filter((one) => one.criterion === 'back-pain');

function painWords(assessment: Assessment, { pain }: Vocabulary, terminology: Terminology): string {
  const pains = painsOf(assessment);
  if (pains.length === 0) return pain.none;
  return pains.every((one) => isNeck(one, terminology)) ? pain.neck : pain.back;
}

const isNeck = (finding: Finding, terminology: Terminology): boolean =>
  finding.sources.some((source) => terminology.match(source)?.meanings.some((meaning) => meaning.set === 'neck-pain'));

/** The earliest date of the pain that is shown: a newer visit for it does not make it begin anew. */
function painSince(assessment: Assessment): string | undefined {
  const dates = painsOf(assessment).flatMap(({ date }) => (date === undefined ? [] : [date.slice(0, 10)]));
  return dates.sort()[0];
}

/** True where the pain began more than a year before the day of the assessment. */
export function isLongStanding(assessment: Assessment): boolean {
  const since = painSince(assessment);
  const days = since === undefined ? 0 : (Date.parse(assessment.asOf) - Date.parse(since)) / 86_400_000;
  return days > LONG_STANDING_DAYS;
}

/** Two decimals at most: what is told in a line is from 3.0 mmol/L on, far from the threshold that more would be for. */
function calciumWords(finding: Finding | undefined): Readonly<Record<string, string>> {
  const value = finding && valueOf(finding);
  if (value === undefined) return { calcium: '', Calcium: '', 'calcium-mg-dl': '', 'Calcium-mg-dl': '' };
  const [, sign = '', number = ''] = /^([<>]?)(.*)$/.exec(value) ?? [];
  const words = (unit: string, factor: number, digits: number): string =>
    `calcium ${sign}${String(Number((Number(number) * factor).toFixed(digits)))}${unit}`;
  const mmol = words('', 1, 2);
  const mgDl = words(' mg/dL', CALCIUM_MG_DL, 1);
  return { calcium: mmol, Calcium: capital(mmol), 'calcium-mg-dl': mgDl, 'Calcium-mg-dl': capital(mgDl) };
}

const UNREAD = ['not-permitted', 'error', 'timeout', 'truncated'];

/** The inputs for whose sake the card is incomplete: who the patient is and what the cancer; else where pain stands. */
function decisive({ unavailable }: Assessment): Assessment['unavailable'] {
  const among = (names: readonly string[], states: readonly string[]): Assessment['unavailable'] =>
    unavailable.filter(({ input, state }) => names.includes(input) && states.includes(state));
  const first = among(['patient', 'conditions'], UNREAD);
  return first.length > 0 ? first : among(['encounters', 'observations'], UNREAD.slice(1));
}

function inputWords(assessment: Assessment, vocabulary: Vocabulary): string {
  const unread = decisive(assessment);
  const inputs = unread.map(
    ({ input, state }) => `${vocabulary.inputs[input] ?? input}: ${vocabulary.states[state] ?? state}`,
  );
  return [inputs.join(', '), ...new Set(unread.flatMap(({ why }) => why ?? []))].join('; ');
}
