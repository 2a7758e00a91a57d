/** The coverage table: what the content and the specification name, and the cases that hold each of it. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { readAbout } from '../../cds-services/metastatic-back-pain/about.js';
import { VARIANTS } from '../../cds-services/metastatic-back-pain/variants.js';
import { INPUTS, INPUT_STATES } from '../../src/chart/inputs.js';
import type { LoadedContent } from '../../src/registry/content.js';
import { loadContent } from '../../src/registry/load.js';
import type { Decision } from './decisions-section.js';
import { decisionsSection, hazardsSection } from './decisions-section.js';
import type { StrengthsOf } from './features-section.js';
import { featuresSection } from './features-section.js';
import { gridSection, namesSection } from './names-section.js';
import { ruleNumbers } from './numbers.js';
import { numbersSection } from './numbers-section.js';
import type { Run } from './rule.js';
import { ChangeableRule, runAll } from './rule.js';
import type { Section } from './section.js';
import type { NothingRests } from './sets-section.js';
import { rowsSection, systemsSection } from './sets-section.js';
import type { DoneKind } from './suppression-section.js';
import { chartsWithDone, exclusionsSection, suppressionSection } from './suppression-section.js';
import { tableSection } from './table-section.js';
import { textsSection } from './texts-section.js';
import { Witnesses } from './witnesses.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CONTENT = `${ROOT}cds-services/metastatic-back-pain/content`;

interface Expected {
  readonly strengths: StrengthsOf;
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly notes: readonly string[];
  readonly done: readonly DoneKind[];
  readonly 'nothing-rests': NothingRests;
}

/** The documents of the content that are counted here, in the shape that the service checks at its start. */
interface Documents {
  readonly 'decision-table': { readonly rows: readonly { readonly row: number; readonly title: string }[] };
  readonly reasons: Readonly<Record<string, string>>;
  readonly vocabulary: {
    readonly levels: Readonly<Record<string, unknown>>;
    readonly sites: Readonly<Record<string, unknown>>;
    readonly features: Readonly<Record<string, unknown>>;
    readonly 'not-evaluated': Readonly<Record<string, unknown>>;
  };
}

export interface Chapter {
  readonly title: string;
  readonly sections: readonly Section[];
}

export interface Coverage {
  readonly cases: number;
  /** To be kept in witnesses.yaml. */
  readonly witnesses: Readonly<Record<string, string>>;
  readonly chapters: readonly Chapter[];
}

const yaml = (name: string): unknown => parse(readFileSync(new URL(name, import.meta.url), 'utf8'));

export function coverage(): Coverage {
  const content = loadContent(CONTENT) as LoadedContent;
  const rule = new ChangeableRule(content);
  const runs = runAll(rule);
  const expected = yaml('expected.yaml') as Expected;
  const witnesses = new Witnesses(yaml('witnesses.yaml') as Readonly<Record<string, string>>);
  const done = chartsWithDone(expected.done, runs, rule);
  const decisions = yaml('decisions.yaml') as Readonly<Record<string, readonly Decision[]>>;
  const documents = content.documents as unknown as Documents;
  const chapter = (title: string, ...sections: readonly Section[]): Chapter => ({ title, sections });
  const chapters = [
    chapter(
      'Decisions',
      tableSection(documents['decision-table'].rows, runs, rule, witnesses),
      ...namesOfDecision(documents, expected, runs),
    ),
    chapter('Features', featuresSection(expected.strengths, Object.keys(documents.vocabulary.features), runs)),
    chapter('Numbers', numbersSection(ruleNumbers(content), runs, rule, witnesses)),
    chapter('Silence', exclusionsSection(done, rule, witnesses), suppressionSection(expected.done, done)),
    chapter('What could not be read', ...whatWasNotRead(documents, runs)),
    chapter(
      'Codes',
      systemsSection(content.valueSets, runs),
      rowsSection(content.valueSets, expected['nothing-rests'], runs, rule, witnesses),
    ),
    chapter('Words', textsSection()),
    chapter(
      'Hazards',
      hazardsSection(readAbout(content).hazards, runs, (path) => existsSync(ROOT + path)),
    ),
    chapter(
      'The specification, sentence by sentence',
      ...Object.entries(decisions).map(([title, list]) => decisionsSection(title, list, runs)),
    ),
  ];
  return { cases: runs.length, witnesses: witnesses.all, chapters };
}

function namesOfDecision(documents: Documents, expected: Expected, runs: readonly Run[]): readonly Section[] {
  const { vocabulary, reasons } = documents;
  const features = ({ one }: Run): readonly string[] => one.expect.features ?? [];
  return [
    gridSection(
      'Sites by level of cancer',
      'Cases that expect the site at the level.',
      { rows: Object.keys(vocabulary.sites), columns: ['established', 'possible'] },
      runs,
      ({ one }, site, level) => one.expect.level === level && (one.expect.sites ?? []).includes(site),
    ),
    namesSection(
      'Levels of cancer',
      'Cases that expect the level.',
      [...Object.keys(vocabulary.levels), 'none'],
      runs,
      ({ one }, level) => one.expect.level === level,
    ),
    namesSection(
      'Reasons for silence',
      'Cases that expect no card for this reason, and those whose reason is told in the words for a chart with neurological signs.',
      Object.keys(reasons),
      runs,
      ({ one, assessment }, reason) =>
        reason.endsWith('-with-signs')
          ? saysSigns(reasons, reason, one.expect.says)
          : one.expect.reason === reason && assessment.reason === reason,
    ),
    namesSection(
      'Variants',
      'Cases that expect the variant.',
      VARIANTS,
      runs,
      ({ one }, name) => one.expect.variant === name,
    ),
    namesSection('Notes', 'Cases that expect the note.', expected.notes, runs, ({ one }, name) =>
      (one.expect.notes ?? []).concat(one.expect.found ?? []).includes(name),
    ),
    namesSection(
      'Groups of minor features in row 3',
      'Cases of an urgent card without any major feature in which the group counts.',
      Object.keys(expected.groups),
      runs,
      (run, group) =>
        run.assessment.tier === 'urgent' &&
        !run.assessment.found.some(({ strength }) => strength === 'major' || strength === 'emergency') &&
        features(run).some((feature) => expected.groups[group]?.includes(feature)),
    ),
  ];
}

/** The case asks for words that only this reason's text holds. */
const saysSigns = (
  reasons: Readonly<Record<string, string>>,
  reason: string,
  says: readonly string[] | undefined,
): boolean =>
  says?.some(
    (words) =>
      reasons[reason]?.includes(words) === true && !reasons[reason.replace('-with-signs', '')]?.includes(words),
  ) ?? false;

function whatWasNotRead({ vocabulary }: Documents, runs: readonly Run[]): readonly Section[] {
  const states = INPUT_STATES.filter((state) => state !== 'present' && state !== 'empty');
  return [
    gridSection(
      'Inputs by the state they ended in',
      'Cases in which the input ended so.',
      { rows: [...INPUTS], columns: states },
      runs,
      ({ one }, input, state) => one.inputs?.[input] === state,
      // Conditions that nobody asked for and nobody can ask for end the call with 412, before the rule.
      (input, state) => !(input === 'conditions' && state === 'missing'),
    ),
    namesSection(
      'Inputs that are told to be unavailable',
      'Cases that expect the input among those that could not be read.',
      [...INPUTS],
      runs,
      ({ one }, input) => (one.expect.unavailable ?? []).some((row) => row.input === input),
    ),
    namesSection(
      'Why something was not evaluated',
      'Cases that expect the reason.',
      Object.keys(vocabulary['not-evaluated']),
      runs,
      ({ one }, reason) => (one.expect.notEvaluated ?? []).some((row) => row.reason === reason),
    ),
  ];
}
