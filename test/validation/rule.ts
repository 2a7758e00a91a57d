/**
 * The rule with its numbers within reach: which numbers of the content a case asks for, and what it says when one of them
 * is another. Every number lies behind a name (`thresholds: fever-temperature`), read anew at each use.
 */
import { isDeepStrictEqual } from 'node:util';
import { createAssess } from '../../cds-services/metastatic-back-pain/assess.js';
import { readRuleContent } from '../../cds-services/metastatic-back-pain/content.js';
import { explain } from '../../cds-services/metastatic-back-pain/reasons.js';
import { createService } from '../../cds-services/metastatic-back-pain/index.js';
import type { Assessment, AssessmentRequest, ServiceContent } from '../../src/sdk/index.js';
import type { Cards } from '../support/case-run.js';
import { requestOf, seen } from '../support/case-run.js';
import type { Case } from '../support/cases.js';
import { readCases } from '../support/cases.js';
import { WatchedTerminology } from './terminology.js';

const IDENTITY = { id: 'metastatic-back-pain', version: '0.0.0' };

/** A case with what it asks and what the rule says. */
export interface Run {
  readonly one: Case;
  readonly request: AssessmentRequest;
  readonly assessment: Assessment;
  /** Names of the numbers that the rule looked at. */
  readonly numbers: ReadonlySet<string>;
  /** Rows of the value sets, and code systems of sets, that its codes met (terminology.ts). */
  readonly met: ReadonlySet<string>;
}

export class ChangeableRule {
  /** Numbers that differ from the content, by name. */
  private readonly changed = new Map<string, number>();
  private looked = new Set<string>();
  private readonly assess: (request: AssessmentRequest) => Assessment;

  private readonly cards: Cards;

  private readonly terminology: WatchedTerminology;

  constructor(content: ServiceContent) {
    this.terminology = new WatchedTerminology(content.terminology);
    this.cards = createService(content);
    const rules = readRuleContent(content);
    const { suppression, units, pairs } = rules;
    const assess = createAssess(
      IDENTITY,
      {
        ...rules,
        threshold: this.watch('thresholds', rules.threshold),
        suppression: { ...suppression, days: this.watch('suppression', suppression.days) },
        units: {
          ...units,
          labs: Object.fromEntries(
            Object.entries(units.labs).map(([name, row]) => [name, this.watch(`units.${name}`, row)]),
          ),
        },
        pairs: pairs.map((pair) => this.watch(`pairs.${pair.feature}`, pair)),
      },
      { ...content, terminology: this.terminology },
    );
    const reasons = content.documents['reasons'] as Readonly<Record<string, string>>;
    this.assess = (request) => explain(assess(request), reasons);
  }

  /** Numbers of a flat object, looked at by name and changeable. */
  private watch<T extends object>(file: string, numbers: T): T {
    return new Proxy(numbers, {
      get: (target, key) => {
        const value = Reflect.get(target, key) as unknown;
        if (typeof value !== 'number') return value;
        const name = `${file}: ${String(key)}`;
        this.looked.add(name);
        return this.changed.get(name) ?? value;
      },
    });
  }

  run(one: Case): Run {
    this.looked = new Set();
    this.terminology.met = new Set();
    const request = requestOf(one);
    const assessment = this.assess(request);
    return { one, request, assessment, numbers: this.looked, met: this.terminology.met };
  }

  /** True where the case, as it is written, fails on this rule. */
  fails({ one, request }: Run): boolean {
    return !isDeepStrictEqual(seen(this.assess(request), one, this.cards), one.expect);
  }

  /** True where the case fails once this number is another. */
  failsWith(name: string, value: number, run: Run): boolean {
    this.changed.set(name, value);
    try {
      return this.fails(run);
    } finally {
      this.changed.delete(name);
    }
  }

  /** True where the case fails without the rows of this key. */
  failsWithout(key: string, run: Run): boolean {
    this.terminology.without = key;
    try {
      return this.fails(run);
    } finally {
      this.terminology.without = undefined;
    }
  }
}

export const runAll = (rule: ChangeableRule): readonly Run[] => readCases().map((one) => rule.run(one));
