/**
 * Preliminary Observations are shown and count for nothing (specification 2.1). One that may bear on a feature that was not
 * found otherwise is a context line, so that the feature is not said to be "not found" beside it.
 */
import type { Finding, ObservationFact } from '../../../src/sdk/index.js';
import type { Match, RuleContext } from './context.js';
import { finding, plain, sourceOf } from './context.js';
import { decimals } from './labs/results.js';

/** @param open features that were looked for and not found */
export function preliminaryLines(open: ReadonlySet<string>, context: RuleContext): readonly Finding[] {
  const shown = context.content.reading['shown-statuses'];
  const newest = new Map<string, { readonly day: number; readonly line: Finding }>();
  for (const observation of context.chart.observations.all) {
    if (!shown.includes(observation.status ?? '') || isEmpty(observation)) continue;
    const when = context.when(observation.date ? [observation.date] : []);
    if (when.kind !== 'dated' || !context.within(when.day, context.threshold['minor-window'])) continue;
    for (const match of matchesOf(observation)) {
      const name = match.meaning.feature;
      if (name === undefined || !open.has(name) || (newest.get(name)?.day ?? -Infinity) >= when.day) continue;
      const sources = [sourceOf(observation.reference, match)];
      const line = finding(name, observation.measurement ? 'value' : 'code', wordsOf(observation, match), {
        strength: 'context',
        date: when.text,
        sources,
      });
      newest.set(name, { day: when.day, line });
    }
  }
  return [...newest.values()].map(({ line }) => line).sort((a, b) => a.criterion.localeCompare(b.criterion));
}

/** It says no, or that there is no value; a zero is a value. */
const isEmpty = ({ negative, measurement }: ObservationFact): boolean => negative && measurement?.value !== 0;

const matchesOf = ({ concept, value }: ObservationFact): readonly Match[] =>
  [...concept.codings, ...value.codings].flatMap((coding) => coding.meanings.map((meaning) => ({ coding, meaning })));

function wordsOf({ measurement }: ObservationFact, { coding, meaning }: Match): string {
  const result = measurement
    ? ` ${measurement.comparator ?? ''}${decimals(measurement.value, 3)} ${measurement.printed ?? measurement.unit ?? ''}`.trimEnd()
    : '';
  return `${plain(coding.display ?? meaning.display)}${result}; preliminary`;
}
