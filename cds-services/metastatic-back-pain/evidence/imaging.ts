/**
 * Examinations of the spine on record, dated by when they were made (`effective[x]`, a Period by its start), never by when
 * they were reported: a scan made before the deficit and reported after it answers nothing.
 */
import type { Basis, Day, FhirDate } from '../../../src/sdk/index.js';
import type { Region } from '../suppression/content.js';
import type { Match, RuleContext } from './context.js';
import { matchesIn, wordsOf } from './context.js';
import type { Extent } from './extent.js';
import { WHOLE, mriOf } from './extent.js';

export interface Examination {
  /** `mri`, else the role of another kind (`ct-whole-spine`, `ct`, `pet-ct`, `x-ray`, `bone-scan`), which hides nothing. */
  readonly kind: string;
  readonly extent: Extent;
  /** Only a `final` report can hide a card: not an unfinished one, nor a Procedure, which nobody may have read. */
  readonly standing: 'final' | 'unfinished' | 'procedure';
  /** The earliest day the date may mean; absent where none is recorded. */
  readonly day?: Day;
  readonly date?: string;
  readonly match: Match;
  readonly reference: string;
  readonly words: string;
  readonly basis: Basis;
}

const OTHER = new Set(['imaging-other-spine']);
const NOWHERE: Extent = { kind: 'unclear', regions: new Set() };

/** Every examination of the spine that was made, the newest first, undated last. What lies ahead is listed and left out. */
export const examinations = (context: RuleContext): readonly Examination[] => context.once(examinationsIn);

const examinationsIn = (context: RuleContext): readonly Examination[] =>
  [...reported(context), ...performed(context)].sort(
    (a, b) => (b.day ?? -Infinity) - (a.day ?? -Infinity) || a.reference.localeCompare(b.reference),
  );

function reported(context: RuleContext): readonly Examination[] {
  const { reading, suppression } = context.content;
  return context.chart.reports.flatMap((report) => {
    const status = report.status ?? '';
    const final = reading['final-statuses'].includes(status);
    if (!final && !suppression['unfinished-reports'].includes(status)) return [];
    const text = [report.conclusionText, ...report.conclusions.map((one) => one.text)].filter(
      (one) => one !== undefined,
    );
    return examination(report, text.join('\n'), report.date, final ? 'final' : 'unfinished', 'report', context);
  });
}

function performed(context: RuleContext): readonly Examination[] {
  const done = context.content.suppression['done-procedures'];
  return context.chart.procedures.flatMap((procedure) =>
    done.includes(procedure.status ?? '')
      ? examination(procedure, undefined, procedure.date, 'procedure', 'procedure', context)
      : [],
  );
}

function examination(
  record: Parameters<typeof mriOf>[1],
  report: string | undefined,
  made: FhirDate | undefined,
  standing: Examination['standing'],
  basis: Basis,
  context: RuleContext,
): readonly Examination[] {
  const mri = mriOf('imaging', record, report, context);
  const [other] = mri ? [] : matchesIn(record.concept, OTHER);
  const match = mri?.match ?? other;
  if (!match) return [];
  if (made && made.start > context.asOf) {
    context.skip('imaging', 'future-date', record.reference);
    return [];
  }
  return [
    {
      kind: mri ? 'mri' : (match.meaning.role ?? 'other'),
      extent: mri?.extent ?? NOWHERE,
      standing,
      ...(made ? { day: made.start, date: made.text } : {}),
      match,
      reference: record.reference,
      words: wordsOf(record.concept, match),
      basis,
    },
  ];
}

/** Final, dated MRI of the spine from reports that were read completely: all that may hide a card or lower a strength. */
export const finalMri = (context: RuleContext): readonly (Examination & { readonly day: Day })[] =>
  context.isUnread('reports')
    ? []
    : examinations(context).filter(
        (one): one is Examination & { readonly day: Day } =>
          one.kind === 'mri' && one.standing === 'final' && one.day !== undefined,
      );

/**
 * The day since when all these regions have been imaged: of each region the latest examination, of those the earliest.
 * So reports of the neck, the chest and the low back together are a whole-spine MRI of the oldest of them.
 */
export function imagedSince(
  regions: Iterable<Region>,
  scans: readonly (Examination & { readonly day: Day })[],
): Day | undefined {
  let since: Day | undefined;
  for (const region of regions) {
    const days = scans.filter((one) => one.extent.regions.has(region)).map((one) => one.day);
    if (days.length === 0) return undefined;
    since = Math.min(since ?? Infinity, Math.max(...days));
  }
  return since;
}

/** The day of the latest final whole-spine MRI, by one report or by one for each region. */
export const lastWholeSpineMri = (context: RuleContext): Day | undefined => imagedSince(WHOLE, finalMri(context));
