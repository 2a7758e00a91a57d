/**
 * One value of the wire - a prefetch value or the body of a FHIR answer - as a page of an input.
 *
 * The same reader serves both, so that a Bundle means the same whether the EHR sent it or the server answered it.
 * Entries are used as they are: a chart of 20,000 resources is not copied.
 */
import type { Entry, Json, Resource } from '../fhir/resource.js';
import { isObject, isResource, listOf, stringOf } from '../fhir/resource.js';
import type { InputName, InputStateName } from './inputs.js';
import { RESOURCE_TYPE } from './inputs.js';
import type { OutcomeKind } from './outcome.js';
import { outcomeKind } from './outcome.js';

/** Why a page is not what was asked for. `truncated` keeps its entries, the others end the input. */
export interface PageProblem {
  readonly state: Extract<InputStateName, 'not-permitted' | 'error' | 'truncated'>;
  /** In fixed words; never anything that came over the wire. */
  readonly why: string;
}

/** One page of an input. */
export interface Page {
  /** Everything but outcomes: matches, and what came along with them so that references can be resolved. */
  readonly entries: readonly Entry[];
  /** How many entries are of the input's type and not included along with another. */
  readonly matches: number;
  readonly total?: number;
  /** The `next` link as written, unchecked; the empty string where there is one that cannot be read. */
  readonly next?: string;
  readonly problem?: PageProblem;
}

const NOTHING: Page = { entries: [], matches: 0 };
const failed = (why: string): Page => ({ ...NOTHING, problem: { state: 'error', why } });
const OUTCOME: Readonly<Record<OutcomeKind, PageProblem>> = {
  refused: { state: 'not-permitted', why: 'the answer was an OperationOutcome that refuses access' },
  failed: { state: 'error', why: 'the answer was an OperationOutcome that reports an error' },
  harmless: { state: 'error', why: 'the answer was an OperationOutcome and no data' },
};

/** Reads one value. `absent`: nothing was given (for `patient`, null and a Bundle without a Patient are nothing too). */
export function readPage(input: InputName, value: unknown): Page | 'absent' {
  if (value === undefined) return 'absent';
  if (value === null) return input === 'patient' ? 'absent' : NOTHING;
  if (!isResource(value)) return failed('the value is no FHIR resource');
  if (value.resourceType === 'OperationOutcome') return { ...NOTHING, problem: OUTCOME[outcomeKind(value)] };
  if (value.resourceType === RESOURCE_TYPE[input]) return { entries: [{ resource: value }], matches: 1 };
  if (value.resourceType !== 'Bundle') return failed('the value is a resource of another type');
  const page = readBundle(value, RESOURCE_TYPE[input]);
  const noPatient = input === 'patient' && page.matches === 0 && page.problem === undefined && page.next === undefined;
  return noPatient ? 'absent' : page;
}

/** What an entry without data stands for: an outcome, or the status line of a failed part of a batch. */
function failureOf(entry: Json): OutcomeKind | undefined {
  const { resource, response } = entry;
  if (isResource(resource)) return resource.resourceType === 'OperationOutcome' ? outcomeKind(resource) : undefined;
  const status = isObject(response) ? (stringOf(response['status']) ?? '') : '';
  if (/^40[13]/.test(status)) return 'refused';
  return /^[123]/.test(status) ? 'harmless' : 'failed';
}

/** An entry as the rest of the program may rely on it; nearly always the very object of the Bundle. */
const entryOf = (entry: Json): Entry => {
  const { fullUrl, resource } = entry;
  return fullUrl === undefined || typeof fullUrl === 'string'
    ? (entry as unknown as Entry)
    : { resource: resource as Resource };
};

const modeOf = (entry: Json): unknown => (isObject(entry['search']) ? entry['search']['mode'] : undefined);

function readBundle(bundle: Json, type: string): Page {
  const raw = listOf(bundle['entry']);
  const entries: Entry[] = [];
  let same = true;
  let matches = 0;
  let strangers = 0;
  let worst: OutcomeKind | undefined;
  for (const one of raw) {
    const failure = isObject(one) ? failureOf(one) : 'failed';
    if (failure !== undefined) {
      same = false;
      if (failure === 'refused' || worst === undefined || worst === 'harmless') worst = failure;
      continue;
    }
    const entry = entryOf(one as Json);
    same &&= entry === one;
    entries.push(entry);
    const mode = modeOf(one as Json);
    if (mode === 'include') continue;
    if (entry.resource.resourceType === type) matches += 1;
    else strangers += 1;
  }
  const problem = problemOf(matches, strangers, worst);
  const total = bundle['total'];
  const next = nextLink(bundle['link']);
  return {
    entries: same ? (raw as readonly Entry[]) : entries,
    matches,
    ...(typeof total === 'number' && Number.isFinite(total) ? { total } : {}),
    ...(next === undefined ? {} : { next }),
    ...(problem === undefined ? {} : { problem }),
  };
}

function problemOf(matches: number, strangers: number, worst: OutcomeKind | undefined): PageProblem | undefined {
  if (worst !== undefined && worst !== 'harmless') {
    if (matches === 0) return OUTCOME[worst];
    return { state: 'truncated', why: 'part of the answer could not be read' };
  }
  // Things of another type beside the right ones came along; alone they answer another question.
  if (matches === 0 && strangers > 0) return { state: 'error', why: 'the Bundle holds resources of another type' };
  return undefined;
}

function nextLink(links: unknown): string | undefined {
  const next = listOf(links).find((link) => isObject(link) && link['relation'] === 'next');
  return isObject(next) ? (stringOf(next['url']) ?? '') : undefined;
}
