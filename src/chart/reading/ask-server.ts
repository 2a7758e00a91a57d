/**
 * The part of gathering that goes out: every absent input and every further page at once, one deadline over all, and
 * the breaker of the server before it.
 */
import type { Deadline, FhirAccess, FhirReply } from '../../fhir/client/index.js';
import type { DataRequirement, InputName } from '../inputs.js';
import type { Page } from '../prefetch.js';
import { FirstLook } from './first-look.js';
import type { InputRead } from './input-read.js';
import { missingMedications, readMedications } from './medications.js';
import { followPages, readFromServer } from './pages.js';
import { askRelease } from './release.js';
import type { GatherRequest } from './types.js';
import { until } from './until.js';

type AskRequest = GatherRequest & { readonly access: FhirAccess };

/** A signal that fires this long before its own time was somebody else's: the caller went away. */
const EARLY_MS = 20;
/** A deadline that rings this late rang in a process that was kept from listening: an answer may lie there unread. */
const LATE_MS = 250;

/** Reads what is absent and follows what has further pages. Resolves by the deadline; never rejects. */
export async function askServer(
  request: AskRequest,
  reads: ReadonlyMap<InputName, InputRead>,
  given: ReadonlyMap<InputRead, Page>,
  absent: ReadonlyMap<InputRead, DataRequirement>,
): Promise<void> {
  const { deadline, now, patientId } = request;
  const { access, wasSilent } = listening(request.access);
  const bounds = { limits: request.limits, deadline };
  const began = now();
  const tasks: { readonly read: InputRead; readonly start: () => Promise<void> }[] = [];

  const look = new FirstLook(access.habits, absent.size);
  for (const [read, requirement] of absent) {
    tasks.push({ read, start: () => readFromServer(read, requirement, patientId, access, bounds, look) });
  }
  for (const [read, page] of given) {
    if (page.next === undefined) read.done = true;
    else tasks.push({ read, start: () => followPages(read, page, access, bounds) });
  }
  const medications = reads.get('medications');
  const lookUp = medications?.done === true && missingMedications(medications.entries, access).length > 0;
  if (tasks.length === 0 && !lookUp) return;

  if (!access.breaker.admits()) {
    for (const { read } of tasks) {
      read.end('error', 'the server has not been answering and is not asked for now');
      read.done = true;
    }
    return;
  }

  const question = absent.size > 0 ? askRelease(access) : undefined;
  const attachMedications = async (): Promise<void> => {
    if (medications) medications.attach(await readMedications(medications.entries, access, deadline));
  };
  const work = tasks.map(async ({ read, start }) => {
    read.asked = true;
    await start().catch(() => read.end('error', 'it could not be read'));
    read.done = true;
    read.ms = now() - began;
    if (read === medications) await attachMedications();
  });
  if (lookUp) work.push(attachMedications());
  await until(Promise.all(work), deadline.signal);

  const rang = now() - deadline.at;
  const cutShort = deadline.signal.aborted && rang < -EARLY_MS;
  if (wasSilent() && !cutShort && rang <= LATE_MS) access.breaker.silent();
  const release = await question?.unreadable(deadline.signal);
  if (release !== undefined) for (const read of absent.keys()) read.refuseRelease(release);
  for (const { read } of tasks) if (!read.done) read.ms = now() - began;
}

/** The same access, with an ear for whether anything answered at all. */
function listening(access: FhirAccess): { readonly access: FhirAccess; readonly wasSilent: () => boolean } {
  let sent = false;
  let heard = false;
  const get = async (url: string, deadline: Deadline): Promise<FhirReply> => {
    sent ||= access.within(url) !== undefined;
    const reply = await access.get(url, deadline);
    heard ||= reply.ok || reply.status !== undefined;
    return reply;
  };
  return { access: { ...access, get }, wasSilent: () => sent && !heard };
}
