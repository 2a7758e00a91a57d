/**
 * A call before the first one. The engine compiles code as it runs, and the first clinician of the day should not wait
 * for that: after one sample chart a first call costs a third of what it costs without.
 */
import type { Sample } from '../samples/sample.js';
import { hookRequestOf } from '../samples/hook-request.js';
import type { CdsService } from '../sdk/service.js';
import type { CallEnvironment } from './call-environment.js';
import { handleCall } from './handle-call.js';
import { requestParser } from './request.js';
import { responseOf } from './response.js';

/** Without memory or metrics: nobody is told, nothing is kept. */
type Environment = Omit<CallEnvironment, 'memory' | 'onReads' | 'onQuiet' | 'onUnmapped' | 'signal'>;

/** Answers a sample that gives a card, to nobody. Does nothing for a service without one. */
export async function warmUp(service: CdsService, samples: readonly Sample[], env: Environment): Promise<void> {
  const sample = samples.find(({ tier }) => tier === 'urgent');
  if (!sample) return;
  const today = env.today(env.tenant.timeZone, env.now());
  const request = requestParser(service.hook)(hookRequestOf(sample, service, today, 'warm-up'));
  const answer = await handleCall(service, request, { ...env, signal: new AbortController().signal });
  JSON.stringify(responseOf(answer));
}
