/**
 * The derived truth: the first day on which the chart itself says what a service is to find. It is the day on which the
 * chart came to say so (recorded, issued), not the day on which it began. Pure; never throws.
 */
import { statusOf, wordsIn } from '../chart/facts/concept.js';
import type { ChartInputs } from '../chart/inputs.js';
import type { Day } from '../fhir/dates.js';
import { formatDay } from '../fhir/dates.js';
import type { Json, Resource } from '../fhir/resource.js';
import { isObject, listOf } from '../fhir/resource.js';
import type { OutcomeRow, Outcomes } from '../sdk/outcomes.js';
import type { Terminology } from '../terminology/meaning.js';
import { canonicalSystem, normaliseCode } from '../terminology/systems.js';
import { knownSince } from './as-known.js';
import { resourcesOf } from './entries.js';

/** One thing that a record says, and since when; `-Infinity` where nothing dates it. */
interface Said {
  readonly resource: Resource;
  readonly concept: Json;
  readonly since: Day;
}

/**
 * `YYYY-MM-DD`, of a date of month or year precision its first day, so that no card is credited with a lead it may not
 * have had; `undefined` where no dated record says it.
 */
export function outcomeOf(inputs: ChartInputs, terminology: Terminology, outcomes: Outcomes): string | undefined {
  const said = sayings(inputs, outcomes);
  const found = said.flatMap((one) =>
    outcomes.rows.filter((row) => says(one, row, terminology)).map((row) => ({ one, row })),
  );
  if (found.length === 0) return undefined;
  const cancers = found.some(({ row }) => row.needsCancer) ? cancerDays(said, terminology, outcomes) : [];
  let first = Infinity;
  for (const { one, row } of found) {
    const day = row.needsCancer ? besideCancer(one.since, cancers, outcomes.cancerWithinDays) : one.since;
    if (day > -Infinity) first = Math.min(first, day);
  }
  return first === Infinity ? undefined : formatDay(first);
}

/** The codes of Conditions and the coded conclusions of reports, as far as they are certain. */
function sayings(inputs: ChartInputs, { uncertain, reportStatuses }: Outcomes): readonly Said[] {
  const since = knownSince(inputs);
  const say = (resource: Resource, concepts: unknown): readonly Said[] =>
    listOf(concepts)
      .filter(isObject)
      .map((concept) => ({
        resource,
        concept,
        get since() {
          return since(resource) ?? -Infinity;
        },
      }));
  return [
    ...resourcesOf(inputs, 'conditions')
      .filter((one) => !uncertain.has(statusOf(one['verificationStatus']) ?? ''))
      .flatMap((one) => say(one, one['code'])),
    ...resourcesOf(inputs, 'reports')
      .filter((one) => {
        const status = statusOf(one['status']);
        return status === undefined || reportStatuses.has(status);
      })
      .flatMap((one) => say(one, one['conclusionCode'])),
  ];
}

const codingsOf = (concept: Json): readonly Json[] =>
  (concept['coding'] === undefined ? [concept] : listOf(concept['coding'])).filter(isObject);

function says({ resource, concept }: Said, row: OutcomeRow, terminology: Terminology): boolean {
  let words: readonly string[] | undefined;
  const named = (expression: RegExp): boolean =>
    (words ??= wordsIn([concept, ...listOf(resource['bodySite'])])).some((word) => expression.test(word));
  const codings = codingsOf(concept);
  // A concept that names another cause beside it says the other cause.
  if (codings.some((coding) => isExcepted(terminology, coding, row))) return false;
  const means = codings.some(({ system, code }) =>
    terminology.meaningsOf(system, code).some(
      (meaning) =>
        meaning.set === row.set &&
        (row.feature === undefined || meaning.feature === row.feature) &&
        // What the row means only with such words is another thing without them.
        (meaning.requiresText === undefined || named(meaning.requiresText)),
    ),
  );
  return means && (row.at === undefined || named(row.at));
}

function isExcepted(terminology: Terminology, coding: Json, { except }: OutcomeRow): boolean {
  if (except.length === 0) return false;
  const matched = terminology.match(coding);
  const system = canonicalSystem(matched?.canonicalSystem ?? '');
  if (!matched || system === undefined) return false;
  const code = normaliseCode(system, matched.code);
  return except.some((one) => one.system === system && code.startsWith(one.prefix));
}

function cancerDays(said: readonly Said[], terminology: Terminology, { cancerSets }: Outcomes): readonly Day[] {
  return said
    .filter(({ concept }) =>
      codingsOf(concept).some(({ system, code }) =>
        terminology.meaningsOf(system, code).some(({ set }) => cancerSets.has(set)),
      ),
    )
    .map(({ since }) => since);
}

/** The day on which the chart holds both, `Infinity` for none; a cancer without a date may always have been there. */
function besideCancer(day: Day, cancers: readonly Day[], withinDays: number): Day {
  const first = cancers.reduce((earliest, cancer) => Math.min(earliest, cancer), Infinity);
  return first > day + withinDays ? Infinity : Math.max(day, first);
}
