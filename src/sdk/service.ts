/** What a CDS service is: a folder that declares its data, assesses a chart and renders a card. It does no I/O. */
import type { DataRequirement } from '../chart/inputs.js';
import type { ChartInputs } from '../chart/inputs.js';
import type { Day } from '../fhir/dates.js';
import type { Resource } from '../fhir/resource.js';
import type { Terminology } from '../terminology/meaning.js';
import type { About } from './about.js';
import type { Assessment, RuleSettings } from './assessment.js';
import type { Card, CardContext, CardSettings } from './card.js';
import type { Knowledge } from './knowledge.js';
import type { Legend } from './legend.js';
import type { Outcomes } from './outcomes.js';
import type { QuietTable } from './quiet.js';

/** The reviewed content of a service: its compiled value sets and its YAML documents by file name (`wording.uk`). */
export interface ServiceContent {
  readonly terminology: Terminology;
  readonly documents: Readonly<Record<string, unknown>>;
  /** `sha256:` over every content file, so that a card names the exact content it came from. */
  readonly contentHash: string;
}

/** Everything an assessment depends on. The same request always gives the same assessment. */
export interface AssessmentRequest {
  readonly inputs: ChartInputs;
  readonly asOf: Day;
  readonly settings: RuleSettings;
  /** Bare id of the visit the chart was opened in. */
  readonly encounterId?: string;
  /** `Type/id` of who is looking; a Patient or RelatedPerson gets no card. */
  readonly userId?: string;
  /** What-if alone (src/cohort): features left out of account, as if nothing in the chart had told them. */
  readonly ignored?: ReadonlySet<string>;
}

export interface GateType {
  /** Only a resource whose `code` carries one of them can open the gate. */
  readonly codes?: ReadonlySet<string>;
  /** The element that alone decides, in a resource without any of the others: what was said of it once holds again. */
  readonly element?: { readonly name: string; readonly unless: readonly string[] };
}

/**
 * What a chart must hold before anything but its Patient can matter, so that a run over millions of charts reads the rest
 * of those alone that hold it. A chart of which no resource opens the gate is assessed by its Patient alone, and of it by
 * birth and death alone: where the dates are full, by the age in full years and whether death came before the day.
 */
export interface Gate {
  /** Resource types that can open it. */
  readonly types: Readonly<Record<string, GateType>>;
  /** True where this resource could count in some chart, on some day, whoever the patient is. Pure; never throws. */
  opens(resource: Resource): boolean;
}

export interface CdsService {
  readonly id: string;
  readonly hook: string;
  readonly title: string;
  readonly description: string;
  readonly usageRequirements?: string;
  readonly version: string;
  readonly requirements: readonly DataRequirement[];
  /** Governance, intended use, sources and hazards, where the service has them. */
  readonly about?: About;
  /** After which answers its cards stay quiet; without it no answer keeps a card quiet. */
  readonly quiet?: QuietTable;
  /** The decision table and the orders, for the export as FHIR, where the service has them. */
  readonly knowledge?: Knowledge;
  /** What a view needs to draw its assessments over charts. */
  readonly legend?: Legend;
  /** The value sets it reads charts with: what none of them knows is counted, for their upkeep. */
  readonly terminology?: Terminology;
  /** Every feature it can find, by name, sorted. */
  readonly features?: readonly string[];
  /** Without it every chart is read whole. */
  readonly gate?: Gate;
  /** How later records show what it is to find; without it a run over many charts derives no outcome. */
  readonly outcomes?: Outcomes;
  /** Pure; throws for no chart. */
  assess(request: AssessmentRequest): Assessment;
  /** The card of an assessment, or `undefined` where its tier is null. Pure but for `context.newUuid`. */
  renderCard(assessment: Assessment, settings: CardSettings, context: CardContext): Card | undefined;
}

/** What a service folder's `index.ts` exports by the name `createService`; throws `ContentError` for wrong content. */
export type ServiceFactory = (content: ServiceContent) => CdsService;

/** Content that must not go live: names the file and what is wrong with it. Ends the start. */
export class ContentError extends Error {
  override readonly name = 'ContentError';
  constructor(
    readonly file: string,
    message: string,
  ) {
    super(`${file}: ${message}`);
  }
}
