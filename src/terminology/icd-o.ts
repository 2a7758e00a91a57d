/**
 * ICD-O-3: a topography (`C50.4`) says where a neoplasm is, a morphology (`8500/3`) what it is and, behind the slash, how it
 * behaves. A sixth digit (grade) may follow.
 */

/** ICD-O-3 behaviour "malignant, primary site". */
export const MALIGNANT = '3';

const MORPHOLOGY = /^\s*(\d{4})\/(\d)\d?\s*$/;
/** Lymphomas, leukaemias, myeloma and their kin: the topography says where one lies, and names no primary of its own. */
const HAEMATOLOGICAL = { first: 9590, last: 9992 };

/** What a morphology says, or `undefined` where the code is none. */
export function readMorphology(
  code: string,
): { readonly behaviour: string; readonly haematological: boolean } | undefined {
  const [, histology, behaviour] = MORPHOLOGY.exec(code) ?? [];
  if (histology === undefined || behaviour === undefined) return undefined;
  const number = Number(histology);
  return { behaviour, haematological: number >= HAEMATOLOGICAL.first && number <= HAEMATOLOGICAL.last };
}

/**
 * The behaviour that morphologies give the topography beside them. Invasive wins over in situ at the same site; a
 * haematological histology gives none.
 */
export function behaviourOf(morphologies: readonly string[]): string | undefined {
  const solid = morphologies
    .map(readMorphology)
    .filter((one) => one !== undefined)
    .filter((one) => !one.haematological)
    .map((one) => one.behaviour);
  return solid.includes(MALIGNANT) ? MALIGNANT : solid[0];
}
