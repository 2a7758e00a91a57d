/** The codes of a benchmark chart: a primary care patient's, of which the rule knows few, as in any real chart. */

export interface Code {
  readonly system: string;
  readonly code: string;
  readonly display: string;
}

const coding =
  (system: string) =>
  (code: string, display: string): Code => ({ system, code, display });
const sct = coding('http://snomed.info/sct');
const loinc = coding('http://loinc.org');
const rxnorm = coding('http://www.nlm.nih.gov/research/umls/rxnorm');
const icd10 = coding('http://hl7.org/fhir/sid/icd-10-cm');

/** A code with what a measured value of it looks like. */
export interface Measure extends Code {
  readonly unit: string;
  readonly from: number;
  readonly to: number;
  readonly category: 'vital-signs' | 'laboratory';
}

const measure = (code: Code, unit: string, from: number, to: number, category: Measure['category']): Measure => ({
  ...code,
  unit,
  from,
  to,
  category,
});

export const BREAST_CANCER = sct('254837009', 'Malignant neoplasm of breast');
export const LOW_BACK_PAIN = sct('279039007', 'Low back pain');
export const BODY_WEIGHT = loinc('29463-7', 'Body weight');

/** Known to the rule: vital signs of the prefetch template. */
export const RELEVANT: readonly Measure[] = [
  measure(loinc('8310-5', 'Body temperature'), 'Cel', 36, 37, 'vital-signs'),
  measure(
    loinc('72514-3', 'Pain severity - 0-10 verbal numeric rating [Score] - Reported'),
    '{score}',
    1,
    4,
    'vital-signs',
  ),
  measure(loinc('17861-6', 'Calcium [Mass/volume] in Serum or Plasma'), 'mg/dL', 9, 10, 'laboratory'),
  measure(
    loinc('6768-6', 'Alkaline phosphatase [Enzymatic activity/volume] in Serum or Plasma'),
    'U/L',
    50,
    110,
    'laboratory',
  ),
];

/** What an EHR sends that cannot filter by code. */
export const IRRELEVANT: readonly Measure[] = [
  measure(loinc('8867-4', 'Heart rate'), '/min', 58, 96, 'vital-signs'),
  measure(loinc('9279-1', 'Respiratory rate'), '/min', 12, 20, 'vital-signs'),
  measure(loinc('59408-5', 'Oxygen saturation in Arterial blood by Pulse oximetry'), '%', 94, 99, 'vital-signs'),
  measure(loinc('8302-2', 'Body height'), 'cm', 164, 166, 'vital-signs'),
  measure(loinc('2339-0', 'Glucose [Mass/volume] in Blood'), 'mg/dL', 80, 140, 'laboratory'),
  measure(loinc('2823-3', 'Potassium [Moles/volume] in Serum or Plasma'), 'mmol/L', 3, 5, 'laboratory'),
  measure(loinc('2951-2', 'Sodium [Moles/volume] in Serum or Plasma'), 'mmol/L', 135, 145, 'laboratory'),
  measure(loinc('2160-0', 'Creatinine [Mass/volume] in Serum or Plasma'), 'mg/dL', 1, 2, 'laboratory'),
  measure(loinc('4548-4', 'Hemoglobin A1c/Hemoglobin.total in Blood'), '%', 5, 7, 'laboratory'),
  measure(loinc('2093-3', 'Cholesterol [Mass/volume] in Serum or Plasma'), 'mg/dL', 150, 230, 'laboratory'),
  measure(loinc('2571-8', 'Triglyceride [Mass/volume] in Serum or Plasma'), 'mg/dL', 80, 200, 'laboratory'),
  measure(loinc('6299-2', 'Urea nitrogen [Mass/volume] in Blood'), 'mg/dL', 8, 22, 'laboratory'),
];

export const PROBLEMS: readonly Code[] = [
  sct('59621000', 'Essential hypertension'),
  sct('44054006', 'Diabetes mellitus type 2'),
  sct('55822004', 'Hyperlipidemia'),
  sct('195662009', 'Acute viral pharyngitis'),
  sct('444814009', 'Viral sinusitis'),
  sct('239873007', 'Osteoarthritis of knee'),
  icd10('J45.909', 'Unspecified asthma, uncomplicated'),
  icd10('K21.9', 'Gastro-esophageal reflux disease without esophagitis'),
  icd10('F41.1', 'Generalized anxiety disorder'),
];

export const DRUGS: readonly Code[] = [
  rxnorm('314076', 'lisinopril 10 MG Oral Tablet'),
  rxnorm('860975', '24 HR metformin hydrochloride 500 MG Extended Release Oral Tablet'),
  rxnorm('312961', 'simvastatin 20 MG Oral Tablet'),
  rxnorm('313782', 'acetaminophen 325 MG Oral Tablet'),
  rxnorm('310798', 'hydrochlorothiazide 25 MG Oral Tablet'),
];

export const PROCEDURES: readonly Code[] = [
  sct('430193006', 'Medication reconciliation'),
  sct('710824005', 'Assessment of health and social care needs'),
  sct('73761001', 'Colonoscopy'),
  sct('24623002', 'Screening mammography'),
  sct('33195004', 'External beam radiation therapy procedure'),
];

export const VISIT_TYPES: readonly Code[] = [
  sct('185349003', 'Encounter for check up'),
  sct('162673000', 'General examination of patient'),
  sct('185347001', 'Encounter for problem'),
];

export const REPORTS: readonly Code[] = [
  loinc('51990-0', 'Basic metabolic panel - Blood'),
  loinc('57698-3', 'Lipid panel with direct LDL - Serum or Plasma'),
  loinc('58410-2', 'CBC panel - Blood by Automated count'),
  loinc('36643-5', 'XR Chest 2 Views'),
];

export const ORDERS: readonly Code[] = [
  loinc('24323-8', 'Comprehensive metabolic 2000 panel - Serum or Plasma'),
  sct('183524004', 'Referral to psychiatry service'),
  sct('306206005', 'Referral to service'),
];

export const PLANS: readonly Code[] = [
  sct('698360004', 'Diabetes self management plan'),
  sct('736376001', 'Infectious disease care plan'),
];
