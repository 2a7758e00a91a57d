/** What a PromQL expression asks for, by Prometheus's own grammar. */
import { parser } from '@prometheus-io/lezer-promql';

export interface Asked {
  /** Each metric with the labels that are matched on it and by what. */
  readonly selectors: readonly { readonly metric: string; readonly matchers: ReadonlyMap<string, string> }[];
  /** Labels that results are grouped by. */
  readonly groupedBy: readonly string[];
}

/** @throws Error where it does not parse */
export function askedBy(expression: string): Asked {
  const selectors: { metric: string; matchers: Map<string, string> }[] = [];
  const groupedBy: string[] = [];
  let grouping = false;
  let label = '';
  parser.parse(expression).iterate({
    enter({ name, from, to, type }) {
      const text = expression.slice(from, to);
      if (type.isError) throw new Error(`does not parse at ${from}: ${expression}`);
      if (name === 'VectorSelector') selectors.push({ metric: '', matchers: new Map() });
      const selector = selectors.at(-1);
      if (name === 'Identifier' && selector) selector.metric = text;
      if (name === 'GroupingLabels') grouping = true;
      if (name === 'LabelName' && grouping) groupedBy.push(text);
      else if (name === 'LabelName') label = text;
      if (name === 'StringLiteral' && selector) selector.matchers.set(label, text.slice(1, -1));
    },
    leave({ name }) {
      if (name === 'GroupingLabels') grouping = false;
    },
  });
  return { selectors, groupedBy };
}
