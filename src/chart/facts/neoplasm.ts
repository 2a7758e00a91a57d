/**
 * The codings of a Condition's neoplasm in ICD-O-3, drawn together: topography and morphology stand as two codings of the
 * code, as code and body site, or the morphology in an extension (mCODE's histology-morphology-behavior).
 */
import type { Json } from '../../fhir/resource.js';
import { isObject, listOf, stringOf } from '../../fhir/resource.js';
import { behaviourOf, readMorphology } from '../../terminology/icd-o.js';
import { canonicalSystem, SYSTEMS } from '../../terminology/systems.js';

const codingsOf = (concept: unknown): readonly Json[] =>
  isObject(concept) ? listOf(concept['coding']).filter(isObject) : [];

/** A morphology looks like no other code, so that one without a system is read too. */
const isMorphology = (coding: Json): boolean =>
  (isIcdO(coding) || coding['system'] === undefined) && readMorphology(stringOf(coding['code']) ?? '') !== undefined;

const isIcdO = (coding: Json): boolean => canonicalSystem(stringOf(coding['system']) ?? '') === SYSTEMS.icdo3;

/** True where the code holds ICD-O-3: a topography means nothing before the morphology beside it is read. */
export const hasIcdO = (code: unknown): boolean => codingsOf(code).some(isIcdO);

/** `code` as it stands; where it holds ICD-O-3, with what stands elsewhere, each with the behaviour that the morphology gives. */
export function neoplasmCode(resource: Json): unknown {
  const { code } = resource;
  const own = codingsOf(code);
  if (!own.some(isIcdO)) return code;
  const beside = [
    ...listOf(resource['bodySite']).flatMap(codingsOf),
    ...listOf(resource['extension']).flatMap((one) => (isObject(one) ? codingsOf(one['valueCodeableConcept']) : [])),
  ].filter((coding) => isIcdO(coding) || isMorphology(coding));
  const morphologies = [...own, ...beside].filter(isMorphology).map((coding) => stringOf(coding['code']) ?? '');
  const behaviour = behaviourOf(morphologies);
  const rest = isObject(code) ? code : {};
  const coding = [...own, ...beside].map((one) => (isIcdO(one) ? { ...one, behaviour } : one));
  return { ...rest, coding };
}
