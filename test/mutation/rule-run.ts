/**
 * Runs the checks of the rule against one mutant after the other. Jest would start anew for every mutant and take hours;
 * here the service is loaded into one process, and the checks that reach the mutant run until the first one fails.
 */
import type { CdsService, MatchedCoding, ServiceContent } from '../../src/sdk/index.js';
import type { Check, LoadedRule } from './checks.js';

/** Gives the modules of the service by name, loaded anew. */
export type Reload = () => (name: string) => Record<string, unknown>;

/** The object that instrumented code asks which mutant is active, and tells what it reached: one of Stryker's. */
export interface Switchboard {
  activeMutant?: string;
  currentTestId?: string;
  mutantCoverage?: { static: Record<string, number>; perTest: Record<string, Record<string, number>> };
  hitCount?: number;
  hitLimit?: number;
}

export interface CheckResult {
  readonly id: string;
  readonly milliseconds: number;
  readonly wrong?: string;
}

export interface Mutant {
  readonly id: string;
  readonly fileName: string;
}

/** `stuck`: the mutant was reached so often that it must be a loop without an end. */
export type MutantResult =
  | { readonly is: 'killed'; readonly by: string; readonly why: string; readonly checks: number }
  | { readonly is: 'survived'; readonly checks: number }
  | { readonly is: 'stuck'; readonly hits: number };

export class RuleRun {
  /** Checks that killed a mutant of a file, the last one first: they are likely to kill its next mutant too. */
  private readonly killers = new Map<string, string[]>();

  constructor(
    private readonly reload: Reload,
    private readonly content: ServiceContent,
    private readonly checks: readonly Check[],
    private readonly board: Switchboard,
  ) {}

  /** All checks without a mutant; the switchboard then knows which mutants each of them reaches. */
  withoutMutant(): readonly CheckResult[] {
    const { board } = this;
    board.mutantCoverage = { static: {}, perTest: {} };
    let rule = this.load();
    const results = this.checks.map((check) => {
      delete board.currentTestId;
      // What the rule remembers from one chart to the next would hide what the next one reaches.
      if (check.startsAnew) rule = this.load();
      board.currentTestId = check.id;
      const start = performance.now();
      const wrong = outcome(check, rule);
      return { id: check.id, milliseconds: performance.now() - start, ...(wrong === undefined ? {} : { wrong }) };
    });
    delete board.currentTestId;
    return results;
  }

  /** @param only the checks that reach the mutant; @param hitLimit how often it may be reached */
  withMutant(mutant: Mutant, only?: readonly string[], hitLimit?: number): MutantResult {
    const { board } = this;
    board.activeMutant = mutant.id;
    board.hitCount = 0;
    board.hitLimit = hitLimit ?? Infinity;
    const killers = this.killersOf(mutant);
    const checks = this.inOrder(killers, only && new Set(only));
    let rule: LoadedRule | undefined;
    try {
      rule = this.load();
    } catch (error) {
      // The service does not start: the registry refuses it, so nobody can overlook this mutant.
      return { is: 'killed', by: checks[0]?.id ?? '', why: String(error), checks: 0 };
    }
    for (const [index, check] of checks.entries()) {
      const wrong = outcome(check, rule);
      if (board.hitCount > board.hitLimit) return { is: 'stuck', hits: board.hitCount };
      if (wrong === undefined) continue;
      this.killers.set(mutant.fileName, [check.id, ...killers.filter((id) => id !== check.id)]);
      return { is: 'killed', by: check.id, why: wrong, checks: index + 1 };
    }
    return { is: 'survived', checks: checks.length };
  }

  private killersOf({ fileName }: Mutant): readonly string[] {
    return this.killers.get(fileName) ?? [];
  }

  private inOrder(first: readonly string[], only: ReadonlySet<string> | undefined): readonly Check[] {
    const checks = only ? this.checks.filter(({ id }) => only.has(id)) : this.checks;
    const rank = new Map(first.map((id, index) => [id, index]));
    return [...checks].sort((a, b) => (rank.get(a.id) ?? first.length) - (rank.get(b.id) ?? first.length));
  }

  private load(): LoadedRule {
    const module = this.reload();
    const { createService } = module('index.js') as { createService: (content: ServiceContent) => CdsService };
    const texts = module('evidence/text-content.js') as { readTextContent: (content: ServiceContent) => unknown };
    const meanings = module('evidence/text-meanings.js') as {
      meaningsOf: (text: string, scope: 'whole', content: unknown) => readonly MatchedCoding[];
    };
    const service = createService(this.content);
    let content: unknown;
    return {
      service,
      read: (text) => meanings.meaningsOf(text, 'whole', (content ??= texts.readTextContent(this.content))),
    };
  }
}

function outcome(check: Check, rule: LoadedRule): string | undefined {
  try {
    return check.run(rule);
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}
