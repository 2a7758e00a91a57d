/** The real service in front of a FHIR server under test, and calls to its hook as an EHR makes them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from '../../../src/config/environment.js';
import type { Json } from '../../../src/fhir/resource.js';
import { startService } from '../../../src/main.js';
import type { Assessment } from '../../../src/sdk/assessment.js';
import type { Card } from '../../../src/sdk/card.js';
import { tempDataDir } from '../../support/data-dir.js';

const PATH = '/cds-services/metastatic-back-pain';

export interface HookUnderTest {
  /** Fires `patient-view`; `prefetch` and `fhirServer` are left out where not given. */
  fire(call: HookCall): Promise<Answered>;
  /** The prefetch templates that discovery shows, by key. */
  readonly templates: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export interface HookCall {
  readonly patientId: string;
  readonly fhirServer?: string;
  readonly prefetch?: Json;
  readonly userId?: string;
  readonly encounterId?: string;
}

export interface Answered {
  readonly card?: Card;
  /** Of the card, or of the silent answer. */
  readonly assessment: Assessment;
}

/**
 * Starts the service with one tenant that needs no token and may read `fhirServer`, wherever that is.
 * @param searches searches to use in place of the derived ones, by input
 */
export async function startHook(
  fhirServer: string,
  searches: Readonly<Record<string, string>> = {},
): Promise<HookUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'spinewatch-'));
  const file = join(folder, 'configuration.json');
  const tenant = {
    id: 'test',
    anonymous: true,
    explain: true,
    fhirServers: [{ url: fhirServer, allowPrivateNetwork: true, searches }],
    cards: { emergencyContact: 'Coordinator' },
    // The same chart is asked for in several ways, by one user.
    quiet: { repeat: 'off' },
  };
  // The server may be a far one, and a Java one that has just begun; that an answer comes in time is tested elsewhere.
  const settings = { publicBaseUrl: 'http://127.0.0.1', deadlineMs: 10_000, tenants: [tenant] };
  writeFileSync(file, JSON.stringify(settings));
  const service = await startService(
    readEnvironment({ PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: tempDataDir(), CONFIG_FILE: file }),
    'UTC',
  );
  const discovery = (await (await fetch(`${service.url}/cds-services`)).json()) as {
    services: { id: string; prefetch: Record<string, string> }[];
  };
  return {
    templates: discovery.services.find(({ id }) => PATH.endsWith(`/${id}`))?.prefetch ?? {},
    async fire({ patientId, userId = 'Practitioner/d1', encounterId, ...rest }) {
      const response = await fetch(`${service.url}${PATH}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          hook: 'patient-view',
          hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
          context: { patientId, userId, ...(encounterId === undefined ? {} : { encounterId }) },
          ...rest,
        }),
      });
      const body = (await response.json()) as { cards?: Card[]; extension?: Json };
      const card = body.cards?.[0];
      const assessment = card?.extension?.['org.spinewatch.evidence'] ?? body.extension?.['org.spinewatch.assessment'];
      if (response.status !== 200 || assessment === undefined) {
        throw new Error(`the hook answered ${response.status}: ${JSON.stringify(body).slice(0, 500)}`);
      }
      return { ...(card === undefined ? {} : { card }), assessment: assessment as Assessment };
    },
    async stop() {
      await service.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

/** An assessment with the names that resources were given under in place of the server's, to compare two ways of reading. */
export function inGivenNames(assessment: Assessment, givenNames: ReadonlyMap<string, string>): unknown {
  return JSON.parse(JSON.stringify(assessment), (key, value: unknown) =>
    key === 'reference' && typeof value === 'string' ? (givenNames.get(value) ?? value) : value,
  ) as unknown;
}
