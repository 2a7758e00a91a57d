/** The list of what-ifs of a run: from `--trials FILE`, checked against what the rule has. */
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import type { Trial } from '../trial.js';

const name = z.string().min(1).max(100);
const names = z.union([name, z.array(name).min(1)]).transform((one) => (typeof one === 'string' ? [one] : one));
const number = z.number().refine(Number.isFinite);

/** One setting with several things changed at once. */
const setting = z.strictObject({
  name: name.optional(),
  without: names.optional(),
  thresholds: z.record(name, number).optional(),
  otherCancers: z.boolean().optional(),
});

/**
 * - `without`: features; each is left out in a trial of its own, a list of several in one. `each`: every feature in turn.
 * - `thresholds`: numbers to be tried, by name, each in a trial of its own.
 * - `otherCancers`: the setting of that name.
 * - `settings`: trials with several changes at once.
 */
const trialsFile = z.strictObject({
  without: z.union([z.literal('each'), z.array(names).min(1)]).optional(),
  thresholds: z.record(name, z.array(number).min(1)).optional(),
  otherCancers: z.boolean().optional(),
  settings: z.array(setting).min(1).optional(),
});

export type TrialsFile = z.input<typeof trialsFile>;

/** What can be changed in the rule. */
export interface Changeable {
  readonly features: readonly string[];
  readonly thresholds: readonly string[];
}

/** Each trial assesses every chart that could reach a card once more. */
export const MOST_TRIALS = 200;

/** `lines`: a line a problem, each naming its place in the file. */
export class TrialsError extends Error {
  override readonly name = 'TrialsError';

  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'));
  }
}

/** Reads YAML (of which JSON is a part). Throws a TrialsError. */
export function parseTrials(text: string, rule: Changeable): readonly Trial[] {
  const lineCounter = new LineCounter();
  const document = parseDocument(text.replace(/^\uFEFF/, ''), { lineCounter, prettyErrors: false });
  const fault = document.errors[0] ?? document.warnings[0];
  if (fault) {
    const { line, col } = lineCounter.linePos(fault.pos[0]);
    throw new TrialsError([
      `the file: ${fault.code} at line ${line}, column ${col}; allowed: YAML or JSON, each key once`,
    ]);
  }
  return trialsOf(asValue(document), rule);
}

function asValue(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    throw new TrialsError(['the file: references that can’t be resolved']);
  }
}

/** @param asked the content of the file. Throws a TrialsError where it names what the rule does not have. */
export function trialsOf(asked: unknown, rule: Changeable): readonly Trial[] {
  const read = trialsFile.safeParse(asked);
  if (!read.success)
    throw new TrialsError(read.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`));
  const { without = [], thresholds = {}, otherCancers, settings = [] } = read.data;
  const trials: Trial[] = [
    ...(without === 'each' ? [...rule.features].sort().map((feature) => [feature]) : without).map((features) =>
      named({ without: features }),
    ),
    ...Object.entries(thresholds).flatMap(([threshold, values]) =>
      values.map((value) => named({ thresholds: { [threshold]: value } })),
    ),
    ...(otherCancers === undefined ? [] : [named({ otherCancers })]),
    ...settings.map(({ name: own, ...change }) => named(defined(change), own)),
  ];
  const problems = [...unknownNames(trials, rule), ...repeatedNames(trials)];
  if (trials.length === 0) problems.push('the file: no trial; allowed: without, thresholds, otherCancers, settings');
  if (trials.length > MOST_TRIALS) problems.push(`the file: ${trials.length} trials; allowed: at most ${MOST_TRIALS}`);
  if (problems.length > 0) throw new TrialsError(problems);
  return trials;
}

type Change = Omit<Trial, 'name'>;

const defined = ({ without, thresholds, otherCancers }: z.output<typeof setting>): Change => ({
  ...(without ? { without } : {}),
  ...(thresholds ? { thresholds } : {}),
  ...(otherCancers === undefined ? {} : { otherCancers }),
});

/** `without weight-loss`, `weight-loss-fraction 0.07`, `other cancers off`, and several with commas between. */
function named(change: Change, own?: string): Trial {
  const { without, thresholds = {}, otherCancers } = change;
  const parts = [
    ...(without ? [`without ${without.join(' and ')}`] : []),
    ...Object.entries(thresholds).map(([threshold, value]) => `${threshold} ${value}`),
    ...(otherCancers === undefined ? [] : [`other cancers ${otherCancers ? 'on' : 'off'}`]),
  ];
  return { name: own ?? (parts.join(', ') || 'unchanged'), ...change };
}

function unknownNames(trials: readonly Trial[], rule: Changeable): string[] {
  const [features, thresholds] = [new Set(rule.features), new Set(rule.thresholds)];
  const asked = {
    feature: new Set(trials.flatMap(({ without = [] }) => without)),
    threshold: new Set(trials.flatMap(({ thresholds: changed = {} }) => Object.keys(changed))),
  };
  return [
    ...[...asked.feature].filter((one) => !features.has(one)).map((one) => `without: the rule has no feature ${one}`),
    ...[...asked.threshold]
      .filter((one) => !thresholds.has(one))
      .map((one) => `thresholds: the rule has no threshold ${one}`),
  ];
}

function repeatedNames(trials: readonly Trial[]): string[] {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { name: one } of trials) (seen.has(one) ? repeated : seen).add(one);
  return [...repeated].map((one) => `the file: two trials are named ${one}`);
}
