/** Check digits and forms of codes: the first defence against a wrong id in a value set. */
import { isKnownSystem, SYSTEMS, type CodeSystem, type KnownSystem } from './systems.js';

/** Multiplication of the dihedral group D5, row by row. */
const MULTIPLY = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
  [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
  [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
  [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
  [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
  [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
  [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
  [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
  [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
] as const;
/** One step of Verhoeff's permutation; position i of a number takes i steps (mod 8). */
const STEP = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4] as const;
const PERMUTE: readonly (readonly number[])[] = Array.from({ length: 8 }).reduce<number[][]>(
  (rows) => [...rows, (rows.at(-1) as number[]).map((digit) => STEP[digit] as number)],
  [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
);

/** True where a string of digits, its last digit included, passes Verhoeff's check. */
export function hasVerhoeffDigit(digits: string): boolean {
  if (!/^\d+$/.test(digits)) return false;
  let check = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    check = MULTIPLY[check]?.[PERMUTE[i % 8]?.[digit] ?? 0] ?? 0;
  }
  return check === 0;
}

/** A SNOMED CT identifier of a concept: 6–18 digits, partition 00 (core) or 10 (extension), Verhoeff's check digit. */
export const isSnomedConcept = (code: string): boolean => /^[1-9]\d{2,14}[01]0\d$/.test(code) && hasVerhoeffDigit(code);

/** A LOINC code: up to seven digits, a hyphen, and the Luhn (mod 10) check digit of the digits before it. */
export function isLoinc(code: string): boolean {
  const match = /^(\d{1,7})-(\d)$/.exec(code);
  if (!match) return false;
  const digits = match[1] as string;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const weighted = i % 2 === 0 ? digit * 2 : digit;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return (10 - (sum % 10)) % 10 === Number(match[2]);
}

interface CodeForm {
  /** What a code of the system looks like, for the error text. */
  readonly words: string;
  /** A full code, as it stands in a value set. */
  readonly code: (code: string) => boolean;
  /** The beginning of a code, as a filter names it. */
  readonly prefix: RegExp;
}

const matches = (pattern: RegExp) => (code: string) => pattern.test(code);
/** Filters of enumerated systems make no sense: their codes carry no hierarchy. */
const NO_PREFIX = /^(?!)/;

/** Forms as published, with the dot where the classification writes it. */
export const CODE_FORMS: Readonly<Record<KnownSystem, CodeForm>> = {
  [SYSTEMS.snomed]: {
    words: 'a SNOMED CT concept id (6-18 digits, partition 00 or 10, Verhoeff check digit)',
    code: isSnomedConcept,
    prefix: NO_PREFIX,
  },
  [SYSTEMS.loinc]: { words: 'a LOINC code (digits, hyphen, mod-10 check digit)', code: isLoinc, prefix: NO_PREFIX },
  [SYSTEMS.icd10cm]: {
    words: 'an ICD-10-CM code such as C50.911',
    code: matches(/^[A-Z]\d[0-9AB](\.[0-9A-Z]{1,4})?$/),
    prefix: /^[A-Z](\d([0-9AB](\.[0-9A-Z]{1,4})?)?)?$/,
  },
  [SYSTEMS.icd10]: {
    words: 'an ICD-10 code such as C50.9',
    code: matches(/^[A-Z]\d\d(\.\d{1,2})?$/),
    prefix: /^[A-Z](\d(\d(\.\d{1,2})?)?)?$/,
  },
  [SYSTEMS.icd9cm]: {
    words: 'an ICD-9-CM diagnosis such as 724.2 or V10.3',
    code: matches(/^(\d{3}|V\d\d)(\.\d{1,2})?$|^E\d{3}(\.\d)?$/),
    prefix: /^(\d{3}|V\d\d)(\.\d{1,2})?$|^E\d{3}(\.\d)?$/,
  },
  [SYSTEMS.icdo3]: {
    words: 'an ICD-O-3 topography such as C50.9, a morphology such as 8500/3 or the histology of one',
    code: matches(/^(C\d\d(\.\d)?|\d{4}\/\d)$/),
    prefix: /^(C\d\d(\.\d)?|\d{4}(\/\d)?)$/,
  },
  [SYSTEMS.icpc2]: { words: 'an ICPC-2 code such as L02', code: matches(/^[A-Z]\d\d$/), prefix: /^[A-Z]\d{0,2}$/ },
  [SYSTEMS.rxnorm]: { words: 'an RxNorm id (2-8 digits)', code: matches(/^[1-9]\d{1,7}$/), prefix: NO_PREFIX },
  [SYSTEMS.atc]: {
    words: 'an ATC code such as N02AA01',
    code: matches(/^[A-Z]\d\d[A-Z]{2}\d\d$/),
    prefix: /^[A-Z](\d\d([A-Z]([A-Z](\d\d)?)?)?)?$/,
  },
  [SYSTEMS.cpt]: { words: 'a CPT code of five characters', code: matches(/^\d{4}[0-9A-Z]$/), prefix: NO_PREFIX },
};

const LOCAL_FORM: CodeForm = {
  words: 'a code of 1 to 40 letters, digits and . _ : / + * -',
  code: matches(/^[\w.:/+*-]{1,40}$/),
  prefix: NO_PREFIX,
};

/** The form of a system's codes; of a site's own system no more is known than that they are codes. */
export const formOf = (system: CodeSystem): CodeForm => (isKnownSystem(system) ? CODE_FORMS[system] : LOCAL_FORM);
