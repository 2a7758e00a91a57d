/** Spinewatch with the SMART app open, beside a small EHR: how a card's link is taken, as an EHR takes it. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { realService } from '../../support/service.js';
import { tempDataDir } from '../../support/data-dir.js';
import { served, type Served } from '../../support/served.js';
import { hookRequestOf } from '../../../src/samples/hook-request.js';
import { loadSamples } from '../../../src/registry/samples.js';
import { todayIn } from '../../../src/config/today.js';
import type { Sample } from '../../../src/samples/sample.js';
import { type Ehr, freePort, type Launch, startEhr } from './smart-server.js';

export const ID = 'metastatic-back-pain';
export const CLIENT = 'spinewatch-app';
export const SAMPLES = loadSamples(ID);
const DEADLINE_MS = 2500;

interface Card {
  readonly uuid: string;
  readonly summary: string;
  readonly source: { readonly topic: { readonly code: string } };
  readonly links?: readonly { readonly type: string; readonly url: string; readonly appContext?: string }[];
}

export interface Hospital {
  readonly ehr: Ehr;
  readonly service: Served;
  /** All that the service wrote. */
  readonly log: () => string;
  /** The hook's answer to a sample, as prefetch. */
  fire(sample: Sample): Promise<Card | undefined>;
  /** The address that the EHR opens for a link. @param url of the link; that of the configuration where there is no card */
  open(launch: Launch, url?: string): string;
  /** A launch of a sample's chart. */
  chartOf(name: string): Launch;
  stop(): Promise<void>;
}

/** @param smart more of the tenant's `smart` */
export async function startHospital(smart: (ehr: Ehr) => object = () => ({})): Promise<Hospital> {
  const port = await freePort();
  // By name, so that it is another origin than the EHR in more than the port.
  const self = `http://localhost:${port}`;
  const ehr = await startEhr({ clientId: CLIENT, redirectUri: `${self}/evidence` });
  const config = join(mkdtempSync(join(tmpdir(), 'spinewatch-smart-')), 'site.yaml');
  writeFileSync(
    config,
    stringify({
      publicBaseUrl: self,
      deadlineMs: DEADLINE_MS,
      tenants: [
        {
          id: 'north',
          anonymous: true,
          explain: true,
          timeZone: 'Europe/London',
          fhirServers: [{ url: ehr.iss, allowPrivateNetwork: true }],
          cards: { emergencyContact: 'MSCC coordinator, 020 7946 0000' },
          quiet: { repeat: 'off' },
          smart: { clientId: CLIENT, authorizationServers: [ehr.auth], requestsPerMinute: 1000, ...smart(ehr) },
        },
      ],
    }),
  );
  let written = '';
  const environment = { CONFIG_FILE: config, PORT: String(port), LOG_LEVEL: 'trace', DATA_DIR: tempDataDir() };
  const service = await served(environment, (text) => (written += text));
  const today = () => todayIn('Europe/London', new Date());
  return {
    ehr,
    service,
    log: () => written,
    async fire(sample) {
      const response = await fetch(`${service.url}/cds-services/${ID}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(hookRequestOf(sample, realService(), today(), crypto.randomUUID())),
      });
      return ((await response.json()) as { cards: Card[] }).cards[0];
    },
    open(launch, url = `${self}/launch`) {
      const address = new URL(url);
      address.searchParams.set('iss', ehr.iss);
      address.searchParams.set('launch', ehr.launch(launch));
      return address.href;
    },
    chartOf(name) {
      const sample = SAMPLES.find((one) => one.name === name);
      if (!sample) throw new Error(`no sample ${name}`);
      return { patientId: sample.patientId, entries: sample.bundle(today()).entry };
    },
    async stop() {
      await Promise.all([service.term(), ehr.stop()]);
    },
  };
}
