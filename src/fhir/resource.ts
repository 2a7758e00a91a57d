/**
 * FHIR R4 resources as they arrive: parsed JSON that nobody has validated.
 *
 * `@types/fhir` says what a conforming server would send; here every field may be missing, of another type or hostile,
 * so the readers in this folder take `unknown` and answer `undefined` instead of throwing.
 */

/** A JSON object, the least that can be said of anything that came over the wire. */
export type Json = Record<string, unknown>;

/** Something that says it is a resource; all else about it is unchecked. */
export interface Resource extends Json {
  readonly resourceType: string;
}

/** One resource of a chart with the address it was delivered under (`Bundle.entry.fullUrl`), when there was one. */
export interface Entry {
  readonly fullUrl?: string;
  readonly resource: Resource;
}

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isResource = (value: unknown): value is Resource =>
  isObject(value) && typeof value['resourceType'] === 'string' && value['resourceType'] !== '';

/** The elements of a FHIR list: a list as it is, a lone value as a list of one, nothing as the empty list. */
export const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

export const stringOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value : undefined;
