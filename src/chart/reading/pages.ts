/** Reads one input from the server: the first page, then `next` links for as long as they stay on the server. */
import type { Deadline, FhirAccess, FhirReply } from '../../fhir/client/index.js';
import type { DataRequirement, InputName } from '../inputs.js';
import type { Page } from '../prefetch.js';
import { readPage } from '../prefetch.js';
import { searchFor, withoutPaging } from '../templates.js';
import type { FirstLook } from './first-look.js';
import type { InputRead } from './input-read.js';
import type { GatherRequest } from './types.js';

export type PageBounds = Pick<GatherRequest, 'limits' | 'deadline'>;

/** Some servers answer 400 to a `_sort` or `_count` they do not know; the same search without them is still complete. */
async function askFirst(access: FhirAccess, search: string, deadline: Deadline): Promise<FhirReply> {
  const reply = await access.get(search, deadline);
  const plain = !reply.ok && reply.status === 400 ? withoutPaging(search) : undefined;
  return plain === undefined ? reply : access.get(plain, deadline);
}

/** Asks for the input itself. Reports to `look` once; never rejects. */
export async function readFromServer(
  read: InputRead,
  requirement: DataRequirement,
  patientId: string,
  access: FhirAccess,
  bounds: PageBounds,
  look: FirstLook,
): Promise<void> {
  const form = access.habits.patientForm ?? 'id';
  const search = searchFor(requirement, patientId, access.searches, form);
  if (search === undefined) {
    look.report(false);
    read.end('error', 'the patient id cannot stand in a URL');
    return;
  }
  const other = searchFor(requirement, patientId, access.searches, 'reference') ?? search;
  // A search of the site's own and a read of the Patient say nothing of the form.
  if (other === search) look.report(false);
  const reply = await askFirst(access, search, bounds.deadline);
  let better: FhirReply | undefined;
  if (other !== search) {
    look.report(matchesIn(read.input, reply) > 0);
    better = await askAgain(read.input, reply, other, access, bounds, look);
  }
  const page = take(read, better ?? reply);
  if (page) await followPages(read, page, access, bounds);
}

function matchesIn(input: InputName, reply: FhirReply): number {
  const page = reply.ok ? readPage(input, reply.body) : 'absent';
  return page === 'absent' ? 0 : page.matches;
}

/** An empty Bundle without a word of explanation, or 400: what an id in the wrong form is answered with. */
function mayBeTheForm(input: InputName, reply: FhirReply): boolean {
  if (!reply.ok) return reply.status === 400;
  const page = readPage(input, reply.body);
  return page !== 'absent' && page.matches === 0 && page.next === undefined && page.problem === undefined;
}

/** The answer to the search by reference, where it is worth more than the first. */
async function askAgain(
  input: InputName,
  first: FhirReply,
  search: string,
  access: FhirAccess,
  bounds: PageBounds,
  look: FirstLook,
): Promise<FhirReply | undefined> {
  if (!mayBeTheForm(input, first) || !(await look.isDoubtful())) return undefined;
  const reply = await askFirst(access, search, bounds.deadline);
  if (matchesIn(input, reply) > 0) look.foundByReference();
  // A server that refuses this form has understood the other; anything else that fails leaves it open.
  const refused = !reply.ok && reply.status !== undefined && reply.status >= 400 && reply.status < 500;
  return refused && reply.status !== 429 ? undefined : reply;
}

/** Puts an answer into the input; the page where reading may go on. */
function take(read: InputRead, reply: FhirReply): Page | undefined {
  if (!reply.ok) {
    // Past the first page "too large" means that part of it was read.
    const state = reply.tooLarge && read.entries.length > 0 ? 'truncated' : reply.state;
    read.end(state, reply.why);
    return undefined;
  }
  const page = readPage(read.input, reply.body);
  if (page === 'absent') {
    read.end('error', 'the answer holds no Patient');
    return undefined;
  }
  read.pages += 1;
  return read.add(page) ? page : undefined;
}

/** Follows `next` from a page that is already in `read`, whether it came by prefetch or was read. */
export async function followPages(
  read: InputRead,
  first: Page,
  access: FhirAccess | undefined,
  { limits, deadline }: PageBounds,
): Promise<void> {
  const seen = new Set<string>();
  let next = first.next;
  for (let pages = 1; next !== undefined; pages += 1) {
    if (read.limit(limits.resources)) return;
    const url = access?.within(next);
    if (access === undefined || url === undefined) {
      return read.end('truncated', 'there are further pages, at an address that may not be read');
    }
    if (pages >= limits.pages) return read.end('truncated', 'more pages than are read');
    if (read.entries.length >= limits.resources) return read.end('truncated', 'more resources than are read');
    if (seen.has(url)) return read.end('truncated', 'the pages go round in a circle');
    seen.add(url);
    next = take(read, await access.get(url, deadline))?.next;
  }
  if (read.pages > 0) read.limit(limits.resources);
}
