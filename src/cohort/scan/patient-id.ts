/** Whose is it: the bare id of the patient that a reference of an export names. Pure. */
import { isObject, listOf, type Resource } from '../../fhir/resource.js';

const LOCAL = /^(?:[^?#]*\/)?Patient\/([A-Za-z0-9\-.]{1,64})$/;
const VERSION = /\/_history\/[A-Za-z0-9\-.]{1,64}$/;
const URN = /^urn:(?:uuid|oid):([A-Za-z0-9\-.]{1,64})$/i;

/** `Patient/1`, its versions and absolute forms, and `urn:uuid:1`: all `1`. A Group, a Device or a query: `undefined`. */
export function patientIdOf(reference: string): string | undefined {
  const bare = reference.trim().replace(VERSION, '');
  return (LOCAL.exec(bare) ?? URN.exec(bare))?.[1];
}

/** The reference of a parsed resource's `subject`, or of its `patient` as older servers write it. */
export function subjectOf(resource: Resource): string | undefined {
  for (const field of ['subject', 'patient']) {
    const [value] = listOf(resource[field]);
    const reference = isObject(value) ? value['reference'] : value;
    if (typeof reference === 'string' && reference.trim() !== '') return reference;
  }
  return undefined;
}
