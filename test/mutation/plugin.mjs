/** What stryker.config.json names: the test runner `rule` and the ignorer `wording`, in the terms of Stryker. */
import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core';
import { PluginKind, declareFactoryPlugin, declareValuePlugin } from '@stryker-mutator/api/plugin';
import { DryRunStatus, MutantRunStatus, TestStatus } from '@stryker-mutator/api/test-runner';
import { register } from 'tsx/esm/api';

register();
const { ruleRunIn } = await import('./rule.ts');
const { whyIgnored } = await import('./wording.ts');

/** Stryker starts it in the copy of the project that has the mutants. */
class RuleRunner {
  init() {
    const board = (globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {});
    this.board = board;
    this.run = ruleRunIn(process.cwd(), board);
  }

  /** All is loaded anew for each mutant, what stands at the top of a module included. */
  capabilities() {
    return { reloadEnvironment: true };
  }

  dryRun() {
    const tests = this.run.withoutMutant().map(({ id, milliseconds, wrong }) => ({
      id,
      name: id,
      timeSpentMs: milliseconds,
      ...(wrong === undefined ? { status: TestStatus.Success } : { status: TestStatus.Failed, failureMessage: wrong }),
    }));
    return { status: DryRunStatus.Complete, tests, mutantCoverage: this.board.mutantCoverage };
  }

  mutantRun({ activeMutant, testFilter, hitLimit }) {
    const result = this.run.withMutant(activeMutant, testFilter, hitLimit);
    if (result.is === 'stuck') return { status: MutantRunStatus.Timeout, reason: `reached ${result.hits} times` };
    if (result.is === 'survived') return { status: MutantRunStatus.Survived, nrOfTests: result.checks };
    const { by, why, checks } = result;
    return { status: MutantRunStatus.Killed, killedBy: [by], failureMessage: why, nrOfTests: checks };
  }
}

export const strykerPlugins = [
  declareFactoryPlugin(PluginKind.TestRunner, 'rule', () => new RuleRunner()),
  declareValuePlugin(PluginKind.Ignore, 'wording', { shouldIgnore: whyIgnored }),
];
