/** What a call remembers and leaves behind. The store is behind it; a call neither waits for it nor fails with it. */
import type { ChartInputs } from '../chart/inputs.js';
import type { Tenant } from '../config/settings.js';
import type { Decision } from '../decision/decide.js';
import type { Recall } from '../decision/memory.js';
import type { Assessment } from '../sdk/assessment.js';
import type { Card } from '../sdk/card.js';
import type { CdsService } from '../sdk/service.js';
import type { HookRequest } from './answer.js';

/** Everything about one call that is decided, before anything of it is made a record. Holds patient data: never kept. */
export interface CallReport {
  readonly service: string;
  readonly tenant: Tenant;
  readonly request: HookRequest;
  readonly inputs: ChartInputs;
  readonly assessment: Assessment;
  readonly recall: Recall;
  readonly decision: Decision;
  /** As answered; absent where none is. */
  readonly card?: Card;
  /** Milliseconds by stage. */
  readonly stages: Readonly<Record<string, number>>;
  readonly at: Date;
  /** The same chart under the tenant's second setting; worked out after the answer. */
  readonly compare?: () => Assessment;
  /** Aborted when the client went away: its card was seen by nobody. */
  readonly signal: AbortSignal;
}

export interface CallMemory {
  /** What this patient's clinicians have heard. Never rejects, answers within a fraction of a second; what is not known speaks. */
  recall(service: CdsService, tenant: Tenant, request: HookRequest, assessment: Assessment): Promise<Recall>;
  /** Takes the report at once; records it after the answer. Never throws. */
  record(report: CallReport): void;
}
