/**
 * Gathers a chart: what prefetch gave is used, what is absent is read from the server, all in parallel and under one
 * deadline. Every input ends in one of the states of docs/inputs.md, and nothing here throws.
 */
import type { Entry } from '../../fhir/resource.js';
import type { ChartInputs, DataRequirement, InputName, InputState } from '../inputs.js';
import { INPUTS } from '../inputs.js';
import type { Page } from '../prefetch.js';
import { readPage } from '../prefetch.js';
import { isAnotherPatient, ownEntries, patientIdentity } from '../subject.js';
import { askServer } from './ask-server.js';
import { InputRead } from './input-read.js';
import type { GatheredChart, GatherRequest } from './types.js';

export type { GatheredChart, GatherRequest, ReadReport } from './types.js';

/** Reads the chart of one patient. Answers by the deadline, whatever the server does; rejects with what `admitted` does alone. */
export async function gatherChart(request: GatherRequest): Promise<GatheredChart> {
  const { requirements, prefetch, access, patientId } = request;
  const reads = new Map<InputName, InputRead>();
  const given = new Map<InputRead, Page>();
  const absent = new Map<InputRead, DataRequirement>();
  for (const requirement of requirements) {
    const { input } = requirement;
    const read = new InputRead(input);
    reads.set(input, read);
    const page = Object.hasOwn(prefetch, input) ? readPage(input, prefetch[input]) : 'absent';
    if (page === 'absent') absent.set(read, requirement);
    else if (takes(read, page, request)) given.set(read, page);
    else read.done = true;
  }

  const required = [...absent].filter(([, requirement]) => requirement.required);
  const missingRequired = access ? [] : required.map(([read]) => read.input);
  // Both are answered 412, which needs no more of the chart than has come already.
  const stops = missingRequired.length > 0 || isMismatch(reads, patientId);
  if (!stops && request.admitted) await request.admitted();
  if (access && !stops) await askServer({ ...request, access }, reads, given, absent);
  else leaveUnread(given, absent);

  return {
    inputs: settle(request, reads),
    missingRequired,
    patientMismatch: isMismatch(reads, patientId),
    reads: [...reads.values()]
      .filter((read) => read.asked)
      .map(({ input, ms, pages, settled }) => ({ input, state: settled, ms, pages })),
  };
}

/** A page of the prefetch is bounded as one that is read; answers whether its further pages are to be read. */
const takes = (read: InputRead, page: Page, { limits }: GatherRequest): boolean =>
  read.add(page) && !read.limit(limits.resources);

const isMismatch = (reads: ReadonlyMap<InputName, InputRead>, patientId: string): boolean =>
  reads.get('patient')?.entries.some((entry) => isAnotherPatient(entry, patientId)) ?? false;

/** Nothing may be asked, or nothing needs to be: what was given stands, without its further pages. */
function leaveUnread(given: ReadonlyMap<InputRead, Page>, absent: ReadonlyMap<InputRead, DataRequirement>): void {
  for (const [read, page] of given) {
    if (page.next !== undefined) read.end('truncated', 'there are further pages, and no server to read them from');
    read.done = true;
  }
  for (const read of absent.keys()) {
    read.end('missing', 'it was not given, and could not be asked for');
    read.done = true;
  }
}

const NOT_ASKED: InputState = { state: 'missing', entries: [], why: 'this service does not ask for it' };

/** The states, over what is the patient's own. */
function settle(request: GatherRequest, reads: ReadonlyMap<InputName, InputRead>): ChartInputs {
  const { patientId, fhirServer } = request;
  const patients: Entry[] = [];
  for (const { entries } of reads.values()) {
    for (const entry of entries) if (entry.resource.resourceType === 'Patient') patients.push(entry);
  }
  const identity = patientIdentity(patientId, fhirServer, patients);
  const states = INPUTS.map((input): [InputName, InputState] => {
    const read = reads.get(input);
    return [input, read ? read.settle(ownEntries(read.entries, identity)) : NOT_ASKED];
  });
  return Object.fromEntries(states) as unknown as ChartInputs;
}
