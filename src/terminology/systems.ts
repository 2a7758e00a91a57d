/**
 * Code systems by their canonical URI, with the aliases that real charts use (docs/terminology.md).
 *
 * Aliases are compared without blanks and case, with `http` for `https`, without a version (`|2024-09`) and without a
 * trailing slash: charts hold `http: //snomed.info/sct`, bare OIDs and national editions of ICD-10.
 */

export const SYSTEMS = {
  snomed: 'http://snomed.info/sct',
  loinc: 'http://loinc.org',
  icd10cm: 'http://hl7.org/fhir/sid/icd-10-cm',
  icd10: 'http://hl7.org/fhir/sid/icd-10',
  icd9cm: 'http://hl7.org/fhir/sid/icd-9-cm',
  icdo3: 'http://terminology.hl7.org/CodeSystem/icd-o-3',
  icpc2: 'http://hl7.org/fhir/sid/icpc-2',
  rxnorm: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  atc: 'http://www.whocc.no/atc',
  cpt: 'http://www.ama-assn.org/go/cpt',
} as const;

/** A canonical code system URI that the shipped value sets may use. */
export type KnownSystem = (typeof SYSTEMS)[keyof typeof SYSTEMS];
/** The URI of a code system of one site's own, in which only its local codes stand (`localSystem`). */
export type LocalSystem = string & { readonly local: true };
export type CodeSystem = KnownSystem | LocalSystem;

const KNOWN: ReadonlySet<string> = new Set(Object.values(SYSTEMS));
export const isKnownSystem = (system: CodeSystem): system is KnownSystem => KNOWN.has(system);

const ICD: ReadonlySet<CodeSystem> = new Set([SYSTEMS.icd10cm, SYSTEMS.icd10, SYSTEMS.icd9cm, SYSTEMS.icdo3]);

/** HL7's object identifiers, as `urn:oid:…` or bare. `.103` holds the diagnoses of ICD-9-CM, `.104` its procedures. */
const OIDS: readonly (readonly [string, KnownSystem])[] = [
  ['2.16.840.1.113883.6.96', SYSTEMS.snomed],
  ['2.16.840.1.113883.6.1', SYSTEMS.loinc],
  ['2.16.840.1.113883.6.90', SYSTEMS.icd10cm],
  ['2.16.840.1.113883.6.3', SYSTEMS.icd10],
  ['2.16.840.1.113883.6.103', SYSTEMS.icd9cm],
  ['2.16.840.1.113883.6.104', SYSTEMS.icd9cm],
  ['2.16.840.1.113883.6.43.1', SYSTEMS.icdo3],
  ['2.16.840.1.113883.6.139', SYSTEMS.icpc2],
  ['2.16.840.1.113883.6.88', SYSTEMS.rxnorm],
  ['2.16.840.1.113883.6.73', SYSTEMS.atc],
  ['2.16.840.1.113883.6.12', SYSTEMS.cpt],
];

const OTHER_NAMES: readonly (readonly [string, KnownSystem])[] = [
  ['http://fhir.de/CodeSystem/bfarm/icd-10-gm', SYSTEMS.icd10],
  ['http://fhir.de/CodeSystem/dimdi/icd-10-gm', SYSTEMS.icd10],
  ['http://fhir.de/CodeSystem/bfarm/atc', SYSTEMS.atc],
  ['http://fhir.de/CodeSystem/dimdi/atc', SYSTEMS.atc],
];

const ALIASES: ReadonlyMap<string, KnownSystem> = new Map<string, KnownSystem>([
  ...Object.values(SYSTEMS).map((system) => [system.toLowerCase(), system] as const),
  ...OIDS.flatMap(([oid, system]) => [[oid, system] as const, [`urn:oid:${oid}`, system] as const]),
  ...OTHER_NAMES.map(([name, system]) => [name.toLowerCase(), system] as const),
]);

/** `http://snomed.info/sct/731000124108` and `…/version/20240901`: an edition and a release of SNOMED CT. */
const SNOMED_EDITION = /^http:\/\/snomed\.info\/sct\/\d{6,18}(\/version\/\d{6,8})?$/;
/** `icd-10-gm`, `-uk`, `-am`, `-nl`, `-se`…: national editions of the WHO's ICD-10; the US ones (`cm`, `pcs`) are not. */
const NATIONAL_ICD_10 = /^http:\/\/hl7\.org\/fhir\/sid\/icd-10-(?!cm$|pcs$)[a-z]{2,3}$/;

/** Longer names are no alias of anything; reading them would only cost time. */
const MAX_SYSTEM_LENGTH = 200;

/** A name as names are compared. */
export const plainName = (name: string): string =>
  name
    .replace(/\s+/g, '')
    .toLowerCase()
    .replace(/\|.*$/, '')
    .replace(/^https:/, 'http:')
    .replace(/\/+$/, '');

/** The canonical system of a name as a chart gives it, or `undefined` where no shipped value set could use it. */
export function canonicalSystem(name: string): KnownSystem | undefined {
  if (KNOWN.has(name)) return name as KnownSystem;
  if (name.length > MAX_SYSTEM_LENGTH) return undefined;
  const plain = plainName(name);
  const known = ALIASES.get(plain);
  if (known) return known;
  if (SNOMED_EDITION.test(plain)) return SYSTEMS.snomed;
  return NATIONAL_ICD_10.test(plain) ? SYSTEMS.icd10 : undefined;
}

const LOCAL_SYSTEM = /^(?:https?:\/\/|urn:)[^\s|?#]+$/i;

/** A name as the URI of a site's own code system, or `undefined` where it is none. */
export function localSystem(name: string): LocalSystem | undefined {
  const uri = name.trim();
  return uri.length <= MAX_SYSTEM_LENGTH && LOCAL_SYSTEM.test(uri) ? (uri as LocalSystem) : undefined;
}

/** No code of these systems is longer; what is longer is not a code. */
export const MAX_CODE_LENGTH = 40;

/** Marks of dual coding (dagger, asterisk, German `!`) and of an open class (`C50.-`) after an ICD code. */
const TRAILING_MARKS = /[+*!†‡-]+$/;
/** ICD-9-CM procedures have two digits before the dot: `84.60` is no diagnosis 846.0. */
const ICD_9_PROCEDURE = /^\d{1,2}\.\d/;

/**
 * A code in the form in which codes are compared: without dots, blanks and case. Hyphens stay (LOINC has one).
 * Empty where it can be no code of this system. A site's own codes stay as they are: nobody knows what case and dots
 * mean in them (Read codes that differ only in case mean different things).
 */
export function normaliseCode(system: CodeSystem, code: string): string {
  if (code.length > MAX_CODE_LENGTH) return '';
  if (!isKnownSystem(system)) return code.trim();
  const tight = code.replace(/\s+/g, '').toUpperCase();
  if (system === SYSTEMS.icd9cm && ICD_9_PROCEDURE.test(tight)) return '';
  const plain = tight.replaceAll('.', '');
  return ICD.has(system) ? plain.replace(TRAILING_MARKS, '') : plain;
}
