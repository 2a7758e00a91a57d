/** What the dashboard asks of its service: the figures, with the token in a header and nowhere else. */
import type { z } from 'zod';
import type { anyOutcomeSchema } from '../../../hooks/wire-schemas.js';
import type { WireDashboard } from '../../dashboard/schema.js';
import { type Filters, searchOf } from './filters.js';

export interface Problem {
  /** `filter`: the address names something that cannot be; `closed`: nobody may see; `failed`: try again. */
  readonly kind: 'filter' | 'closed' | 'failed';
  readonly words: string;
  readonly remedy: string;
}

export type Answer =
  | { readonly kind: 'figures'; readonly figures: WireDashboard }
  | { readonly kind: 'refused' }
  | { readonly kind: 'problem'; readonly problem: Problem };

const FIGURES = '/dashboard/report';
const PROBLEMS: Readonly<Record<number, Problem['kind']>> = { 400: 'filter', 403: 'closed' };

export async function ask(filters: Filters, token: string | undefined): Promise<Answer> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const address = `${FIGURES}${searchOf(filters)}`;
  try {
    const response = await fetch(address, { headers, cache: 'no-store', credentials: 'omit', redirect: 'error' });
    if (response.status === 401) return { kind: 'refused' };
    if (response.ok) return { kind: 'figures', figures: (await response.json()) as WireDashboard };
    const outcome = (await response.json().catch(() => undefined)) as z.infer<typeof anyOutcomeSchema> | undefined;
    const issue = outcome?.issue[0];
    return problem(
      PROBLEMS[response.status] ?? 'failed',
      issue?.details.text ?? `The service answered ${response.status}.`,
      issue?.diagnostics ?? 'Look into the log of the service.',
    );
  } catch {
    return problem('failed', 'The service did not answer.', 'Is it still running, and is there a way to it from here?');
  }
}

const problem = (kind: Problem['kind'], words: string, remedy: string): Answer => ({
  kind: 'problem',
  problem: { kind, words, remedy },
});

/** What a header can carry; anything else is not the operator's token either. */
export const isSendable = (token: string): boolean => /^[!-~]+$/.test(token);
