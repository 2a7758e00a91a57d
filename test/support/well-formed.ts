/**
 * What holds of every assessment, whatever the chart: a line says something, names records of the chart, and dates itself
 * by them (clinical specification 8); the strongest stands first; nothing is found and not found at the same time; there is
 * a reason where there is no card and only there; and whatever could not be read is told.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Assessment, AssessmentRequest, Day, Finding } from '../../src/sdk/index.js';
import { INPUTS, formatDay, parseFhirDate } from '../../src/sdk/index.js';

const content = (name: string): Record<string, Record<string, unknown>> =>
  parse(
    readFileSync(new URL(`../../cds-services/metastatic-back-pain/content/${name}.yaml`, import.meta.url), 'utf8'),
  ) as Record<string, Record<string, unknown>>;
const vocabulary = content('vocabulary');
const FEATURES = new Set(Object.keys(vocabulary['features'] ?? {}));
const WHY_NOT = new Set(Object.keys(vocabulary['not-evaluated'] ?? {}));
const REASONS = new Set(Object.keys(content('reasons')));
const CRITERIA = new Set([...FEATURES, 'cancer', 'back-pain', 'imaging', 'order', 'care', 'treatment']);
const BASES: ReadonlySet<string> = new Set(
  'code text value medication procedure stage report order encounter demographic care-plan'.split(' '),
);
const STRENGTHS = ['emergency', 'major', 'minor', 'context'];
const PAINS = 5;

/** What is wrong with an assessment of this request, in words; nothing where all is well. */
export function complaints(assessment: Assessment, request: AssessmentRequest): readonly string[] {
  const records = recordsOf(request);
  return [
    ...assessment.found.flatMap((line) => ofLine(line, records, request)),
    ...ofLists(assessment, records),
    ...ofOrder(assessment),
    ...ofWhole(assessment, request),
  ];
}

/** Every record of the chart as JSON, by its reference. */
function recordsOf({ inputs }: AssessmentRequest): ReadonlyMap<string, string> {
  const entries = INPUTS.flatMap((input) => inputs[input].entries);
  return new Map(
    entries.map(({ resource }) => [`${resource.resourceType}/${String(resource['id'])}`, JSON.stringify(resource)]),
  );
}

const BROKEN = /undefined|NaN|null|Infinity|\[object|^[\s;,]|[\s;,]$/;
/** What a line is dated by; an examination never by when its report was issued. */
const DATES = /"(?:onset|recorded|effective|authored|performed|start)\w*":"([^"]*)"/g;
const holdsDate = (record: string, asOf: Day): boolean =>
  [...record.matchAll(DATES)].some(([, date]) => (parseFhirDate(date)?.start ?? Infinity) <= asOf);

/** A date stands in the record, or is reckoned from an age. */
const couldBear = (record: string, date: string): boolean => record.includes(date) || record.includes('"onsetAge"');

type Claim = readonly [isWrong: boolean, what: string];
const wrong = (claims: readonly Claim[]): readonly string[] =>
  claims.filter(([isWrong]) => isWrong).map(([, what]) => what);

function ofLine(line: Finding, records: ReadonlyMap<string, string>, request: AssessmentRequest): readonly string[] {
  const { criterion, text, date, sources, basis, strength } = line;
  const own = sources.map(({ reference }) => records.get(reference));
  const isDated = own.some((record) => record !== undefined && holdsDate(record, request.asOf));
  const claims: readonly Claim[] = [
    [!CRITERIA.has(criterion), 'is no criterion'],
    [!BASES.has(basis), `rests on "${basis}"`],
    [strength === undefined ? FEATURES.has(criterion) : !STRENGTHS.includes(strength), `has the strength ${strength}`],
    [text === '' || BROKEN.test(text), `says "${text}"`],
    [sources.length === 0, 'has no source'],
    [own.includes(undefined), 'names a record that is not in the chart'],
    [sources.some(({ code, system, display }) => [code, system, display].includes('')), 'names an empty code'],
    [
      date !== undefined && !own.some((record) => record && couldBear(record, date)),
      `bears the date ${date} of no record`,
    ],
    [date !== undefined && date.slice(0, 10) > formatDay(request.asOf), `lies ahead, ${date}`],
    [date === undefined && isDated && criterion !== 'care', 'has no date, and its record has'],
  ];
  return wrong(claims).map((what) => `${criterion} ${what}`);
}

const isSorted = (names: readonly string[]): boolean =>
  names.every((name, index) => index === 0 || (names[index - 1] as string) < name);

function ofLists(assessment: Assessment, records: ReadonlyMap<string, string>): readonly string[] {
  const { features, found, notFound, notEvaluated, notes } = assessment;
  const counted = found.filter(({ strength }) => strength !== undefined && strength !== 'context');
  const open = new Set(notEvaluated.map(({ criterion }) => criterion));
  const rows = notEvaluated.map((row) => JSON.stringify(row));
  return [
    ...features.filter((name) => !counted.some((line) => line.criterion === name)).map((name) => `${name}: no line`),
    ...counted.filter((line) => !features.includes(line.criterion)).map((line) => `${line.criterion}: no feature`),
    ...notFound
      .filter((name) => found.some(({ criterion }) => criterion === name))
      .map((name) => `${name}: found and not found`),
    ...notEvaluated
      .filter(({ criterion, reason }) => reason === 'one-value' && features.includes(criterion))
      .map(({ criterion }) => `${criterion}: found, and nothing to compare with`),
    ...notFound.filter((name) => open.has(name)).map((name) => `${name}: not evaluated and not found`),
    ...notFound.filter((name) => !FEATURES.has(name)).map((name) => `${name}: not found, and no feature`),
    ...wrong([
      [!isSorted(features), 'features: not sorted, or one twice'],
      [!isSorted(notFound), 'not found: not sorted, or one twice'],
      [!isSorted(notes), 'notes: not sorted, or one twice'],
      [new Set(rows).size < rows.length, 'not evaluated: one twice'],
      [notEvaluated.some(({ criterion }) => !CRITERIA.has(criterion)), 'not evaluated: no criterion'],
      [notEvaluated.some(({ reason }) => !WHY_NOT.has(reason)), 'not evaluated: no reason'],
      [
        notEvaluated.some(({ reference, reason }) =>
          reference === undefined ? reason !== 'input-unavailable' : !records.has(reference),
        ),
        'not evaluated: no record of the chart',
      ],
    ]),
  ];
}

/** Cancer and pain first, then the features by strength and day, then what stands beside them; nothing twice. */
function ofOrder({ found }: Assessment): readonly string[] {
  const rank = ({ criterion, strength }: Finding): number =>
    criterion === 'cancer' ? -2 : criterion === 'back-pain' ? -1 : STRENGTHS.indexOf(strength ?? '');
  const isFull = (date: string | undefined): date is string => date?.length === 10;
  const pairs = found.slice(1).map((line, index) => [found[index] as Finding, line] as const);
  const features = pairs.filter(([a, b]) => rank(a) === rank(b) && [0, 1, 2].includes(rank(a)));
  const said = found.map(({ criterion, text, date, sources }) =>
    [criterion, text, date, ...(['cancer', 'back-pain'].includes(criterion) ? [] : [sources[0]?.reference])].join('|'),
  );
  return wrong([
    [pairs.some(([a, b]) => rank(a) > rank(b)), 'found: the weaker before the stronger'],
    [
      features.some(([{ date: a }, { date: b }]) => isFull(a) && isFull(b) && a < b),
      'found: the older before the newer',
    ],
    [new Set(said).size < said.length, 'found: the same said twice'],
    [found.filter(({ criterion }) => criterion === 'back-pain').length > PAINS, 'found: more pains than are shown'],
  ]);
}

function ofWhole(assessment: Assessment, request: AssessmentRequest): readonly string[] {
  const { tier, reason, reasonText, variant, asOf, rule, settings, unavailable, found } = assessment;
  const unread = INPUTS.filter((input) => !['present', 'empty'].includes(request.inputs[input].state));
  return wrong([
    [(tier === null) !== (reason !== undefined), 'a reason with a card, or neither'],
    [reason !== undefined && !REASONS.has(reason), `the reason ${reason}`],
    [(reason !== undefined) !== (reasonText !== undefined && reasonText !== ''), 'a reason without its text'],
    [variant !== undefined && (tier === null || tier === 'incomplete'), 'a variant without a recommendation'],
    [asOf !== formatDay(request.asOf) || settings !== request.settings, 'another day or other settings'],
    [!/^metastatic-back-pain \d+\.\d+\.\d+ \S/.test(`${rule.id} ${rule.version} ${rule.contentHash}`), 'no rule'],
    [unavailable.map(({ input, state }) => `${input} ${state}`).join() !== statesOf(unread, request), 'unavailable'],
    [unavailable.some((row) => 'why' in row && row.why === undefined), 'unavailable: a why that says nothing'],
    [
      ['urgent', 'recommended'].includes(tier ?? '') && !found.some(({ criterion }) => criterion === 'back-pain'),
      'no pain behind the card',
    ],
    [!['incomplete', null].includes(tier) && found[0]?.criterion !== 'cancer', 'no cancer behind the card'],
  ]);
}

const statesOf = (unread: readonly (typeof INPUTS)[number][], { inputs }: AssessmentRequest): string =>
  unread.map((input) => `${input} ${inputs[input].state}`).join();
