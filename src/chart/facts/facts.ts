/** A chart's resources as small value objects: coded facts, measurements, contacts, each with its provenance. */
import type { Day, FhirDate } from '../../fhir/dates.js';
import type { Concept } from './concept.js';
import type { Doing } from './doing.js';
import type { Prescription } from './prescription.js';

interface Fact {
  /** How evidence names the resource: `Condition/c1`. */
  readonly reference: string;
  readonly concept: Concept;
}

export interface PatientFact {
  readonly reference: string;
  readonly gender?: string;
  readonly birth?: FhirDate;
  /** `true`, or the date of death; absent where the record does not say that the patient has died. */
  readonly deceased?: true | FhirDate;
}

export interface ConditionFact extends Fact {
  /** confirmed, unconfirmed, provisional, differential, refuted, entered-in-error, as written; absent when not given. */
  readonly verification?: string;
  /** active, recurrence, relapse, inactive, remission, resolved, as written; absent when not given. */
  readonly clinical?: string;
  readonly severity: Concept;
  /** Condition.stage.summary: stage groups as written. */
  readonly stages: readonly Concept[];
  readonly sites: readonly string[];
  readonly began?: FhirDate;
  /** onset[x], recordedDate and the linked encounter's date: the latest that is not in the future asserts the Condition. */
  readonly dates: readonly FhirDate[];
  readonly abatement: { readonly stated: boolean; readonly date?: FhirDate };
  /** Reference of the linked Encounter, as the chart names it. */
  readonly encounter?: string;
}

/** A number with its unit as written. */
export interface Measurement {
  readonly value: number;
  /** UCUM code where given, else the printed unit; absent where there is none. */
  readonly unit?: string;
  /** The printed unit, where it stands beside another code. */
  readonly printed?: string;
  readonly comparator?: string;
}

export interface ObservationFact extends Fact {
  readonly status: string | undefined;
  readonly date: FhirDate | undefined;
  readonly measurement: Measurement | undefined;
  /** It tells a result in some other way than as a number: words, a range, a ratio, an interpretation, a malformed quantity. */
  readonly isOtherwiseTold: boolean;
  /** The upper end of the reference range for normal values; of several the lowest. */
  readonly upperLimit: Measurement | undefined;
  readonly value: Concept;
  /** The value says no: false, absent, negative, zero, or a reason why there is none. */
  readonly negative: boolean;
  readonly sites: readonly string[];
  readonly encounter: string | undefined;
}

export interface EncounterFact {
  readonly reference: string;
  readonly id?: string;
  readonly status?: string;
  readonly classCode?: string;
  /** Words of its types and class, for telling what kind of contact it was. */
  readonly typeWords: readonly string[];
  readonly date?: FhirDate;
  readonly ended?: FhirDate;
  /** Codes of its class, type and service, and of where the patient went after it, as far as a value set holds them. */
  readonly service: Concept;
  readonly discharge: Concept;
  /** Reasons and diagnoses: coded here, or by the Condition or Observation they point to. */
  readonly reasons: readonly Reason[];
}

/** Why something was done: a concept of its own, or the resource it points to. */
export interface Reason {
  readonly concept: Concept;
  /** Where it points, as the chart names it. */
  readonly reference?: string;
}

/** A Procedure, MedicationRequest, ServiceRequest or CarePlan, as far as the rule needs it. */
export interface ActionFact extends Fact, Doing {
  readonly status?: string;
  readonly intent?: string;
  readonly date?: FhirDate;
  readonly reasons: readonly Reason[];
  readonly sites: readonly string[];
  /** Words and codes of a Procedure's category. */
  readonly categories?: readonly string[];
  /** Of a MedicationRequest. */
  readonly prescription?: Prescription;
}

export interface ReportFact extends Fact {
  readonly status?: string;
  /** effective[x]; never `issued`, which may be later than the examination. */
  readonly date?: FhirDate;
  readonly issued?: FhirDate;
  readonly conclusions: readonly Concept[];
  readonly sites: readonly string[];
  readonly conclusionText?: string;
}

/** Birthdate of full precision, for ages at onset. */
export const birthDay = (patient: PatientFact | undefined): Day | undefined =>
  patient?.birth && patient.birth.start === patient.birth.end ? patient.birth.start : undefined;
