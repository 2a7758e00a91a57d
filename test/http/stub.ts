/** A service that answers nothing of its own, and the edge around it, for tests of the edge. */
import { Writable } from 'node:stream';
import type { Express } from 'express';
import type { HookAnswer, HookRequest } from '../../src/hooks/answer.js';
import { createApp, type AppDependencies, type Caller } from '../../src/http/app.js';
import { createLogger } from '../../src/observability/log.js';
import { createMetrics } from '../../src/observability/metrics.js';
import type { CdsService } from '../../src/sdk/service.js';

export const SERVICE: CdsService = {
  id: 'stub',
  hook: 'patient-view',
  title: 'A stub',
  description: 'Answers what the test says.',
  version: '1.2.3',
  requirements: [],
  assess: () => {
    throw new Error('the edge does not assess');
  },
  renderCard: () => undefined,
};

export const SILENT: HookAnswer = { cards: [], tier: 'none', outcome: 'no-cancer', stages: { read: 1, assess: 2 } };

export const REQUEST = {
  hook: 'patient-view',
  hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
  context: { patientId: '1', userId: 'Practitioner/abc' },
};

export const PREFETCH = {
  patient: 'Patient/{{context.patientId}}',
  conditions: 'Condition?patient={{context.patientId}}',
};

export interface Edge {
  readonly app: Express;
  /** Requests that reached `handleCall`. */
  readonly calls: HookRequest[];
  /** Parsed log lines. */
  readonly log: Record<string, unknown>[];
  readonly deps: AppDependencies<Caller>;
}

export function edge(overrides: Partial<AppDependencies<Caller>> = {}): Edge {
  const calls: HookRequest[] = [];
  const log: Record<string, unknown>[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      log.push(
        ...String(chunk)
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as Record<string, unknown>),
      );
      done();
    },
  });
  const deps: AppDependencies<Caller> = {
    services: [SERVICE],
    prefetch: () => PREFETCH,
    handleCall: (_service, request) => {
      calls.push(request);
      return Promise.resolve(SILENT);
    },
    authenticate: () => ({ tenant: 'north' }),
    limits: { bodyBytes: 100_000, jsonDepth: 64 },
    cors: { origins: ['*'] },
    ready: () => ({ status: 200, body: { status: 'ready' } }),
    metrics: createMetrics(false),
    logger: createLogger('info', destination),
    now: () => new Date('2026-06-15T12:00:00Z'),
    ...overrides,
  };
  return { app: createApp(deps), calls, log, deps };
}
