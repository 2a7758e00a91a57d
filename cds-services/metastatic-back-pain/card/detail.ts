/** The body of the card, in Markdown: what to do, what else to heed, why, and the lists. */
import type { Assessment, CardSettings } from '../../../src/sdk/index.js';
import { escapeInline } from '../../../src/sdk/index.js';
import { orderLines, goalsLine } from './existing.js';
import { existingLines, foundLines, notCheckedLines, notFoundLines } from './lists.js';
import { isCalciumSevere, isInpatient } from './summary.js';
import type { CardContent, SummaryKey, Vocabulary, Wording } from './wording.js';
import { fill } from './wording.js';

type ActionKey = keyof Wording['action'];

/** Summaries that share their action with another. */
const ACTION: Partial<Record<SummaryKey, ActionKey>> = {
  'emergency-cauda-equina-inpatient': 'emergency-cauda-equina',
  'urgent-known-metastases': 'urgent',
  'recommended-long-standing': 'recommended',
};

export function renderDetail(
  assessment: Assessment,
  key: SummaryKey,
  values: Readonly<Record<string, string>>,
  settings: CardSettings,
  content: CardContent,
): string {
  const wording = content.wording[settings.guidance];
  const vocabulary = content.vocabulary[settings.guidance];
  const { headings } = wording;
  const incomplete = assessment.tier === 'incomplete';
  const filled = { ...values, ...contactWords(assessment, settings, wording) };
  const say = (lines: readonly (string | undefined)[]): readonly string[] =>
    lines.flatMap((line) => (line === undefined ? [] : [fill(line, filled).replace(/ {2,}/g, ' ').trim()]));
  const also = incomplete ? [] : say(alsoLines(assessment, wording, vocabulary));
  const sections = [
    say(actionLines(assessment, key, wording, vocabulary)).join('\n\n'),
    section(
      headings.also,
      also.map((line) => `- ${line}`),
    ),
    whySection(assessment, wording, values),
    section(headings.found, foundLines(assessment, vocabulary, wording)),
    // What little was read of an incomplete chart would only look like an answer.
    incomplete ? '' : section(headings['not-found'], notFoundLines(assessment, vocabulary)),
    section(headings['not-checked'], notCheckedLines(assessment, vocabulary, wording)),
    section(headings.existing, existingLines(assessment, vocabulary, wording)),
    incomplete ? '' : section(headings.consider, [wording.consider]),
    section(headings.basis, [basisLine(assessment, wording)]),
    section(headings.limits, [wording.limits]),
  ];
  return sections.filter((text) => text !== '').join('\n\n');
}

function contactWords(
  assessment: Assessment,
  settings: CardSettings,
  wording: Wording,
): Readonly<Record<string, string>> {
  const byDay = settings.emergencyContact === '' ? wording.contact : escapeInline(settings.emergencyContact);
  const outOfHours = escapeInline(settings.emergencyContactOutOfHours);
  const contact = outOfHours === '' ? byDay : fill(wording['contact-hours'], { contact: byDay, outOfHours });
  return {
    contact,
    call: fill(wording.call, { contact }),
    call24: fill(wording['call-24h'], { contact }),
    // A patient on the ward is never sent to an emergency department (specification 4).
    elsewhere: isInpatient(assessment) ? '' : (wording.elsewhere ?? ''),
  };
}

/** What to do. An emergency has eight lines at most: goals of care, in-patient, five of its own, fever. */
function actionLines(
  assessment: Assessment,
  key: SummaryKey,
  wording: Wording,
  vocabulary: Vocabulary,
): readonly (string | undefined)[] {
  const { tier, features } = assessment;
  const { lines } = wording;
  const own = wording.action[ACTION[key] ?? (key as ActionKey)];
  if (tier === 'incomplete') return own;
  const emergency = tier === 'emergency';
  return [
    ...goalsLine(assessment, wording),
    isInpatient(assessment) ? lines.inpatient : undefined,
    ...own,
    emergency && features.includes('fever') ? lines['infection-emergency'] : undefined,
    ...(emergency ? [] : todayLines(assessment, key, wording, vocabulary)),
  ];
}

/** Lines that ask for something today. They are part of the action, but where an emergency asks for more. */
function todayLines(
  assessment: Assessment,
  key: SummaryKey,
  { lines }: Wording,
  { groups }: Vocabulary,
): readonly (string | undefined)[] {
  const { features, found, tier } = assessment;
  const listed = found.some((one) => one.criterion === 'back-pain' && one.text.includes('still present?'));
  const signs = groups['emergency']?.features ?? [];
  const deficit = found.some((one) => one.strength === 'major' && signs.includes(one.criterion));
  const listedLine = hasStrong(assessment) ? lines['listed-with-features'] : lines.listed;
  return [
    key !== 'urgent-calcium' && isCalciumSevere(assessment) ? lines['calcium-severe'] : undefined,
    features.includes('radicular-pain') ? lines['radicular-pain'] : undefined,
    tier !== 'emergency' && deficit ? lines['deficit-not-new'] : undefined,
    listed ? listedLine : undefined,
  ];
}

/** What else holds of this patient, and notes for whoever books the MRI. */
function alsoLines(assessment: Assessment, wording: Wording, vocabulary: Vocabulary): readonly (string | undefined)[] {
  const { tier, cancer, features, found } = assessment;
  const has = (name: string): boolean => features.includes(name);
  const { lines } = wording;
  return [
    ...(tier === 'emergency' ? todayLines(assessment, 'emergency', wording, vocabulary) : []),
    tier === 'emergency' && !found.some((one) => one.criterion === 'back-pain') ? lines['no-back-pain'] : undefined,
    has('bladder-bowel') && cancer.sites.includes('prostate') ? lines['bladder-bowel-prostate'] : undefined,
    has('known-spinal-metastases') ? lines['known-spinal-metastases'] : undefined,
    ...orderLines(assessment, wording),
    has('vertebral-fracture') ? lines.fracture : undefined,
    cancer.level === 'possible' ? lines['possible-cancer'] : undefined,
    cancer.level === 'other' ? lines['other-cancer'] : undefined,
    cancer.level === 'high-risk-other' ? lines['high-risk-cancer'] : undefined,
    assessment.unavailable.some((one) => one.input === 'patient') ? lines['patient-unread'] : undefined,
    ...assessment.notes.map((note) => wording.notes[note]),
  ];
}

function whySection(assessment: Assessment, wording: Wording, values: Readonly<Record<string, string>>): string {
  const { tier } = assessment;
  if (tier === null || tier === 'incomplete') return '';
  return section(wording.headings.why, [fill(wording.why[whyKey(assessment, tier, values)], values)]);
}

/** "No urgent feature found" stands only where everything was read and none is there (pain may be on the list alone). */
function whyKey(
  assessment: Assessment,
  tier: 'emergency' | 'urgent' | 'recommended',
  values: Readonly<Record<string, string>>,
): keyof Wording['why'] {
  if (tier === 'emergency' && values['others'] !== '') return 'emergency-with-others';
  if (tier !== 'recommended') return tier;
  if (hasStrong(assessment)) return 'recommended-with-features';
  return assessment.unavailable.length > 0 ? 'recommended-unread' : tier;
}

const hasStrong = ({ found }: Assessment): boolean =>
  found.some(({ strength }) => strength === 'major' || strength === 'emergency');

const section = (heading: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `### ${heading}\n\n${lines.join('\n')}`;

const basisLine = ({ rule, settings }: Assessment, wording: Wording): string =>
  `Rule ${rule.id} ${rule.version} (content ${rule.contentHash.slice(0, 19)}${settings.otherCancers ? '' : '; urgent cards for other cancers are off'}). ${wording.basis}`;
