/** What every evidence function is given, and the few questions they all ask of a record. */
import type {
  Basis,
  Chart,
  Concept,
  ConditionFact,
  Day,
  FhirDate,
  Finding,
  InputName,
  MatchedCoding,
  Meaning,
  NotEvaluated,
  NotEvaluatedReason,
  Source,
  Strength,
} from '../../../src/sdk/index.js';
import { latestUpTo } from '../../../src/sdk/index.js';
import type { RuleContent } from '../content.js';

/** One assessment in the making: the chart, the day, the content, and the list of what could not be evaluated. */
export class RuleContext {
  private readonly skipped = new Map<string, NotEvaluated>();
  private byReference: ReadonlyMap<string, ConditionFact> | undefined;
  private mentioned: ReadonlySet<string> | undefined;
  private readonly answers = new Map<unknown, unknown>();

  constructor(
    readonly chart: Chart,
    readonly asOf: Day,
    readonly content: RuleContent,
    readonly encounterId: string | undefined,
    private readonly unread: ReadonlySet<InputName> = new Set(),
  ) {}

  /** True where an input was not read completely: what it lacks hides nothing and lowers nothing. */
  isUnread(input: InputName): boolean {
    return this.unread.has(input);
  }

  get threshold(): RuleContent['threshold'] {
    return this.content.threshold;
  }

  /** The Condition that a visit's reason or diagnosis points to. */
  conditionOf(reference: string | undefined): ConditionFact | undefined {
    if (reference === undefined) return undefined;
    this.byReference ??= new Map(this.chart.conditions.map((condition) => [condition.reference, condition]));
    return this.byReference.get(reference);
  }

  /** False where no record of the chart names the feature: most features, which then need not be looked for. */
  mentions(feature: string): boolean {
    this.mentioned ??= featuresNamed(this.chart);
    return this.mentioned.has(feature);
  }

  /**
   * The answer to a question that several features ask, worked out once. It is kept here and not beside the question,
   * by context: such a map, weak or not, holds each chart until the next but one collection, which then has to copy it.
   */
  once<T>(question: (context: RuleContext) => T): T {
    if (!this.answers.has(question)) this.answers.set(question, question(this));
    return this.answers.get(question) as T;
  }

  /** Lists a record that could not be evaluated, once. */
  skip(criterion: string, reason: NotEvaluatedReason, reference?: string): void {
    const row: NotEvaluated = reference === undefined ? { criterion, reason } : { criterion, reason, reference };
    this.skipped.set(`${criterion}|${reason}|${reference ?? ''}`, row);
  }

  /** By criterion, reason and record, whatever the order of the chart. */
  get notEvaluated(): readonly NotEvaluated[] {
    const keys = [...this.skipped.keys()].sort();
    return keys.map((key) => this.skipped.get(key) as NotEvaluated);
  }

  /** When a record was asserted: its latest date up to today; undated without any; future where every date lies ahead. */
  when(dates: readonly FhirDate[]): When {
    let best: { day: Day; text: string } | undefined;
    for (const date of dates) {
      const day = latestUpTo(date, this.asOf);
      if (day !== undefined && (best === undefined || day > best.day)) best = { day, text: date.text };
    }
    if (best) return { kind: 'dated', ...best };
    return dates.length === 0 ? { kind: 'undated' } : { kind: 'future' };
  }

  /** Days from a day to today. */
  age(day: Day): number {
    return this.asOf - day;
  }

  /** True where the day lies within the last `days` days, day `days` included, and not ahead. */
  within(day: Day, days: number): boolean {
    return day <= this.asOf && this.age(day) <= days;
  }
}

export type When = { kind: 'dated'; day: Day; text: string } | { kind: 'undated' } | { kind: 'future' };

function featuresNamed({ conditions, encounters, observations }: Chart): ReadonlySet<string> {
  const features = new Set(observations.features);
  const add = ({ codings }: Concept): void => {
    for (const { meanings } of codings) {
      for (const { feature } of meanings) if (feature !== undefined) features.add(feature);
    }
  };
  for (const { concept } of conditions) add(concept);
  for (const { reasons } of encounters) for (const { concept } of reasons) add(concept);
  return features;
}

/** A coding of a record together with one thing it means. */
export interface Match {
  readonly coding: MatchedCoding;
  readonly meaning: Meaning;
}

const NO_MATCHES: readonly Match[] = [];

/** Everything the codings of a concept mean, in these sets. Asked of every record for every feature: none costs nothing. */
export function matchesIn(concept: Concept, sets: ReadonlySet<string>): readonly Match[] {
  let matches: Match[] | undefined;
  for (const coding of concept.codings) {
    for (const meaning of coding.meanings) if (sets.has(meaning.set)) (matches ??= []).push({ coding, meaning });
  }
  return matches ?? NO_MATCHES;
}

/** Removes SNOMED's semantic tag: "Low back pain (finding)" reads "Low back pain". */
export const plain = (text: string): string =>
  text.replace(
    /\s*\((?:disorder|finding|situation|morphologic abnormality|procedure|regime\/therapy|record artifact)\)\s*$/i,
    '',
  );

/** A record's words: its text, else the chart's display, else the value set's; of what was read from words, these as written. */
export function wordsOf(concept: Concept, match: Match): string {
  const { coding, meaning } = match;
  if (meaning.by !== 'text') return plain(concept.text ?? coding.display ?? meaning.display);
  return `${coding.display ?? ''}${meaning.uncertain ? ', suspected' : ''}`;
}

/** What a finding rests on: words of the chart where no code says it. */
export const basisOf = (match: Match, otherwise: Basis): Basis => (match.meaning.by === 'text' ? 'text' : otherwise);

export function sourceOf(reference: string, match: Match): Source {
  const { coding, meaning } = match;
  const system = coding.canonicalSystem ?? coding.system;
  return {
    reference,
    ...(system === undefined ? {} : { system }),
    ...(coding.code === '' ? {} : { code: coding.code }),
    display: meaning.by === 'text' ? (coding.display ?? '') : plain(coding.display ?? meaning.display),
  };
}

/** A finding; undefined members are left out. */
export function finding(
  criterion: string,
  basis: Basis,
  text: string,
  details: { strength?: Strength | undefined; date?: string | undefined; sources: readonly Source[] },
): Finding {
  const { strength, date, sources } = details;
  return {
    criterion,
    ...(strength === undefined ? {} : { strength }),
    basis,
    text,
    ...(date === undefined ? {} : { date }),
    sources,
  };
}

const DROPPED = new Set(['refuted', 'entered-in-error']);
const WEAK = new Set(['unconfirmed', 'provisional', 'differential']);
const NOT_LIVE = new Set(['resolved', 'inactive', 'remission']);

/** refuted and entered-in-error Conditions are dropped, for every purpose. */
export const isDropped = (condition: ConditionFact): boolean => DROPPED.has(condition.verification ?? '');

/** unconfirmed, provisional, differential: lowers cancer to possible; a feature stays present, "suspected". */
export const isWeak = (condition: ConditionFact): boolean => WEAK.has(condition.verification ?? '');

/** Live: not resolved, inactive or in remission, and no abatement up to today. */
export function isLive(condition: ConditionFact, asOf: Day): boolean {
  const { stated, date } = condition.abatement;
  if (condition.clinical !== undefined && NOT_LIVE.has(condition.clinical)) return false;
  // An end without a date ends what nobody calls active.
  if (date === undefined) return condition.clinical !== undefined || !stated;
  return date.end > asOf;
}

/** The day a Condition ended, where that is recorded and not ahead. */
export const abatedDay = (condition: ConditionFact, asOf: Day): Day | undefined =>
  condition.abatement.date && latestUpTo(condition.abatement.date, asOf);

/** Observations and reports count as final, amended or corrected; a status nobody gave is not held against them. */
export const isFinal = (status: string | undefined, context: RuleContext): boolean =>
  status === undefined || context.content.reading['final-statuses'].includes(status);
