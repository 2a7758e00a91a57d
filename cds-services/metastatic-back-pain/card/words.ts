/** The assessment in words: cancer, pain and features as they stand in a summary. */
import type { Assessment, Finding, Terminology } from '../../../src/sdk/index.js';
import type { Vocabulary } from './wording.js';
import { capital, fill } from './wording.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const COUNTED = ['emergency', 'major', 'minor'];

/** `12 Jun`, with the year where it is not this one; `Jun 2026` and `2026` for dates of less precision. */
export function shortDate(date: string, asOf: string): string {
  const [year = '', month, day] = date.split('-');
  if (month === undefined) return year;
  const name = MONTHS[Number(month) - 1] ?? month;
  if (day === undefined) return `${name} ${year}`;
  return year === asOf.slice(0, 4) ? `${Number(day)} ${name}` : `${Number(day)} ${name} ${year}`;
}

/** Records of one kind that a card or an order names; a chart may hold dozens of the same cancer. */
const AT_MOST: Readonly<Record<string, number>> = { cancer: 4, 'back-pain': 3 };

/** The findings without the repeats that would push the features off a list. */
export function principal(found: readonly Finding[]): readonly Finding[] {
  const seen = new Map<string, number>();
  return found.filter(({ criterion }) => {
    const count = (seen.get(criterion) ?? 0) + 1;
    seen.set(criterion, count);
    return count <= (AT_MOST[criterion] ?? Infinity);
  });
}

/** The features that count, the strongest first, one finding each. */
export const countedFindings = (assessment: Assessment): readonly Finding[] => {
  const seen = new Set<string>();
  return assessment.found.filter(({ criterion, strength }) => {
    if (criterion === 'cancer' || criterion === 'back-pain' || !COUNTED.includes(strength ?? '')) return false;
    return seen.has(criterion) ? false : seen.add(criterion);
  });
};

/** `limb weakness 12 Jun`, `9 % weight loss`, `fever 38.4`: a feature in as few words as say it. */
export function shortFeature(finding: Finding, assessment: Assessment, vocabulary: Vocabulary): string {
  const short = vocabulary.features[finding.criterion]?.short ?? finding.criterion;
  if (finding.criterion === 'weight-loss' && finding.basis === 'value') {
    const percent = /\(−(\d+(?:\.\d+)?) %/.exec(finding.text)?.[1];
    if (percent !== undefined) return `${Math.floor(Number(percent))} % ${short}`;
  }
  if (finding.criterion === 'fever' && finding.basis === 'value') return `${short} ${finding.text.split(' ')[0]}`;
  if (finding.criterion === 'hypercalcaemia') return `${short} ${finding.text.split(' ')[0]}`;
  return finding.date === undefined ? short : `${short} ${shortDate(finding.date, assessment.asOf)}`;
}

/** Everything a summary or action line can be filled with. */
export function wordsFor(
  assessment: Assessment,
  vocabulary: Vocabulary,
  terminology: Terminology,
): Readonly<Record<string, string>> {
  const { cancer, asOf } = assessment;
  const sites = cancer.sites.map((site) => vocabulary.sites[site]).filter((site) => site !== undefined);
  const level = vocabulary.levels[cancer.level];
  const named = (template: string | undefined): string =>
    fill(template ?? 'cancer', { sites: sites.join(' + ') })
      .replace(/ {2,}/g, ' ')
      .trim();
  const pains = assessment.found.filter((one) => one.criterion === 'back-pain');
  const [pain] = pains;
  const neckOnly = pains.length > 0 && pains.every((one) => isNeck(one, terminology));
  const painWords = pain ? (neckOnly ? vocabulary.pain.neck : vocabulary.pain.back) : vocabulary.pain.none;
  const features = countedFindings(assessment);
  const unread = decisive(assessment);
  const inputs = unread.map(
    ({ input, state }) => `${vocabulary.inputs[input] ?? input}: ${vocabulary.states[state] ?? state}`,
  );
  const whys = new Set(unread.flatMap(({ why }) => why ?? []));
  return {
    cancer: named(level?.now),
    Cancer: capital(named(level?.now)),
    history: named(level?.history),
    History: capital(named(level?.history)),
    pain: painWords,
    'pain-since': pain?.date === undefined ? painWords : `${painWords} since ${shortDate(pain.date, asOf)}`,
    features: features.map((one) => shortFeature(one, assessment, vocabulary)).join(', '),
    fever: capital(
      features.filter((one) => one.criterion === 'fever').map((one) => shortFeature(one, assessment, vocabulary))[0] ??
        '',
    ),
    calcium: capital(
      features
        .filter((one) => one.criterion === 'hypercalcaemia')
        .map((one) => shortFeature(one, assessment, vocabulary))[0] ?? '',
    ),
    inputs: [inputs.join(', '), ...whys].join('; '),
  };
}

const UNREAD = ['not-permitted', 'error', 'timeout', 'truncated'];

/** The inputs for whose sake the card is incomplete: who the patient is and what the cancer; else where pain stands. */
function decisive({ unavailable }: Assessment): Assessment['unavailable'] {
  const among = (names: readonly string[], states: readonly string[]): Assessment['unavailable'] =>
    unavailable.filter(({ input, state }) => names.includes(input) && states.includes(state));
  const first = among(['patient', 'conditions'], UNREAD);
  return first.length > 0 ? first : among(['encounters', 'observations'], UNREAD.slice(1));
}

const isNeck = (finding: Finding, terminology: Terminology): boolean =>
  finding.sources.some((source) => terminology.match(source)?.meanings.some((meaning) => meaning.set === 'neck-pain'));
