/**
 * The part of gathering that goes out: every absent input and every further page at once, one deadline over all, and
 * the breaker of the server before it.
 */
import type { Deadline, FhirAccess, FhirReply } from '../../fhir/client/index.js';
import { releaseOf, smellsOfAnotherRelease } from '../../fhir/client/index.js';
import type { DataRequirement, InputName } from '../inputs.js';
import type { Page } from '../prefetch.js';
import type { InputRead } from './input-read.js';
import { missingMedications, readMedications } from './medications.js';
import { followPages, readFromServer } from './pages.js';
import type { GatherRequest } from './types.js';

type AskRequest = GatherRequest & { readonly access: FhirAccess };

/** How long the question which release a server speaks may take; it is asked only after searches have failed. */
const RELEASE_MS = 500;
/** A signal that fires this long before its own time was somebody else's: the caller went away. */
const EARLY_MS = 20;

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

  for (const [read, requirement] of absent) {
    tasks.push({ read, start: () => readFromServer(read, requirement, patientId, access, bounds) });
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
  await untilDeadline(Promise.all(work), deadline.signal);

  const cutShort = deadline.signal.aborted && now() < deadline.at - EARLY_MS;
  if (wasSilent() && !cutShort) access.breaker.silent();
  await nameOtherRelease(access, [...absent.keys()], request);
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

/** Resolves with the work or at the deadline, whichever is first: a request that ignores its signal holds nobody up. */
async function untilDeadline(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  let release = (): void => undefined;
  const deadline = new Promise<void>((resolve) => {
    release = resolve;
    signal.addEventListener('abort', release, { once: true });
  });
  await Promise.race([work, deadline]).catch(() => undefined);
  signal.removeEventListener('abort', release);
}

/**
 * Where searches failed the way they do on a server of another release of FHIR, asks which one it speaks and says so.
 * R4 servers answer a search for a type they have with 200, so this costs nothing in the ordinary way.
 */
async function nameOtherRelease(access: FhirAccess, reads: readonly InputRead[], request: AskRequest): Promise<void> {
  const { deadline, now } = request;
  const failed = reads.filter((read) => read.input !== 'patient' && smellsOfAnotherRelease(read.failedStatus));
  if (failed.length === 0 || deadline.signal.aborted) return;
  const signal = AbortSignal.any([deadline.signal, AbortSignal.timeout(RELEASE_MS)]);
  let version: string | undefined;
  const asking = access.version({ signal, at: Math.min(deadline.at, now() + RELEASE_MS) });
  await untilDeadline(
    asking.then((stated) => (version = stated)),
    signal,
  );
  const release = version === undefined ? undefined : releaseOf(version);
  if (release === undefined || release === 'R4' || release === 'R4B') return;
  for (const read of failed) read.explain(`this server speaks FHIR ${release}, not R4`);
}
