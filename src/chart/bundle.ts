/** A chart that comes as one Bundle (a file, a line of a cohort): its entries as inputs of one patient. Pure. */
import type { Entry } from '../fhir/resource.js';
import { isObject, isResource, listOf, stringOf } from '../fhir/resource.js';
import type { ChartInputs, InputName, InputState } from './inputs.js';
import { localReference, referenceOf } from './facts/references.js';
import { INPUTS, RESOURCE_TYPE } from './inputs.js';
import type { PatientIdentity } from './subject.js';
import { isForeign, ownEntries, patientIdentity } from './subject.js';

export type BundleChart =
  | { readonly inputs: ChartInputs; readonly patientId: string }
  | { readonly problem: 'not-a-bundle' | 'no-patient' | 'several-patients' | 'other-patient' };

/**
 * The chart of the Bundle's patient; of several, of the one that `patientId` names. Resources of other patients are left
 * out; one without a subject belongs to the patient where there is only one.
 */
export function chartOfBundle(bundle: unknown, patientId?: string): BundleChart {
  if (!isObject(bundle) || bundle['resourceType'] !== 'Bundle') return { problem: 'not-a-bundle' };
  const entries = entriesOf(bundle);
  const patients = entries.filter(({ resource }) => resource.resourceType === 'Patient');
  if (patients.length === 0) return { problem: 'no-patient' };
  if (patientId === undefined && patients.length > 1) return { problem: 'several-patients' };
  const patient = patientId === undefined ? patients[0] : patients.find(({ resource }) => resource['id'] === patientId);
  if (!patient) return { problem: 'other-patient' };
  const id = stringOf(patient.resource['id']) ?? '';
  const identity = patientIdentity(id, undefined, [patient]);
  const own = ownEntries(entries, identity).filter(
    (entry) => patients.length === 1 || entry === patient || hasSubject(entry),
  );
  const strangers = strangersAmong(entries, identity, patients);
  return { inputs: inputsOf(own, patient, strangers), patientId: id };
}

/**
 * Types of which something is about nobody in the Bundle: what was dropped may be the patient's under another name, so
 * that these inputs are not complete. What is about another Patient of the Bundle is merely left out.
 */
function strangersAmong(
  entries: readonly Entry[],
  identity: PatientIdentity,
  patients: readonly Entry[],
): ReadonlySet<string> {
  const known = new Set<string>();
  for (const { fullUrl, resource } of patients) {
    if (fullUrl !== undefined) known.add(fullUrl);
    const id = stringOf(resource['id']);
    if (id !== undefined) known.add(`Patient/${id}`).add(`urn:uuid:${id}`);
  }
  const isKnown = ({ resource }: Entry): boolean =>
    [resource['subject'], resource['patient']].some((subject) => {
      const reference = referenceOf(subject)?.trim();
      return reference !== undefined && (known.has(reference) || known.has(localReference(reference)));
    });
  const strangers = entries.filter(
    (entry) => entry.resource.resourceType !== 'Patient' && isForeign(entry, identity) && !isKnown(entry),
  );
  return new Set(strangers.map(({ resource }) => resource.resourceType));
}

/** Every resource of a Bundle and of Bundles within it. */
function entriesOf(bundle: Readonly<Record<string, unknown>>): readonly Entry[] {
  return listOf(bundle['entry']).flatMap((entry) => {
    if (!isObject(entry) || !isResource(entry['resource'])) return [];
    const { resource } = entry;
    if (resource.resourceType === 'Bundle') return entriesOf(resource);
    return [entry as unknown as Entry];
  });
}

const hasSubject = ({ resource }: Entry): boolean =>
  resource['subject'] !== undefined || resource['patient'] !== undefined || !BY_TYPE.has(resource.resourceType);

const BY_TYPE = new Map(INPUTS.map((input) => [RESOURCE_TYPE[input], input]));

function inputsOf(entries: readonly Entry[], patient: Entry, strangers: ReadonlySet<string>): ChartInputs {
  const byInput = new Map<InputName, Entry[]>(INPUTS.map((input) => [input, []]));
  for (const entry of entries) {
    // What is no input of its own (a Medication) may still be referred to: it rides with the medications.
    const input = BY_TYPE.get(entry.resource.resourceType) ?? 'medications';
    if (input !== 'patient') byInput.get(input)?.push(entry);
  }
  byInput.set('patient', [patient]);
  const states = [...byInput].map(([input, own]): [InputName, InputState] => {
    if (strangers.has(RESOURCE_TYPE[input])) {
      return [
        input,
        { state: 'error', entries: own, why: 'some resources are about someone who is not in the Bundle' },
      ];
    }
    const present = own.some(({ resource }) => resource.resourceType === RESOURCE_TYPE[input]);
    return [input, { state: present ? 'present' : 'empty', entries: own }];
  });
  return Object.fromEntries(states) as Record<InputName, InputState>;
}
