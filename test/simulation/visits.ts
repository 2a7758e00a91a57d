/** Who comes when, what is wrong in which week, and what clinicians do with cards: seeded, the same on every run. */
import type { Json } from '../../src/fhir/resource.js';
import { formatDay, parseDay, type Day } from '../../src/fhir/dates.js';
import { hookRequestOf } from '../../src/samples/hook-request.js';
import type { Sample } from '../../src/samples/sample.js';
import type { CdsService } from '../../src/sdk/service.js';
import type { randomNumbers } from '../bench/random.js';

export type Random = ReturnType<typeof randomNumbers>;

/** Of a hundred new patients. Most have no cancer; far more have than in life, so that a month has something to show. */
const PATIENTS: Readonly<Record<string, number>> = {
  'back-pain-alone': 48,
  'family-history': 14,
  'in-situ': 9,
  'colon-no-major': 9,
  deceased: 1,
  'breast-history': 8,
  'prostate-weight-loss': 4,
  'breast-bone-metastases': 2.5,
  'lung-fever': 1.5,
  'kidney-thoracic-pain': 1.5,
  'thyroid-leg-weakness': 0.8,
  'prostate-cauda-equina': 0.4,
  'hostile-texts': 0.3,
};
const CLINICIANS = 14;

/** A Monday. One week of shadow, then four live ones; in the third week an input stops, in the fifth the rule falls silent. */
export const FIRST = parseDay('2026-05-04') as Day;
export const LIVE = FIRST + 7;
export const LAST = FIRST + 34;
export const weekIn = (day: Day): number => Math.floor((day - FIRST) / 7);
export const WITHOUT_INPUT = 2;
export const SILENT = 4;

export interface Patient {
  readonly id: string;
  readonly sample: Sample;
  readonly since: Day;
  cards: number;
  clinician?: number;
}

export interface Visit {
  readonly day: Day;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly patient: Patient;
  readonly body: Json;
}

export function pick<T>(weights: readonly (readonly [T, number])[], random: Random): T {
  let left = random() * weights.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [item, weight] of weights) if ((left -= weight) < 0) return item;
  return (weights.at(-1) as readonly [T, number])[0];
}

/** @param perDay visits on a working day; a fifth of them at weekends */
export function* visits(
  samples: readonly Sample[],
  service: Pick<CdsService, 'hook' | 'requirements'>,
  perDay: number,
  random: Random,
): Generator<Visit> {
  const known: Patient[] = [];
  const weights = samples.flatMap((one) => [[one, PATIENTS[one.name] ?? 0] as const]);
  for (let day = FIRST; day <= LAST; day += 1) {
    const number = Math.round((day - FIRST) % 7 < 5 ? perDay : perDay / 5);
    for (let index = 0; index < number; index += 1) {
      const at = day * 86_400_000 + 8 * 3_600_000 + Math.round((index * 8 * 3_600_000) / number);
      const lately = known.filter(({ since }) => day - since < 5);
      const patient =
        lately.length > 0 && random() < 0.3
          ? pick(
              lately.map((one) => [one, 1] as const),
              random,
            )
          : newcomer();
      yield { day, at, patient, body: bodyOf(patient, day) };
      function newcomer(): Patient {
        const patient: Patient = { id: `p-${known.length + 1}`, sample: pick(weights, random), since: day, cards: 0 };
        known.push(patient);
        return patient;
      }
    }
  }

  function bodyOf(patient: Patient, day: Day): Json {
    const { id, sample, since } = patient;
    const hookInstance = `visit-${formatDay(day)}-${id}`;
    const text = JSON.stringify(hookRequestOf(sample, service, since, hookInstance)).replaceAll(sample.patientId, id);
    const body = JSON.parse(text) as { context: Json; prefetch: Record<string, Json> };
    // Half of those who come again see the same clinician.
    if (patient.clinician === undefined || random() < 0.5) patient.clinician = 1 + Math.floor(random() * CLINICIANS);
    body.context['userId'] = `Practitioner/dr-${patient.clinician}`;
    if (weekIn(day) === WITHOUT_INPUT) body.prefetch['observations'] = REFUSED;
    if (weekIn(day) === SILENT) body.prefetch = renamed(body.prefetch) as Record<string, Json>;
    return body as unknown as Json;
  }
}

/** What an EHR puts in the place of a search that failed. */
const REFUSED: Json = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'exception' }] };

/** An upgrade of the EHR: every code is one of its own, and no words beside it. */
function renamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renamed);
  if (typeof value !== 'object' || value === null) return value;
  if ('coding' in value) {
    const [first] = value.coding as readonly { readonly code?: string }[];
    return { coding: [{ system: 'https://ehr.north.example/codes', code: `N${first?.code ?? '0'}` }] };
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, renamed(one)]));
}
