/** Small charts as hook requests and Bundles, for tests of the whole way. */
import { INPUTS, RESOURCE_TYPE } from '../../src/chart/inputs.js';
import type { Json } from '../../src/fhir/resource.js';
import { inputsOf } from './case-chart.js';

/** The day `days` before today, `YYYY-MM-DD`. */
export const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

export const PATIENT: Json = { Patient: { id: 'p1', birthDate: '1954-01-10', gender: 'female' } };
export const BREAST_CANCER: Json = {
  Condition: { id: 'c1', code: 'SCT#254837009 Malignant neoplasm of breast', onset: '2018-04-02' },
};
export const backPain = (days = 20): Json => ({
  Condition: { id: 'c2', code: 'SCT#279039007 Low back pain', onset: daysAgo(days) },
});

/** Every prefetch key, as an EHR that satisfies all templates sends them. */
export function prefetchOf(...rows: readonly Json[]): Record<string, Json | null> {
  const inputs = inputsOf(rows);
  return Object.fromEntries(
    INPUTS.map((input) => {
      const entries = inputs[input].entries.filter((one) => one.resource.resourceType === RESOURCE_TYPE[input]);
      if (input === 'patient') return [input, (entries[0]?.resource as Json) ?? null];
      return [input, { resourceType: 'Bundle', type: 'searchset', total: entries.length, entry: entries }];
    }),
  );
}

export const hookRequest = (prefetch: Json | undefined, more: Json = {}): Json => ({
  hook: 'patient-view',
  hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
  context: { userId: 'Practitioner/d1', patientId: 'p1' },
  ...(prefetch === undefined ? {} : { prefetch }),
  ...more,
});

export const bundleOf = (...rows: readonly Json[]): Json => ({
  resourceType: 'Bundle',
  type: 'collection',
  entry: Object.values(inputsOf(rows)).flatMap((input) => input.entries),
});
