/** The metrics of the service (docs: contract of /metrics). Labels come from configuration and closed sets alone. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  /** Calls of services. `tier` is `none` without a card; `outcome` is `card`, the reason for silence or an error's code. */
  readonly calls: Counter<'tenant' | 'service' | 'tier' | 'outcome'>;
  /** Seconds by stage: `parse`, `read`, `assess`, `decide`, `render`, `total`. */
  readonly callSeconds: Histogram<'stage'>;
  /** Inputs read, by the state they ended in. */
  readonly fhirReads: Counter<'input' | 'state'>;
  /** Entries of feedback that were stored; `tier` is `unknown` for a card that was never shown. */
  readonly feedback: Counter<'outcome' | 'tier'>;
  /** Cards that were not shown, or as info only, by why. */
  readonly quieted: Counter<'reason'>;
  /** Decisions that neither the store nor the disk could take. */
  readonly storeLost: Counter;
  /** Codes of charts that no value set knows; `system` is a known code system's URI or `other`, never a chart's own. */
  readonly unmappedCodes: Counter<'system'>;
}

/** What stands now, asked at each scrape. */
export interface Standing {
  /** FHIR servers that no call waits for at present, because they do not answer. */
  readonly openBreakers: () => number;
  /** Decisions that wait on the disk for the store. */
  readonly spilled: () => number;
  /** Services whose content is past its date of review. */
  readonly overdue: () => number;
}

const NOTHING: Standing = { openBreakers: () => 0, spilled: () => 0, overdue: () => 0 };

/** @param processMetrics false leaves out memory, CPU and event loop, whose collection needs timers */
export function createMetrics(processMetrics = true, standing: Standing = NOTHING): Metrics {
  const registry = new Registry();
  if (processMetrics) collectDefaultMetrics({ register: registry });
  const registers = [registry];
  // Kept by the registry alone: nobody sets one, it asks.
  const asking = (name: string, help: string, ask: () => number): void =>
    void new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(ask());
      },
    });
  asking(
    'spinewatch_breaker_open',
    'FHIR servers that are not asked at present because they do not answer, of all tenants',
    standing.openBreakers,
  );
  asking('spinewatch_store_spilled', 'Decisions that wait on the disk for a store that fails', standing.spilled);
  asking('spinewatch_review_overdue', 'Services whose clinical content is past its date of review', standing.overdue);
  return {
    registry,
    calls: new Counter({
      name: 'spinewatch_calls_total',
      help: 'Calls of CDS services by tenant, service, tier (none without a card) and outcome',
      labelNames: ['tenant', 'service', 'tier', 'outcome'],
      registers,
    }),
    callSeconds: new Histogram({
      name: 'spinewatch_call_seconds',
      help: 'Seconds of a call by stage',
      labelNames: ['stage'],
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    fhirReads: new Counter({
      name: 'spinewatch_fhir_reads_total',
      help: 'Inputs of charts by the state their reading ended in',
      labelNames: ['input', 'state'],
      registers,
    }),
    feedback: new Counter({
      name: 'spinewatch_feedback_total',
      help: 'Feedback stored, by outcome and tier of the card (unknown where there was no such card)',
      labelNames: ['outcome', 'tier'],
      registers,
    }),
    quieted: new Counter({
      name: 'spinewatch_quieted_total',
      help: 'Cards kept back or shown as info only, by reason: snoozed, repeat, shadow, off',
      labelNames: ['reason'],
      registers,
    }),
    storeLost: new Counter({
      name: 'spinewatch_store_lost_total',
      help: 'Decisions lost because neither the store nor the disk could take them',
      registers,
    }),
    unmappedCodes: new Counter({
      name: 'spinewatch_unmapped_codes_total',
      help: 'Codes of charts that no value set knows, once a call, by code system (other: none of the known ones)',
      labelNames: ['system'],
      registers,
    }),
  };
}
