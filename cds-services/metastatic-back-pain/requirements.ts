/**
 * What the rule reads, declared once: the prefetch templates, the FHIR searches and the cohort run's filter come from here.
 * Conditions are never filtered by status ("had" counts); Observations are always searched by code.
 */
import type { DataRequirement, Terminology } from '../../src/sdk/index.js';

/** Sets whose codes an Observation may carry as its own code. */
const OBSERVATION_SETS = ['obs-vitals', 'obs-labs', 'mcode'] as const;
/** Findings that some systems record as Observations; only SNOMED CT codes are worth asking for. */
const FINDING_SETS = ['back-pain', 'neck-pain', 'feature-emergency-neuro', 'feature-constitutional'] as const;
const SNOMED_ID = /^\d{6,18}$/;
const PAGE = 500;

export function requirements(terminology: Terminology): readonly DataRequirement[] {
  const measured = OBSERVATION_SETS.flatMap((set) => terminology.codesOf(set)).filter((code) => !SNOMED_ID.test(code));
  const findings = FINDING_SETS.flatMap((set) => terminology.codesOf(set)).filter((code) => SNOMED_ID.test(code));
  // mCODE's HistoryOfMetastaticCancer is an Observation with a SNOMED CT code; the other SNOMED CT codes there are values.
  const history = terminology.codesOf('mcode', ({ role }) => role === 'metastatic-history');
  const codes = [...new Set([...measured, ...findings, ...history])];
  return [
    { input: 'patient', required: true },
    { input: 'conditions', required: true, count: PAGE },
    { input: 'observations', required: false, codes, count: PAGE, sort: '-date', lookbackDays: 730 },
    { input: 'encounters', required: false, count: PAGE, sort: '-date', lookbackDays: 365 },
    { input: 'medications', required: false, count: PAGE },
    { input: 'procedures', required: false, count: PAGE, sort: '-date' },
    { input: 'reports', required: false, count: PAGE, sort: '-date', lookbackDays: 365 },
    { input: 'orders', required: false, count: PAGE, lookbackDays: 180 },
    { input: 'carePlans', required: false, count: PAGE },
  ];
}
