/** Reads the chart in the browser and has the service assess it: the service's own reading, with the user's token. */
import type { ChartInputs, InputName } from '../../../chart/inputs.js';
import { gatherChart, type ReadReport } from '../../../chart/reading/index.js';
import type { EvidenceSettings, ReadService } from '../../smart/settings.js';
import type { View, ViewRequest } from '../../smart/wire.js';
import { createPageAccess } from './access.js';
import { fitting } from './fitting.js';
import { Trouble } from './page.js';
import type { Session } from './session.js';

export interface Reading {
  readonly inputs: ChartInputs;
  readonly reads: readonly ReadReport[];
  readonly ms: number;
  readonly status: number;
  /** A `View` where the status is 200, else an OperationOutcome. */
  readonly body: unknown;
}

/** @throws Trouble where the chart is somebody else's, or the service does not answer */
export async function readAndAssess(
  { id, requirements }: ReadService,
  session: Session,
  settings: EvidenceSettings,
): Promise<Reading> {
  const { base, searches, limits, deadlineMs } = settings;
  const { token, patientId, encounterId, userId } = session;
  const started = performance.now();
  const { responseBytes } = limits;
  // Bound, as a browser wants it called.
  const fetchHere: typeof fetch = (input, init) => fetch(input, init);
  const gathered = await gatherChart({
    requirements,
    prefetch: {},
    patientId,
    fhirServer: base,
    access: createPageAccess({ base, searches, token, responseBytes, fetch: fetchHere }),
    limits,
    deadline: { at: Date.now() + deadlineMs, signal: AbortSignal.timeout(deadlineMs) },
    now: Date.now,
  });
  if (gathered.patientMismatch) throw MISMATCH;
  const inputs = fitting(gathered.inputs, limits.bodyBytes);
  const request: ViewRequest = {
    iss: base,
    patientId,
    ...(encounterId === undefined ? {} : { encounterId }),
    ...(userId === undefined ? {} : { userId }),
    inputs: wireOf(
      inputs,
      requirements.map(({ input }) => input),
    ),
  };
  const { status, body } = await post(`/evidence/${id}`, request);
  return { inputs, reads: gathered.reads, ms: performance.now() - started, status, body };
}

export const viewOf = ({ status, body }: Reading): View | undefined => (status === 200 ? (body as View) : undefined);

/** Without the reasons: they are for whoever is looking, and the service has its own. */
function wireOf(inputs: ChartInputs, wanted: readonly InputName[]): ViewRequest['inputs'] {
  return Object.fromEntries(
    wanted.map((input) => {
      const { state, entries, release } = inputs[input];
      return [input, { state, entries, ...(release === undefined ? {} : { release }) }];
    }),
  ) as ViewRequest['inputs'];
}

async function post(path: string, body: unknown): Promise<{ readonly status: number; readonly body: unknown }> {
  try {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: response.status, body: (await response.json()) as unknown };
  } catch {
    throw NO_SERVICE;
  }
}

const MISMATCH = new Trouble(
  'The FHIR server sent another patient than the one whose chart is open, so nothing is shown.',
  'Close this and open it again from the chart in the EHR; if it stays so, tell whoever runs the EHR.',
);
const NO_SERVICE = new Trouble(
  'The chart was read, but Spinewatch did not answer.',
  'Read the chart again in a moment; if it stays so, tell whoever runs Spinewatch.',
);
