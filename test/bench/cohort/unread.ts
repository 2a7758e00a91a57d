/** Resources that an export holds and the service does not read: bills, vaccinations, allergies, the family. Pure. */
import type { Json } from '../../../src/fhir/resource.js';
import { formatDay } from '../../../src/fhir/dates.js';
import type { Code } from '../codes.js';
import type { Pen } from './dialects.js';
import { concept, encounter, head, identifiers, instant, practitioner, status, subject } from './dialects.js';

const money = (pen: Pen): Json => ({ value: pen.chance.decimal(40, 900, 2), currency: 'USD' });
const code = (system: string, value: string, display: string): Code => ({ system, code: value, display });

const bill = (pen: Pen, day: number, visit: string): Json => ({
  status: 'active',
  type: status(pen, 'claim-type', 'professional', 'Professional'),
  use: 'claim',
  patient: subject(pen),
  billablePeriod: { start: instant(pen, day), end: instant(pen, day) },
  created: instant(pen, day),
  provider: { reference: 'Organization/clinic-1', display: 'Exampleton Clinic' },
  item: [
    {
      sequence: 1,
      productOrService: concept(pen, code('http://snomed.info/sct', '185345009', 'Encounter for symptom')),
      encounter: [{ reference: `Encounter/${visit}` }],
      net: money(pen),
    },
  ],
  total: money(pen),
});

export const claim = (pen: Pen, day: number, visit: string): Json => ({
  ...head(pen, 'Claim', 'claim', day),
  ...bill(pen, day, visit),
  priority: status(pen, 'processpriority', 'normal', 'Normal'),
  insurance: [{ sequence: 1, focal: true, coverage: { display: 'Example Health Plan' } }],
});

export const explanation = (pen: Pen, day: number, visit: string, claimId: string): Json => ({
  ...head(pen, 'ExplanationOfBenefit', 'explanationofbenefit', day),
  ...identifiers(pen, 'claim'),
  ...bill(pen, day, visit),
  insurer: { display: 'Example Health Plan' },
  claim: { reference: `Claim/${claimId}` },
  outcome: 'complete',
  careTeam: [
    { sequence: 1, provider: practitioner(pen), role: status(pen, 'claimcareteamrole', 'primary', 'Primary provider') },
  ],
  insurance: [{ focal: true, coverage: { display: 'Example Health Plan' } }],
  total: [
    { category: status(pen, 'adjudication', 'submitted', 'Submitted Amount'), amount: money(pen) },
    { category: status(pen, 'adjudication', 'benefit', 'Benefit Amount'), amount: money(pen) },
  ],
  payment: { amount: money(pen) },
});

export const immunization = (pen: Pen, day: number, visit: string): Json => ({
  ...head(pen, 'Immunization', 'us-core-immunization', day),
  ...identifiers(pen, 'immunization'),
  status: 'completed',
  vaccineCode: concept(
    pen,
    code('http://hl7.org/fhir/sid/cvx', '140', 'Influenza, seasonal, injectable, preservative free'),
  ),
  patient: subject(pen),
  ...encounter(pen, visit),
  occurrenceDateTime: instant(pen, day),
  primarySource: true,
});

export const allergy = (pen: Pen, day: number): Json => ({
  ...head(pen, 'AllergyIntolerance', 'us-core-allergyintolerance', day),
  clinicalStatus: status(pen, 'allergyintolerance-clinical', 'active', 'Active'),
  verificationStatus: status(pen, 'allergyintolerance-verification', 'confirmed', 'Confirmed'),
  type: 'allergy',
  category: ['medication'],
  criticality: 'low',
  code: concept(pen, code('http://www.nlm.nih.gov/research/umls/rxnorm', '7982', 'Penicillin V')),
  patient: subject(pen),
  recordedDate: formatDay(day),
});

/** A cancer of somebody else, which never counts. */
export const familyHistory = (pen: Pen, cancer: Code, day: number): Json => ({
  ...head(pen, 'FamilyMemberHistory', 'familymemberhistory', day),
  status: 'completed',
  patient: subject(pen),
  date: formatDay(day),
  relationship: status(pen, 'v3-RoleCode', 'MTH', 'mother'),
  condition: [{ code: concept(pen, cancer), onsetAge: { value: 61, unit: 'yr' } }],
});
