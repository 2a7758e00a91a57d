/** An assessment as a CDS Hooks card. Words and order only: nothing is decided here. */
import type { Assessment, Card, CardContext, CardSettings, Json, Terminology } from '../../../src/sdk/index.js';
import { bloodsSuggestion } from './bloods.js';
import { renderDetail } from './detail.js';
import { draftOrder, orderText, priorityOf } from './order.js';
import { summarise, summaryKey } from './summary.js';
import type { CardContent } from './wording.js';
import { fill } from './wording.js';
import { wordsFor } from './words.js';

const INDICATOR = { emergency: 'critical', urgent: 'warning', recommended: 'info', incomplete: 'info' } as const;
const PROJECT = 'https://spinewatch.org';
const TIER_SYSTEM = 'urn:spinewatch:tier';
const OVERRIDE_SYSTEM = 'urn:spinewatch:override-reason';
const CAUDA_EQUINA = new Set(['saddle-numbness', 'bladder-bowel', 'bilateral-radicular-pain']);

export function createRenderCard(content: CardContent, terminology: Terminology) {
  return function renderCard(assessment: Assessment, settings: CardSettings, context: CardContext): Card | undefined {
    const { tier } = assessment;
    if (tier === null) return undefined;
    const wording = content.wording[settings.guidance];
    const vocabulary = content.vocabulary[settings.guidance];
    const caudaEquina = isCaudaEquina(assessment, terminology);
    const key = summaryKey(assessment, caudaEquina);
    const values = wordsFor(assessment, vocabulary, terminology);
    return {
      uuid: context.newUuid(),
      summary: summarise(assessment, key, wording, values, vocabulary),
      indicator: INDICATOR[tier],
      detail: renderDetail(assessment, key, values, settings, content),
      source: {
        label: 'Spinewatch',
        url: PROJECT,
        topic: { system: TIER_SYSTEM, code: tier, display: vocabulary.tiers[tier] ?? tier },
      },
      ...suggestions(),
      overrideReasons: content.overrideReasons
        .filter((reason) => reason.tiers.includes(tier))
        .map(({ code, display }) => ({ system: OVERRIDE_SYSTEM, code, display })),
      links: wording.links.map(({ label, url }) => ({ label, url, type: 'absolute' as const })),
      extension: { 'org.spinewatch.evidence': assessment as unknown as Json },
    };

    function suggestions(): Pick<Card, 'suggestions' | 'selectionBehavior'> {
      if (tier === null || tier === 'incomplete') return {};
      const text = orderText(settings, wording);
      const resource = draftOrder(assessment, tier, caudaEquina, settings, context, content);
      const description = fill(wording.labels['action-mri'], { text, priority: priorityOf(tier) });
      const mri = {
        label: fill(wording.labels['suggestion-mri'], { text }),
        uuid: context.newUuid(),
        actions: [{ type: 'create' as const, description, resource }],
      };
      const bloods = bloodsSuggestion(assessment, settings, context, content, terminology);
      return {
        suggestions: bloods ? [mri, bloods] : [mri],
        selectionBehavior: settings.selectionBehavior,
      };
    }
  };
}

/** A feature of the cauda equina pattern with strength emergency: MRI within 4 hours of request. */
function isCaudaEquina(assessment: Assessment, terminology: Terminology): boolean {
  return assessment.found.some(
    (one) =>
      one.strength === 'emergency' &&
      (CAUDA_EQUINA.has(one.criterion) ||
        one.sources.some((source) =>
          terminology.match(source)?.meanings.some((meaning) => meaning.pattern === 'cauda-equina'),
        )),
  );
}
