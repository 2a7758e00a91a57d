/** The body of the card, in Markdown: what to do, why, what was found, what was not, what could not be checked. */
import type { Assessment, CardSettings, Finding } from '../../../src/sdk/index.js';
import { escapeInline } from '../../../src/sdk/index.js';
import { existingLines, goalsLine, isExisting } from './existing.js';
import { isCalciumSevere, isInpatient } from './summary.js';
import type { CardContent, SummaryKey, Wording } from './wording.js';
import { fill } from './wording.js';
import { principal } from './words.js';

/** Lines of one list before it says how many more there are; of what was found, so that no feature falls off. */
const LIST_LENGTH = 12;
const FOUND_LENGTH = 30;
/** Records named on one line of what could not be checked. */
const NAMES_LENGTH = 8;
/** Characters of one chart text. */
const TEXT_LENGTH = 160;

export function renderDetail(
  assessment: Assessment,
  key: SummaryKey,
  values: Readonly<Record<string, string>>,
  settings: CardSettings,
  content: CardContent,
): string {
  const wording = content.wording[settings.guidance];
  const { headings } = wording;
  const sections = [
    actionLines(assessment, key, wording, { ...values, ...contactWords(settings, wording) }).join('\n\n'),
    whySection(assessment, wording, values),
    section(headings.found, foundLines(assessment, content)),
    section(headings['not-found'], notFoundLine(assessment, content)),
    section(headings['not-checked'], notCheckedLines(assessment, content)),
    section(headings.existing, list(assessment.found.filter(isExisting).map((one) => foundLine(one, content)))),
    assessment.tier === 'incomplete' ? '' : section(headings.consider, [wording.consider]),
    section(headings.basis, [basisLine(assessment, wording)]),
    section(headings.limits, [wording.limits]),
  ];
  return sections.filter((text) => text !== '').join('\n\n');
}

function contactWords(settings: CardSettings, wording: Wording): Readonly<Record<string, string>> {
  const contact = settings.emergencyContact === '' ? wording.contact : escapeInline(settings.emergencyContact);
  const outOfHours = escapeInline(settings.emergencyContactOutOfHours);
  const template = outOfHours === '' ? wording.call : wording['call-hours'];
  return {
    contact,
    call: fill(template, { contact, outOfHours }),
    call24: fill(wording['call-24h'], { contact }),
  };
}

function actionLines(
  assessment: Assessment,
  key: SummaryKey,
  wording: Wording,
  values: Readonly<Record<string, string>>,
): readonly string[] {
  const block = key.startsWith('emergency') ? 'emergency' : (key as keyof Wording['action']);
  const lines = wording.action[block].map((line) => fill(line, values));
  return [
    ...goalsLine(assessment, wording),
    ...lines,
    ...extraLines(assessment, key, wording).map((line) => fill(line, values)),
  ];
}

/** Lines of every variant and remark that holds. */
function extraLines(assessment: Assessment, key: SummaryKey, wording: Wording): readonly string[] {
  const { tier, cancer, features, found } = assessment;
  const has = (name: string): boolean => features.includes(name);
  const { lines } = wording;
  const active = tier !== 'incomplete';
  const listed = found.some((one) => one.criterion === 'back-pain' && one.text.includes('still present?'));
  return [
    tier === 'emergency' && has('fever') ? lines['infection-emergency'] : undefined,
    active && key !== 'urgent-calcium' && isCalciumSevere(assessment) ? lines['calcium-severe'] : undefined,
    isInpatient(assessment) && tier === 'emergency' ? lines.inpatient : undefined,
    tier === 'emergency' && !found.some((one) => one.criterion === 'back-pain') ? lines['no-back-pain'] : undefined,
    active && has('known-spinal-metastases') ? lines['known-spinal-metastases'] : undefined,
    ...existingLines(assessment, wording),
    active && has('vertebral-fracture') ? lines.fracture : undefined,
    active && has('radicular-pain') ? lines['radicular-pain'] : undefined,
    active && has('bladder-bowel') && cancer.sites.includes('prostate') ? lines['bladder-bowel-prostate'] : undefined,
    active && cancer.level === 'possible' ? lines['possible-cancer'] : undefined,
    active && (cancer.level === 'other' || cancer.level === 'high-risk-other') ? lines['other-cancer'] : undefined,
    active && listed ? lines['long-standing'] : undefined,
    active && assessment.unavailable.some((one) => one.input === 'patient') ? lines['patient-unread'] : undefined,
    ...assessment.notes.map((note) => (active ? wording.notes[note] : undefined)),
  ].filter((line) => line !== undefined);
}

function whySection(assessment: Assessment, wording: Wording, values: Readonly<Record<string, string>>): string {
  const { tier } = assessment;
  if (tier === null || tier === 'incomplete') return '';
  return section(wording.headings.why, [fill(wording.why[whyKey(assessment, tier)], values)]);
}

/** A recommendation beside a major feature (the pain is only on the list) must not say that no such feature was found. */
function whyKey({ found }: Assessment, tier: keyof Wording['why']): keyof Wording['why'] {
  const strong = found.some(({ strength }) => strength === 'major' || strength === 'emergency');
  return tier === 'recommended' && strong ? 'recommended-with-features' : tier;
}

const section = (heading: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `### ${heading}\n\n${lines.join('\n')}`;

/** The first lines, and how many more there are of `total`. */
function list(lines: readonly string[], length = LIST_LENGTH, total = lines.length): readonly string[] {
  const shown = lines.slice(0, length);
  const rest = total - shown.length;
  return rest > 0 ? [...shown, `- and ${rest} more in the evidence`] : shown;
}

function foundLines(assessment: Assessment, content: CardContent): readonly string[] {
  const found = assessment.found.filter((one) => !isExisting(one));
  const lines = principal(found).map((one) => foundLine(one, content));
  return list(lines, FOUND_LENGTH, found.length);
}

function foundLine(finding: Finding, content: CardContent): string {
  const name = content.vocabulary.features[finding.criterion]?.name ?? CRITERIA[finding.criterion] ?? finding.criterion;
  const strength = finding.strength === undefined ? '' : ` (${finding.strength})`;
  const quoted = finding.basis === 'text' ? quotedText(finding) : escapeInline(finding.text, TEXT_LENGTH);
  const date = finding.date ?? (finding.basis === 'demographic' ? undefined : 'date not recorded');
  const reference = finding.sources[0]?.reference;
  const where = reference === undefined ? '' : ` (${escapeInline(reference, 80)})`;
  return `- **${name}**${strength}: ${quoted}${date === undefined ? '' : `, **${escapeInline(date)}**`}${where}`;
}

/** Words of the chart in quotes; what the rule adds to them outside. */
function quotedText({ text, sources }: Finding): string {
  const written = sources[0]?.display;
  const said = written !== undefined && written !== '' && text.startsWith(written) ? written : text;
  return `“${escapeInline(said, TEXT_LENGTH)}”, recorded as text${escapeInline(text.slice(said.length))}`;
}

const CRITERIA: Readonly<Record<string, string>> = {
  cancer: 'Cancer',
  'back-pain': 'Spinal pain',
  care: 'Care',
  imaging: 'Imaging',
  order: 'Order',
  treatment: 'Treatment',
};

function notFoundLine(assessment: Assessment, content: CardContent): readonly string[] {
  const names = assessment.notFound.map((name) => (content.vocabulary.features[name]?.name ?? name).toLowerCase());
  return names.length === 0 ? [] : [`${names.join(', ')}.`];
}

function notCheckedLines(assessment: Assessment, content: CardContent): readonly string[] {
  const { vocabulary } = content;
  const inputs = assessment.unavailable.map(
    ({ input, state, why }) =>
      `- ${vocabulary.inputs[input] ?? input}: ${vocabulary.states[state] ?? state}${why === undefined ? '' : ` (${why})`}`,
  );
  const byReason = new Map<string, Set<string>>();
  for (const { criterion, reason, reference } of assessment.notEvaluated) {
    const name = (vocabulary.features[criterion]?.name ?? CRITERIA[criterion] ?? criterion).toLowerCase();
    const where = reference === undefined ? name : `${name} (${escapeInline(reference, 80)})`;
    byReason.set(reason, (byReason.get(reason) ?? new Set()).add(where));
  }
  const rows = [...byReason].map(([reason, all]) => {
    const names = [...all].slice(0, NAMES_LENGTH);
    const rest = all.size > names.length ? ` and ${all.size - names.length} more` : '';
    return `- ${names.join(', ')}${rest}: ${vocabulary['not-evaluated'][reason] ?? reason}`;
  });
  return [...inputs, ...list(rows)];
}

const basisLine = ({ rule, settings }: Assessment, wording: Wording): string =>
  `Rule ${rule.id} ${rule.version} (content ${rule.contentHash.slice(0, 19)}${settings.otherCancers ? '' : '; urgent cards for other cancers are off'}). ${wording.basis}`;
