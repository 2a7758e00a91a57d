/** The rule and its checks, for a run in a copy of the project whose code has the mutants built in. */
import { join } from 'node:path';
import * as sdk from '../../src/sdk/index.js';
import { readCases } from '../support/cases.js';
import { realContent } from '../support/service.js';
import { checksOf } from './checks.js';
import { moduleLoader } from './modules.js';
import type { Switchboard } from './rule-run.js';
import { RuleRun } from './rule-run.js';

/** @param folder of the copy; only the service is taken from it: nothing else has mutants */
export function ruleRunIn(folder: string, board: Switchboard): RuleRun {
  const reload = moduleLoader({
    root: join(folder, 'cds-services/metastatic-back-pain'),
    outside: new Map([[join(folder, 'src/sdk/index'), sdk]]),
  });
  return new RuleRun(reload, realContent(), checksOf(readCases()), board);
}
