/** The kept cards: one readable Markdown file for each chart of charts.yaml and each guidance. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { parseDay } from '../../../src/sdk/index.js';
import type { Card, CardContext, CardSettings, CdsService, Json } from '../../../src/sdk/index.js';
import { inputsOf } from '../../support/case-chart.js';
import { realService } from '../../support/service.js';

export const GUIDANCES = ['uk', 'us'] as const;
export type Guidance = (typeof GUIDANCES)[number];

interface Chart {
  readonly about: string;
  readonly chart: readonly Json[];
  readonly inputs?: Readonly<Record<string, string>>;
  readonly encounterId?: string;
  readonly otherCancers?: boolean;
  readonly settings?: Partial<CardSettings>;
}

export interface KeptCard {
  readonly name: string;
  readonly about: string;
  readonly guidance: Guidance;
  readonly card: Card;
  /** Where the card is kept. */
  readonly path: string;
  readonly markdown: string;
}

export const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const NOW = '2026-06-15T10:00:00.000Z';

/** Every card that is kept, rendered anew. */
export function renderAll(service: CdsService = realService()): readonly KeptCard[] {
  const { asOf, charts } = parse(readFileSync(`${FOLDER}charts.yaml`, 'utf8'), { schema: 'core' }) as {
    readonly asOf: string;
    readonly charts: Readonly<Record<string, Chart>>;
  };
  return Object.entries(charts).flatMap(([name, chart]) =>
    GUIDANCES.map((guidance): KeptCard => {
      const card = render(service, asOf, chart, guidance);
      const path = `${FOLDER}${guidance}/${name}.md`;
      return { name, about: chart.about, guidance, card, path, markdown: markdownOf(chart.about, card) };
    }),
  );
}

function render(service: CdsService, asOf: string, chart: Chart, guidance: Guidance): Card {
  const assessment = service.assess({
    inputs: inputsOf(chart.chart, chart.inputs),
    asOf: parseDay(asOf) as number,
    settings: { otherCancers: chart.otherCancers ?? true },
    ...(chart.encounterId === undefined ? {} : { encounterId: chart.encounterId }),
  });
  const settings: CardSettings = {
    selectionBehavior: 'any',
    emergencyContact: '',
    emergencyContactOutOfHours: '',
    mriContrast: 'without',
    guidance,
    ...chart.settings,
  };
  let last = 0;
  const context: CardContext = {
    patientId: 'p1',
    now: NOW,
    newUuid: () => `00000000-0000-4000-8000-${String((last += 1)).padStart(12, '0')}`,
  };
  const card = service.renderCard(assessment, settings, context);
  if (!card) throw new Error(`${chart.about}: no card, reason ${assessment.reason}`);
  return card;
}

/** Everything of a card that a clinician reads, in the order an EHR shows it. */
function markdownOf(about: string, card: Card): string {
  const suggestions = (card.suggestions ?? []).flatMap(({ label, actions }) => [
    `- ${label}`,
    ...actions.flatMap(({ description, resource }) => [
      `  - ${description}`,
      ...notes(resource).map((note) => `  - Note: ${note}`),
      ...by(resource),
    ]),
  ]);
  const rows = [
    `*${about}*`,
    `# ${card.summary}`,
    `\`${card.indicator}\`, ${card.source.topic?.display}, ${card.summary.length} characters`,
    // A new version or another document changes the hash and not one word.
    (card.detail ?? '').replace(/\d+\.\d+\.\d+ \(content sha256:[0-9a-f]{12}/, '<version> (content <hash>'),
    suggestions.length === 0 ? 'No suggestions' : `## Suggestions\n\n${suggestions.join('\n')}`,
    `## Reasons to set it aside\n\n${(card.overrideReasons ?? []).map(({ display }) => `- ${display}`).join('\n')}`,
    `## Links\n\n${(card.links ?? []).map(({ label, url }) => `- ${label}: ${url}`).join('\n')}`,
  ];
  return `${rows.join('\n\n')}\n`;
}

const notes = (resource: Json | undefined): readonly string[] =>
  ((resource?.['note'] ?? []) as readonly { text: string }[]).map(({ text }) => text);

/** The latest time that the order names, in hours from now. */
function by(resource: Json | undefined): readonly string[] {
  const period = resource?.['occurrencePeriod'] as { readonly end: string } | undefined;
  return period ? [`  - Latest: ${(Date.parse(period.end) - Date.parse(NOW)) / 3_600_000} h from now`] : [];
}
