/**
 * How three families of servers write the same thing: HAPI with `meta.source`, Epic with displays, versions and several
 * codings and without `meta`, Synthea with US Core profiles. Pure.
 */
import type { Json } from '../../../src/fhir/resource.js';
import { formatDay } from '../../../src/fhir/dates.js';
import type { Code } from '../codes.js';
import type { Chance } from './chance.js';

export type Dialect = 'hapi' | 'epic' | 'synthea';
export const DIALECTS: Readonly<Record<Dialect, number>> = { hapi: 0.35, epic: 0.35, synthea: 0.3 };

const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem';
const US_CORE = 'http://hl7.org/fhir/us/core/StructureDefinition';
const EPIC = 'urn:oid:1.2.840.114350.1.13.0.1.7';

/** What the resources of one patient share. */
export interface Pen {
  readonly dialect: Dialect;
  readonly chance: Chance;
  readonly patientId: string;
  /** `Smith, Ada` */
  readonly patientName: string;
}

/** The day with a time of it, in the time zone the server keeps. */
export function instant({ dialect, chance }: Pen, day: number): string {
  const time = `${String(chance.whole(7, 18)).padStart(2, '0')}:${String(chance.whole(0, 59)).padStart(2, '0')}`;
  if (dialect === 'epic') return `${formatDay(day)}T${time}:00Z`;
  return `${formatDay(day)}T${time}:${dialect === 'hapi' ? '12.000+00:00' : '41-05:00'}`;
}

export const newId = ({ dialect, chance }: Pen): string => (dialect === 'epic' ? chance.token() : chance.uuid());

/** `id` and what goes before the content of a resource. */
export function head(pen: Pen, resourceType: string, profile: string, day: number): Json {
  const id = newId(pen);
  if (pen.dialect === 'epic') return { resourceType, id };
  if (pen.dialect === 'synthea') return { resourceType, id, meta: { profile: [`${US_CORE}/${profile}`] } };
  const source = `#${pen.chance.digits(8)}${pen.chance.digits(8)}`;
  return { resourceType, id, meta: { versionId: '1', lastUpdated: instant(pen, day), source } };
}

/** Business identifiers, where the server writes some. */
export function identifiers({ dialect, chance }: Pen, kind: string): Json {
  if (dialect === 'synthea') return {};
  if (dialect === 'hapi')
    return { identifier: [{ system: `https://hospital.example.org/${kind}`, value: chance.digits(9) }] };
  return { identifier: [{ use: 'usual', system: `${EPIC}.2.798268`, value: chance.digits(9) }] };
}

/** A concept whose codings the server gives; Epic has one of its own beside them. */
export function concept({ dialect, chance }: Pen, ...codes: readonly Code[]): Json {
  const coding: Json[] = codes.map(({ system, code, display }) => ({ system, code, display }));
  const text = codes[0]?.display ?? '';
  if (dialect === 'epic') coding.push({ system: `${EPIC}.2.696871`, code: chance.digits(6), display: text });
  return { coding, text };
}

/** A concept of HL7's own tables: statuses, categories. */
export function status({ dialect }: Pen, system: string, code: string, display: string): Json {
  const uri = `${TERMINOLOGY}/${system}`;
  if (dialect === 'hapi') return { coding: [{ system: uri, code }] };
  if (dialect === 'synthea') return { coding: [{ system: uri, code, display }] };
  return { coding: [{ system: uri, version: '4.0.0', code, display }], text: display };
}

export const subject = ({ dialect, patientId, patientName }: Pen): Json => ({
  reference: `Patient/${patientId}`,
  ...(dialect === 'epic' ? { display: patientName } : {}),
});

/** The visit something was written at. */
export const encounter = ({ dialect }: Pen, visit: string | undefined): Json =>
  visit === undefined
    ? {}
    : { encounter: { reference: `Encounter/${visit}`, ...(dialect === 'epic' ? { display: 'Office Visit' } : {}) } };

const DOCTORS = ['Ada Example', 'Jürgen Weiß', 'María Núñez', 'Kim Doe', 'Tom Sample'];

export function practitioner({ dialect, chance }: Pen): Json {
  const display = `Dr. ${chance.pick(DOCTORS)}`;
  if (dialect === 'hapi') return { reference: `Practitioner/${chance.whole(1, 900)}` };
  return {
    reference: `Practitioner/prac-${chance.digits(5)}`,
    ...(dialect === 'epic' ? { type: 'Practitioner' } : {}),
    display,
  };
}
