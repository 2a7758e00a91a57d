/**
 * A code that a chart holds without its system: read only where nothing else can be meant, otherwise it means nothing.
 * Read codes (`C10..`, `N142.`) and local codes look like ICD codes; a wrong guess would invent a cancer.
 */
import { isLoinc, isSnomedConcept } from './check-digits.js';
import { normaliseCode, SYSTEMS, type CodeSystem } from './systems.js';

/** An ICD code with its dot after three characters and something behind it: `C50.9`, never `C10.` or `C10..`. */
const ICD_WITH_DOT = /^[A-Z]\d[0-9AB]\.[0-9A-Z]{1,4}$/i;

/**
 * The system that the form of a code tells, or `undefined`.
 * @param listed whether a value set lists the code in a system
 */
export function systemOfBareCode(
  code: string,
  listed: (system: CodeSystem, key: string) => boolean,
): CodeSystem | undefined {
  const plain = code.trim();
  if (ICD_WITH_DOT.test(plain)) return SYSTEMS.icd10cm;
  const key = normaliseCode(SYSTEMS.snomed, plain);
  if (isSnomedConcept(plain) && listed(SYSTEMS.snomed, key)) {
    // RxNorm ids are digits too: one that both list could be either.
    return listed(SYSTEMS.rxnorm, key) ? undefined : SYSTEMS.snomed;
  }
  return isLoinc(plain) && listed(SYSTEMS.loinc, key) ? SYSTEMS.loinc : undefined;
}
