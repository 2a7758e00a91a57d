/** What must hold of the rule, as small named checks: every case, every text, and every case in the opposite order. */
import { isDeepStrictEqual } from 'node:util';
import type { CdsService, MatchedCoding } from '../../src/sdk/index.js';
import { bothWays, requestOf, seen } from '../support/case-run.js';
import type { Case } from '../support/cases.js';
import { readTexts, saidBy } from '../support/texts.js';
import { complaints } from '../support/well-formed.js';

/** The rule as it was loaded just now. */
export interface LoadedRule {
  readonly service: CdsService;
  readonly read: (text: string) => readonly MatchedCoding[];
}

export interface Check {
  readonly id: string;
  /** Reaches all it can reach only where the rule remembers no other chart. */
  readonly startsAnew?: boolean;
  /** What is wrong, or nothing. */
  readonly run: (rule: LoadedRule) => string | undefined;
}

/** Rows of a chart from which on it is tried in the opposite order too: few rows have little order, and each try costs. */
const ROWS_WITH_ORDER = 5;

/** The requests are built once: they are the same for every mutant. */
export function checksOf(cases: readonly Case[]): readonly Check[] {
  return [
    ...cases.map(caseCheck),
    ...textChecks(),
    ...cases.filter(({ chart }) => chart.length >= ROWS_WITH_ORDER).map(orderCheck),
  ];
}

function caseCheck(one: Case): Check {
  const request = requestOf(one);
  return {
    id: `case ${one.file}`,
    startsAnew: true,
    run: ({ service }) => {
      const assessment = service.assess(request);
      return difference(seen(assessment, one, service), one.expect) ?? complaints(assessment, request)[0];
    },
  };
}

/** The same of the chart turned round. */
function orderCheck(one: Case): Check {
  const [, backwards] = bothWays(one);
  const request = requestOf(backwards);
  return {
    id: `order ${one.file}`,
    run: ({ service }) => difference(seen(service.assess(request), one, service), one.expect),
  };
}

const textChecks = (): readonly Check[] =>
  Object.values(readTexts()).flatMap((texts) =>
    Object.entries(texts).map(([text, says]) => ({
      id: `text ${text}`,
      run: ({ read }: LoadedRule) => difference({ says: saidBy(read(text)) }, { says: [...says].sort() }),
    })),
  );

/** As jest's toEqual: a member that is undefined is no member. */
function difference(actual: object, wanted: object): string | undefined {
  const [is, should] = [actual, wanted].map((part) => JSON.parse(JSON.stringify(part)) as unknown);
  return isDeepStrictEqual(is, should) ? undefined : `${JSON.stringify(is)} is not ${JSON.stringify(should)}`;
}
