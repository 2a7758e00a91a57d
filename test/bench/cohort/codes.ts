/**
 * The codes of an export: what the rule knows comes from the service's own value sets, read at the start; what it does
 * not know is the ordinary record of the other benchmarks.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CodeRow } from '../../../src/terminology/value-set.js';
import { readValueSet } from '../../../src/terminology/value-set.js';
import type { Code, Measure } from '../codes.js';
import { IRRELEVANT, PROBLEMS } from '../codes.js';

const FOLDER = new URL('../../../cds-services/metastatic-back-pain/content/valuesets/', import.meta.url);
const ICD10CM = 'http://hl7.org/fhir/sid/icd-10-cm';
const SNOMED = 'http://snomed.info/sct';

const sets = new Map<string, ReturnType<typeof readValueSet>>();

function set(id: string): ReturnType<typeof readValueSet> {
  const known = sets.get(id);
  if (known) return known;
  const file = fileURLToPath(new URL(`${id}.json`, FOLDER));
  const read = readValueSet({ file, content: JSON.parse(readFileSync(file, 'utf8')) });
  sets.set(id, read);
  return read;
}

const codeOf = ({ system, code, display }: CodeRow): Code => ({ system, code, display });

/** The listed codes of a value set, in the order of the file; of one system, where it is given. */
export const listed = (id: string, system?: string, holds: (row: CodeRow) => boolean = () => true): readonly Code[] =>
  set(id)
    .codes.filter((row) => (system === undefined || row.system === system) && holds(row))
    .map(codeOf);

/** A code of ICD-10-CM for each prefix of a value set: `C50` becomes `C50.9`, a longer one stands for itself. */
export const prefixed = (id: string): readonly Code[] =>
  set(id)
    .filters.filter(({ system, op, fields }) => system === ICD10CM && op === 'prefix' && !fields.requiresText)
    .map(({ values: [prefix = ''], meaning }) => ({ system: ICD10CM, code: completed(prefix), display: meaning }));

/** Categories without subcategories are codes as they are. */
const WHOLE = new Set(['C61', 'C73', 'D34']);
const completed = (prefix: string): string => (prefix.includes('.') || WHOLE.has(prefix) ? prefix : `${prefix}.9`);

export const SITES = ['breast', 'prostate', 'lung', 'kidney', 'thyroid'] as const;
export type Site = (typeof SITES)[number];
export type Kind = Site | 'other';

/** The cancers of a kind by system; `history` are those of long ago. */
export interface Cancers {
  readonly snomed: readonly Code[];
  readonly icd: readonly Code[];
  readonly history: readonly Code[];
}

const cancersOf = (kind: Kind): Cancers => ({
  snomed: listed(`cancer-${kind}`, SNOMED),
  icd: prefixed(`cancer-${kind}`),
  history:
    kind === 'other'
      ? prefixed('cancer-other').filter(({ code }) => code.startsWith('Z'))
      : [...listed(`cancer-${kind}-history`, SNOMED), ...listed(`cancer-${kind}-history`, ICD10CM)],
});

export const CANCERS = Object.fromEntries(
  [...SITES, 'other' as const].map((kind) => [kind, cancersOf(kind)]),
) as unknown as Readonly<Record<Kind, Cancers>>;

/** Cancers written in words alone; the rule reads them. */
export const CANCER_TEXTS: Readonly<Record<Site, string>> = {
  breast: 'Breast cancer, s/p lumpectomy',
  prostate: 'Prostate cancer',
  lung: 'Lung cancer, s/p lobectomy',
  kidney: 'Renal cell carcinoma, s/p nephrectomy',
  thyroid: 'Papillary thyroid carcinoma',
};

/** Near a cancer and none: family history, screening, benign and in-situ neoplasms, nodules, skin. */
export const NEAR_MISSES: readonly Code[] = [
  ...prefixed('cancer-excluded'),
  ...listed('cancer-excluded', SNOMED).slice(0, 60),
  ...prefixed('cancer-in-situ'),
  ...listed('cancer-in-situ', SNOMED),
];

export const NEAR_MISS_TEXTS = [
  'Family history of breast cancer',
  'Mother had lung cancer',
  'Screening for colon cancer',
  'Cancer screening declined',
  'No history of cancer',
  'Fear of cancer',
  'Benign neoplasm of skin',
];

export const BACK_PAIN: readonly Code[] = [
  ...listed('back-pain', SNOMED, ({ fields }) => fields.role === 'trigger' || fields.role === 'weak'),
  ...prefixed('back-pain').filter(({ code }) => code.startsWith('M')),
];
export const BONE_METASTASES = listed('metastasis-bone', SNOMED);
export const OPIOIDS = listed('med-opioid-analgesic');
export const CANCER_DRUGS = listed('med-other', undefined, ({ fields }) =>
  ['antineoplastic', 'endocrine-therapy'].includes(fields.role ?? ''),
);
export const CANCER_PLANS = listed('med-other', undefined, ({ fields }) => fields.role === 'cancer-care-plan');
export const SPINE_IMAGING = [
  ...listed('imaging-other-spine'),
  ...listed('imaging-mri-spine', undefined, ({ fields }) => fields.order !== 'never'),
];
export const STAGES = listed('mcode', undefined, ({ fields }) => fields.role === 'stage');

/** What values of the rule's own laboratory codes look like, by role: unit, range, decimals. Units are UCUM. */
const RANGES: Readonly<Record<string, readonly [unit: string, from: number, to: number]>> = {
  'calcium-total': ['mg/dL', 8.6, 10.4],
  'calcium-corrected': ['mmol/L', 2.15, 2.6],
  albumin: ['g/dL', 3.4, 5],
  alp: ['U/L', 40, 140],
  esr: ['mm/h', 2, 38],
  crp: ['mg/L', 0.2, 12],
  haemoglobin: ['g/dL', 10.8, 16.8],
  ldh: ['U/L', 120, 260],
  egfr: ['mL/min/{1.73_m2}', 42, 118],
  creatinine: ['mg/dL', 0.6, 1.5],
};
/** The same codes in moles, where their name says so. */
const IN_MOLES: Readonly<Record<string, readonly [unit: string, from: number, to: number]>> = {
  'calcium-total': ['mmol/L', 2.15, 2.6],
  creatinine: ['umol/L', 50, 130],
};

export const LABS: readonly Measure[] = [
  ...set('obs-labs').codes.flatMap((row): Measure[] => {
    const role = row.fields.role ?? '';
    const range = (row.display.includes('[Moles/') ? IN_MOLES[role] : undefined) ?? RANGES[role];
    if (!range) return [];
    return [{ ...codeOf(row), unit: range[0], from: range[1], to: range[2], category: 'laboratory' }];
  }),
  ...IRRELEVANT.filter(({ category }) => category === 'laboratory'),
];
export const PSA = listed('obs-labs', undefined, ({ fields }) => fields.role === 'psa');
export const WEIGHT = listed('obs-vitals', undefined, ({ fields }) => fields.role === 'weight');
export const TEMPERATURE = listed('obs-vitals', undefined, ({ fields }) => fields.role === 'temperature');
export const PAIN_SCORE = listed('obs-vitals', undefined, ({ fields }) => fields.role === 'pain-score');
export const OTHER_VITALS = IRRELEVANT.filter(({ category }) => category === 'vital-signs');

const sct = (code: string, display: string): Code => ({ system: SNOMED, code, display });

/** The problems of the other benchmarks, and more, so that a large chart does not say the same again and again. */
export const ORDINARY: readonly Code[] = [
  ...PROBLEMS,
  sct('160903007', 'Full-time employment (finding)'),
  sct('73595000', 'Stress (finding)'),
  sct('314529007', 'Medication review due (situation)'),
  sct('162864005', 'Body mass index 30+ - obesity (finding)'),
  sct('15777000', 'Prediabetes (finding)'),
  sct('271737000', 'Anemia (disorder)'),
  sct('40055000', 'Chronic sinusitis (disorder)'),
  sct('10509002', 'Acute bronchitis (disorder)'),
  sct('36971009', 'Sinusitis (disorder)'),
  sct('65363002', 'Otitis media (disorder)'),
  sct('43878008', 'Streptococcal sore throat (disorder)'),
  sct('38822007', 'Cystitis (disorder)'),
  sct('35489007', 'Depressive disorder (disorder)'),
  sct('13645005', 'Chronic obstructive lung disease (disorder)'),
  sct('53741008', 'Coronary arteriosclerosis (disorder)'),
  sct('49436004', 'Atrial fibrillation (disorder)'),
  sct('64859006', 'Osteoporosis (disorder)'),
  sct('37320007', 'Loss of teeth (disorder)'),
];
