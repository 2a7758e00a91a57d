/** The marks of the timeline: what the assessment found, and what else the chart holds, each with resource, code and date. Pure. */
import { parseFhirDate } from '../../../fhir/dates.js';
import type { Resource } from '../../../fhir/resource.js';
import type { WireLegend } from '../../legend-schema.js';
import type { Assessment } from '../call.js';
import { codingsOf, conceptsOf, dateOf, localReference, referenceOf, wordsOf } from './chart.js';

export const LANES = [
  'Cancer',
  'Spinal pain',
  'Emergency signs',
  'Major features',
  'Minor features',
  'Imaging and orders',
  'Treatment and care',
  'Also in the chart',
] as const;
export type Lane = (typeof LANES)[number];

export type Weight = 'emergency' | 'major' | 'minor' | 'context' | 'basis' | 'unused';

export interface Mark {
  readonly lane: Lane;
  /** `basis`: cancer and pain; `unused`: in the chart, and named nowhere in the assessment. */
  readonly weight: Weight;
  /** `Low back pain` */
  readonly title: string;
  /** As written: `2026`, `2026-05` or a day. */
  readonly date?: string;
  /** Days since 1970 from which and to which the date reaches. */
  readonly start?: number;
  readonly end?: number;
  readonly references: readonly string[];
  /** `http://snomed.info/sct 279039007` */
  readonly codes: readonly string[];
}

type Finding = Assessment['found'][number];

/** All marks, in the order of the lanes; in each the oldest first, what has no date last. */
export function marksOf(
  assessment: Assessment,
  resources: readonly Resource[],
  legend: WireLegend | undefined,
): readonly Mark[] {
  const found = assessment.found.map((finding) => ofFinding(finding, legend));
  const used = new Set(found.flatMap(({ references }) => references.map(localReference)));
  const rest = resources
    .filter((one) => one.resourceType !== 'Patient' && one.resourceType !== 'Observation')
    .filter((one) => !used.has(referenceOf(one)))
    .map(ofResource);
  return [...found, ...rest].sort(
    (a, b) => LANES.indexOf(a.lane) - LANES.indexOf(b.lane) || (a.start ?? Infinity) - (b.start ?? Infinity) || 0,
  );
}

const dated = (text: string | undefined): Pick<Mark, 'date' | 'start' | 'end'> => {
  const date = parseFhirDate(text);
  return date && text !== undefined ? { date: text, start: date.start, end: date.end } : {};
};

function ofFinding(finding: Finding, legend: WireLegend | undefined): Mark {
  const { criterion, text, sources } = finding;
  const name = legend?.criteria[criterion] ?? criterion;
  const isBasis = criterion === 'cancer' || criterion === 'back-pain';
  return {
    lane: laneOf(finding),
    weight: isBasis ? 'basis' : (finding.strength ?? 'context'),
    title: isBasis ? text : `${name}: ${text}`,
    ...dated(finding.date),
    references: sources.map(({ reference }) => reference),
    codes: sources.flatMap(({ system, code }) => (code === undefined ? [] : [`${system ?? 'no system'} ${code}`])),
  };
}

const BY_CRITERION: Readonly<Record<string, Lane>> = {
  cancer: 'Cancer',
  'back-pain': 'Spinal pain',
  imaging: 'Imaging and orders',
  order: 'Imaging and orders',
  care: 'Treatment and care',
  treatment: 'Treatment and care',
};
const BY_STRENGTH: Readonly<Record<string, Lane>> = {
  emergency: 'Emergency signs',
  major: 'Major features',
  minor: 'Minor features',
};

const laneOf = ({ criterion, strength }: Finding): Lane =>
  BY_CRITERION[criterion] ?? BY_STRENGTH[strength ?? ''] ?? 'Also in the chart';

function ofResource(resource: Resource): Mark {
  const codes = conceptsOf(resource).flatMap((concept) => codingsOf(concept));
  return {
    lane: 'Also in the chart',
    weight: 'unused',
    title: `${resource.resourceType}: ${wordsOf(resource) ?? 'without words'}`,
    ...dated(dateOf(resource)),
    references: [referenceOf(resource)],
    codes: codes.map(({ system, code }) => `${system ?? 'no system'} ${code}`),
  };
}

/** Everything there is to say of a mark, in one line. */
export const describe = ({ title, weight, date, references, codes }: Mark): string =>
  [
    title,
    weight === 'basis' ? undefined : weight === 'unused' ? 'not named by the assessment' : WEIGHTS[weight],
    date ?? 'no date recorded',
    references.join(', '),
    codes.join(', '),
  ]
    .filter((part) => part !== undefined && part !== '')
    .join(' · ');

export const WEIGHTS: Readonly<Record<Weight, string>> = {
  emergency: 'emergency',
  major: 'major',
  minor: 'minor',
  context: 'not counted',
  basis: 'basis',
  unused: 'not used',
};
