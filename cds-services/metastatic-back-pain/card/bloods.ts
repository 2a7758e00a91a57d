/**
 * The second suggestion: blood tests, as one draft ServiceRequest that names each test. Never on an emergency, which does
 * not wait for blood, and never first: normal blood tests do not exclude metastases.
 */
import type {
  Assessment,
  CardContext,
  CardSettings,
  Resource,
  Suggestion,
  Terminology,
} from '../../../src/sdk/index.js';
import { priorityOf, reasons } from './order.js';
import type { CardContent } from './wording.js';
import { fill } from './wording.js';

const METASTASES = ['known-spinal-metastases', 'known-bone-metastases', 'metastatic-disease'];

/** The suggestion, or `undefined` where blood tests are not suggested. Nothing is preselected. */
export function bloodsSuggestion(
  assessment: Assessment,
  settings: CardSettings,
  context: CardContext,
  content: CardContent,
  terminology: Terminology,
): Suggestion | undefined {
  const { tier } = assessment;
  if (tier !== 'urgent' && tier !== 'recommended') return undefined;
  const { labels } = content.wording[settings.guidance];
  const { bloods } = content.orders[settings.guidance];
  const tests = bloods.tests.filter(
    ({ only }) =>
      only === undefined || (only === 'prostate' ? isProstate(assessment, terminology) : isMyelomaPossible(assessment)),
  );
  const names = tests.map(({ text }) => text).join(', ');
  const priority = priorityOf(tier);
  const resource: Resource = {
    resourceType: 'ServiceRequest',
    status: 'draft',
    intent: 'order',
    priority,
    code: { coding: bloods.coding, text: fill(labels['bloods-text'], { names }) },
    orderDetail: tests.map(({ coding, text }) => ({ ...(coding ? { coding: [coding] } : {}), text })),
    subject: { reference: `Patient/${context.patientId}` },
    ...(context.encounterId === undefined ? {} : { encounter: { reference: `Encounter/${context.encounterId}` } }),
    ...(context.requester === undefined ? {} : { requester: { reference: context.requester } }),
    authoredOn: context.now,
    ...reasons(assessment),
    note: [{ text: labels['bloods-note'] }],
  };
  return {
    label: fill(labels['suggestion-bloods'], { names }),
    uuid: context.newUuid(),
    actions: [{ type: 'create', description: fill(labels['action-bloods'], { names, priority }), resource }],
  };
}

/** Prostate cancer at any level, suspected included, beside whatever cancer the card is about. */
const isProstate = ({ cancer, found }: Assessment, terminology: Terminology): boolean =>
  cancer.sites.includes('prostate') ||
  found.some(
    (one) =>
      one.criterion === 'cancer' &&
      one.sources.some((source) =>
        terminology
          .match(source)
          ?.meanings.some(({ set, site }) => /^cancer-(?:prostate|possible)/.test(set) && site === 'prostate'),
      ),
  );

/** An unknown or other primary, or no metastases on record: then it may be myeloma. */
const isMyelomaPossible = ({ cancer, features }: Assessment): boolean =>
  cancer.level === 'high-risk-other' || !METASTASES.some((name) => features.includes(name));
