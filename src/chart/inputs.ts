/**
 * The inputs of a chart and the closed set of states each can end in (docs/inputs.md).
 *
 * A CDS service declares `DataRequirement`s; from these alone come the prefetch templates, the FHIR searches and the
 * cohort run's filter, so that they cannot drift apart.
 */
import type { Entry } from '../fhir/resource.js';

/** The inputs, which are also the prefetch keys. */
export const INPUTS = [
  'patient',
  'conditions',
  'observations',
  'encounters',
  'medications',
  'procedures',
  'reports',
  'orders',
  'carePlans',
] as const;
export type InputName = (typeof INPUTS)[number];

export const RESOURCE_TYPE: Readonly<Record<InputName, string>> = {
  patient: 'Patient',
  conditions: 'Condition',
  observations: 'Observation',
  encounters: 'Encounter',
  medications: 'MedicationRequest',
  procedures: 'Procedure',
  reports: 'DiagnosticReport',
  orders: 'ServiceRequest',
  carePlans: 'CarePlan',
};

/** What a service wants to read: one input, its codes where it is read by code, and whether silence without it is allowed. */
export interface DataRequirement {
  readonly input: InputName;
  /** Without a required input a silent answer is not allowed. */
  readonly required: boolean;
  /** Codes (without system) to search by; only `observations` is searched by code. */
  readonly codes?: readonly string[];
  /** `_count` of the search: the page asked for. */
  readonly count?: number;
  /** `_sort` of the search, e.g. `-date`: the newest first, so that a truncated read holds what matters most. */
  readonly sort?: string;
  /** How far back the rule looks, in days, for documentation and the cohort run's filter; searches are not limited by date. */
  readonly lookbackDays?: number;
}

/**
 * - `present`: everything was read. `empty`: everything was read, and there is nothing.
 * - `truncated`, `timeout`: part was read. `not-permitted`: the server refused. `error`: it failed, or lied.
 * - `missing`: nobody gave it and it could not be asked for.
 */
export const INPUT_STATES = ['present', 'empty', 'not-permitted', 'error', 'timeout', 'truncated', 'missing'] as const;
export type InputStateName = (typeof INPUT_STATES)[number];

/** How one input ended: its state, what was read all the same, and why it is not complete (never patient data). */
export interface InputState {
  readonly state: InputStateName;
  readonly entries: readonly Entry[];
  readonly why?: string;
  /** The release of FHIR (`STU3`) that the server speaks, where it is another than R4 and was therefore not used. */
  readonly release?: string;
}

export type ChartInputs = Readonly<Record<InputName, InputState>>;

export const isAvailable = (state: InputStateName): boolean => state === 'present' || state === 'empty';
