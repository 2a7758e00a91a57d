/** What a service reads, as the data requirements of a FHIR R4 logic library. */
import type { Coding, DataRequirement, Library } from 'fhir/r4.js';
import { RESOURCE_TYPE, type DataRequirement as Requirement, type InputName } from '../chart/inputs.js';
import { isLoinc, isSnomedConcept } from '../terminology/check-digits.js';
import { SYSTEMS } from '../terminology/systems.js';
import { citations, days, metadata, pinned, type KnowingService } from './common.js';

/** The search parameters whose dates `lookbackDays` counts from. */
const DATE_OF: Readonly<Partial<Record<InputName, string>>> = {
  observations: 'date',
  encounters: 'date',
  reports: 'date',
  procedures: 'date',
  orders: 'authored',
  medications: 'authoredon',
};

/** @param valueSets ids and versions of the value sets that the rule reads charts with */
export function library(
  service: KnowingService,
  valueSets: readonly { readonly id: string; readonly version: string }[],
): Library {
  return {
    resourceType: 'Library',
    ...metadata('Library', service.id, service.title, service),
    type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/library-type', code: 'logic-library' }] },
    subjectCodeableConcept: { coding: [{ system: 'http://hl7.org/fhir/resource-types', code: 'Patient' }] },
    description: `What ${service.title} reads of a chart, and the value sets it reads it with. Content ${service.about.contentHash}.`,
    relatedArtifact: [
      ...valueSets.map(({ id, version }) => ({
        type: 'depends-on' as const,
        resource: pinned('ValueSet', id, version),
      })),
      ...citations(service.about),
    ],
    dataRequirement: service.requirements.map(dataRequirement),
  };
}

function dataRequirement({ input, codes, lookbackDays }: Requirement): DataRequirement {
  const date = DATE_OF[input];
  return {
    type: RESOURCE_TYPE[input] as DataRequirement['type'],
    ...(codes === undefined ? {} : { codeFilter: [{ path: 'code', code: codes.map(coding) }] }),
    ...(lookbackDays === undefined || date === undefined
      ? {}
      : { dateFilter: [{ searchParam: date, valueDuration: days(lookbackDays) }] }),
  };
}

/** Searches name codes without their system; the check digit tells it for the systems that have one. */
function coding(code: string): Coding {
  if (isLoinc(code)) return { system: SYSTEMS.loinc, code };
  return isSnomedConcept(code) ? { system: SYSTEMS.snomed, code } : { code };
}
