/** The draft MRI order: a FHIR R4 ServiceRequest to be reviewed and signed by a clinician. */
import type { Assessment, CardContext, CardSettings, Finding, Resource } from '../../../src/sdk/index.js';
import { breakMarkup, cleanText } from '../../../src/sdk/index.js';
import { countedFindings } from './feature-words.js';
import type { CardContent, Vocabulary, Wording } from './wording.js';
import { fill } from './wording.js';
import { principal } from './words.js';

const PRIORITY = { emergency: 'stat', urgent: 'urgent', recommended: 'routine' } as const;
/** Hours until the examination at the latest, by tier; sooner for the cauda equina pattern and with fever. */
export const HOURS = {
  emergency: 24,
  urgent: 7 * 24,
  recommended: 14 * 24,
  'cauda-equina': 4,
  'infection-possible': 24,
} as const;
const HOUR = 3_600_000;
const NOTE_LENGTH = 1000;
/** What a ServiceRequest's reasonReference may point to, with an id of its own. */
const REASON = /^(?:Condition|Observation|DiagnosticReport)\/[A-Za-z0-9\-.]{1,64}$/;

type CardTier = keyof typeof PRIORITY;

/** The latest moment for the examination, in milliseconds from now. Never a time until which the patient may wait. */
function latest(tier: CardTier, assessment: Assessment, caudaEquina: boolean): number {
  if (tier === 'emergency' && caudaEquina) return HOURS['cauda-equina'] * HOUR;
  if (tier === 'urgent' && assessment.variant === 'infection-possible') return HOURS['infection-possible'] * HOUR;
  return HOURS[tier] * HOUR;
}

export const priorityOf = (tier: CardTier): string => PRIORITY[tier];

export function orderText(settings: CardSettings, wording: Wording): string {
  return settings.mriContrast === 'without' ? wording.labels['mri-without'] : wording.labels['mri-with-and-without'];
}

export function draftOrder(
  assessment: Assessment,
  tier: CardTier,
  caudaEquina: boolean,
  settings: CardSettings,
  context: CardContext,
  content: CardContent,
): Resource {
  const wording = content.wording[settings.guidance];
  const end = new Date(Date.parse(context.now) + latest(tier, assessment, caudaEquina)).toISOString();
  return {
    resourceType: 'ServiceRequest',
    status: 'draft',
    intent: 'order',
    priority: PRIORITY[tier],
    code: {
      coding: content.orders[settings.guidance].wholeSpine[settings.mriContrast].coding,
      text: orderText(settings, wording),
    },
    subject: { reference: `Patient/${context.patientId}` },
    ...(context.encounterId === undefined ? {} : { encounter: { reference: `Encounter/${context.encounterId}` } }),
    ...(context.requester === undefined ? {} : { requester: { reference: context.requester } }),
    authoredOn: context.now,
    occurrencePeriod: { start: context.now, end },
    ...reasons(assessment),
    note: [{ text: noteText(assessment, wording, content.vocabulary[settings.guidance]) }],
  };
}

const counts = (finding: Finding): boolean => finding.strength !== 'context';

/** reasonReference to what has an id; else reasonCode. */
export function reasons(assessment: Assessment): { reasonReference: unknown[] } | { reasonCode: unknown[] } {
  const findings = principal(assessment.found.filter(counts));
  const references = [...new Set(findings.flatMap((one) => one.sources.map((source) => source.reference)))]
    .filter((reference) => REASON.test(reference))
    .slice(0, 20);
  if (references.length > 0) return { reasonReference: references.map((reference) => ({ reference })) };
  return {
    reasonCode: findings.slice(0, 20).map((one) => {
      const coding = one.sources
        .filter((source) => source.system !== undefined && source.code !== undefined)
        .map(({ system, code, display }) => ({
          system,
          code,
          ...(display === undefined ? {} : { display: cleanText(display) }),
        }));
      return { ...(coding.length > 0 ? { coding } : {}), text: cleanText(one.text) };
    }),
  };
}

function noteText(assessment: Assessment, wording: Wording, vocabulary: Vocabulary): string {
  const lines = [
    ...principal(assessment.found.filter((one) => one.criterion === 'cancer' || one.criterion === 'back-pain')),
    ...countedFindings(assessment),
  ].map((one) => {
    const name = vocabulary.features[one.criterion]?.name;
    const text = cleanText(one.text, 120);
    return `${name === undefined ? '' : `${name}: `}${text}${one.date === undefined ? '' : ` (${one.date})`}`;
  });
  const safety = [wording.labels['order-safety'], ...assessment.notes.map((note) => wording.notes[note] ?? '')]
    .join(' ')
    .trim();
  // The safety line is never cut: the features give way.
  const room = NOTE_LENGTH - fill(wording.labels['order-note'], { features: '', safety }).length;
  const within = (length: number): string => {
    const features = cleanText(lines.join('; '), Math.max(length, 0));
    return breakMarkup(
      cleanText(fill(wording.labels['order-note'], { features, safety }).replace('….', '…'), NOTE_LENGTH),
    );
  };
  const note = within(room);
  // FHIR's Annotation.text is Markdown; what makes the chart's words harmless takes room too.
  return note.length > NOTE_LENGTH ? within(room - (note.length - NOTE_LENGTH)) : note;
}
