/**
 * What final reports conclude, by code alone: the words of a conclusion are not read (specification 5.5). Dated by when
 * the examination was made, else by when it was reported.
 */
import type { Meaning, ReportFact } from '../../../src/sdk/index.js';
import type { Match, RuleContext, When } from './context.js';
import { plain } from './context.js';
import { beliesDisplay } from './qualify.js';

export interface Conclusion {
  readonly report: ReportFact;
  readonly match: Match;
  readonly feature: string;
  readonly when: Exclude<When, { kind: 'future' }>;
  readonly words: string;
  /** The code and the chart's display name different things: listed, raises nothing. */
  readonly conflicting: boolean;
}

/**
 * The conclusions that name a feature; those that lie ahead are listed and left out.
 * @param named the feature that the meanings of one coding name, and the meaning that says so
 */
export const conclusionsOf = (
  context: RuleContext,
  named: (meanings: readonly Meaning[]) => { readonly meaning: Meaning; readonly feature: string } | undefined,
): readonly Conclusion[] =>
  context.chart.reports
    .filter(({ status }) => context.content.reading['final-statuses'].includes(status ?? 'final'))
    .flatMap((report) => {
      const when = context.when(report.date ? [report.date] : report.issued ? [report.issued] : []);
      return report.conclusions
        .flatMap(({ codings }) => codings)
        .flatMap((coding): readonly Conclusion[] => {
          const found = named(coding.meanings.filter(({ by }) => by !== 'text'));
          if (!found) return [];
          const { meaning, feature } = found;
          if (when.kind === 'future') {
            context.skip(feature, 'future-date', report.reference);
            return [];
          }
          const match = { coding, meaning };
          const conflicting = beliesDisplay(match, context);
          if (conflicting) context.skip(feature, 'conflicting-codes', report.reference);
          const words = plain(coding.display ?? meaning.display);
          return [{ report, match, feature, when, words, conflicting }];
        });
    });
