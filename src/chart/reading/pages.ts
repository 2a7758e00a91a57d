/** Reads one input from the server: the first page, then `next` links for as long as they stay on the server. */
import type { Deadline, FhirAccess, FhirReply } from '../../fhir/client/index.js';
import type { DataRequirement } from '../inputs.js';
import type { Page } from '../prefetch.js';
import { readPage } from '../prefetch.js';
import { searchFor, withoutPaging } from '../templates.js';
import type { InputRead } from './input-read.js';
import type { GatherRequest } from './types.js';

export type PageBounds = Pick<GatherRequest, 'limits' | 'deadline'>;

/** Some servers answer 400 to a `_sort` or `_count` they do not know; the same search without them is still complete. */
async function askFirst(access: FhirAccess, search: string, deadline: Deadline): Promise<FhirReply> {
  const reply = await access.get(search, deadline);
  const plain = !reply.ok && reply.status === 400 ? withoutPaging(search) : undefined;
  return plain === undefined ? reply : access.get(plain, deadline);
}

/** Asks for the input itself. Ends with `read.done`; never rejects. */
export async function readFromServer(
  read: InputRead,
  requirement: DataRequirement,
  patientId: string,
  access: FhirAccess,
  bounds: PageBounds,
): Promise<void> {
  const search = searchFor(requirement, patientId, access.searches);
  if (search === undefined) {
    read.end('error', 'the patient id cannot stand in a URL');
    return;
  }
  const reply = await askFirst(access, search, bounds.deadline);
  if (!reply.ok) read.failedStatus = reply.status;
  const page = take(read, reply);
  if (page) await followPages(read, page, access, bounds);
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
