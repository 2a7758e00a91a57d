/**
 * Metastatic back pain: past or present cancer plus back pain, and the findings that make it urgent, to an MRI card.
 * What it reads is declared in requirements.ts; what it decides in assess.ts; every code, number and word in content/.
 */
import { z } from 'zod';
import type { CdsService, ServiceContent } from '../../src/sdk/index.js';
import { readAbout } from './about.js';
import { createAssess, createCancerQuestion } from './assess.js';
import { createRenderCard } from './card/render.js';
import { readCardContent } from './card/read.js';
import { readDocument, readRuleContent } from './content.js';
import { createGate } from './gate.js';
import { readKnowledge } from './knowledge.js';
import { readLegend } from './legend.js';
import { readOutcomes } from './outcomes.js';
import { readQuiet } from './quiet.js';
import { explain } from './reasons.js';
import { requirements } from './requirements.js';

const identity = z.strictObject({ id: z.string().regex(/^[a-z0-9-]+$/), version: z.string().regex(/^\d+\.\d+\.\d+$/) });

export function createService(content: ServiceContent): CdsService {
  const rule = readDocument(content.documents, 'rule', identity);
  const cards = readCardContent(content);
  const about = readAbout(content);
  const ruleContent = readRuleContent(content);
  const assess = createAssess(rule, ruleContent, content);
  return {
    id: rule.id,
    hook: 'patient-view',
    title: 'Cancer and back pain: MRI of the spine',
    description:
      'Recommends MRI of the spine, with the evidence and how soon, when a patient with past or present breast, lung, prostate, kidney or thyroid cancer (or another that may spread to the spine) has back pain.',
    usageRequirements:
      'For clinicians looking at an adult chart. Works best with all prefetch keys; without the patient and conditions it answers 412 unless it can read them from the FHIR server.',
    version: rule.version,
    requirements: requirements(content.terminology),
    about,
    quiet: readQuiet(
      content,
      cards.overrideReasons.map(({ code }) => code),
    ),
    knowledge: readKnowledge(content, cards, new Set(about.sources.map(({ id }) => id))),
    legend: readLegend(content, ruleContent, cards),
    terminology: content.terminology,
    features: Object.keys(cards.vocabulary.uk.features).sort(),
    gate: createGate(createCancerQuestion(ruleContent, content), content.terminology),
    outcomes: readOutcomes(content, ruleContent.spinalSite),
    assess: (request) => explain(assess(request), cards.reasons),
    renderCard: createRenderCard(cards, content.terminology),
  };
}
