/** What was done, as context lines of the evidence: always shown, with why it does not answer the card that is shown. */
import type { Finding, Tier } from '../../../src/sdk/index.js';
import { finding, sourceOf } from '../evidence/context.js';
import type { Extent } from '../evidence/extent.js';
import type { Examination } from '../evidence/imaging.js';
import type { MriOrder } from '../evidence/orders.js';
import type { RemarkName, SuppressionContent } from './content.js';
import { listedOrders } from './exclusions.js';
import type { SuppressionFacts } from './facts.js';

/** Lines of criterion `imaging`, `order` and `care`, the newest of each first. */
export function doneLines(tier: Tier | null, facts: SuppressionFacts): readonly Finding[] {
  const { days } = facts.content;
  const scans = withoutDoubles(facts.examinations).filter(
    (one) => one.day === undefined || facts.asOf - one.day <= days['imaging-shown'],
  );
  return [
    ...scans.map((one) => imagingLine(one, tier, facts)),
    ...listedOrders(facts).map((one) => orderLine(one, tier, facts.content)),
    ...facts.care
      .filter((one) => one.active || one.day === undefined)
      .map((one) => {
        const { remarks } = facts.content;
        const undated = one.day === undefined ? [remarks.undated] : [];
        const text = joined(`${remarks[one.role]}: ${one.words}`, undated);
        const sources = [sourceOf(one.reference, one.match)];
        return finding('care', one.basis, text, { strength: 'context', date: one.date, sources });
      }),
  ];
}

/** A Procedure beside the report of the same day and kind says nothing more. */
const withoutDoubles = (all: readonly Examination[]): readonly Examination[] =>
  all.filter(
    (one) =>
      one.standing !== 'procedure' ||
      !all.some(
        (other) =>
          other.standing !== 'procedure' && other.kind === one.kind && other.day === one.day && one.day !== undefined,
      ),
  );

function imagingLine(one: Examination, tier: Tier | null, facts: SuppressionFacts): Finding {
  const text = joined(one.words, imagingRemarks(one, tier, facts));
  const sources = [sourceOf(one.reference, one.match)];
  return finding('imaging', one.basis, text, { strength: 'context', date: one.date, sources });
}

function imagingRemarks(one: Examination, tier: Tier | null, facts: SuppressionFacts): readonly string[] {
  const { content } = facts;
  const { remarks } = content;
  const shown = tier !== null && tier !== 'incomplete';
  const date = one.date ?? remarks['no-date'];
  const isMri = one.kind === 'mri';
  const final = isMri && one.standing === 'final';
  return [
    one.standing === 'unfinished' ? remarks.unfinished : undefined,
    one.standing === 'procedure' ? remarks.procedure : undefined,
    one.day === undefined ? remarks.undated : undefined,
    isMri && one.extent.kind === 'unclear' ? remarks['extent-unclear'] : undefined,
    isMri && one.extent.kind === 'part'
      ? filled(content, 'part-only', { regions: regionWords(one.extent, content) })
      : undefined,
    shown && final && tier === 'emergency' && one.day !== undefined && one.day === facts.emergency
      ? filled(content, 'same-day', { date })
      : undefined,
    shown && final && tier === 'urgent' && isSameDay(one, facts)
      ? filled(content, 'same-day-urgent', { date })
      : undefined,
    shown && one.kind.startsWith('ct') ? filled(content, 'ct', { date }) : undefined,
    shown && !isMri ? remarks['never-rules-out'] : undefined,
  ].filter((remark) => remark !== undefined);
}

const isSameDay = ({ day, extent }: Examination, { major, spinalPain }: SuppressionFacts): boolean =>
  day !== undefined && extent.kind === 'whole' && (day === major || day === spinalPain);

function orderLine(one: MriOrder, tier: Tier | null, content: SuppressionContent): Finding {
  const name: RemarkName =
    tier === 'emergency' ? 'ordered-emergency' : tier === 'urgent' ? 'ordered' : 'ordered-recommended';
  const remark = filled(content, name, {
    date: one.date ?? content.remarks['no-date'],
    regions: regionWords(one.extent, content),
    priority: one.priority ?? content.remarks['no-priority'],
  });
  const sources = [sourceOf(one.reference, one.match)];
  return finding('order', 'order', joined(one.words, [remark]), { strength: 'context', date: one.date, sources });
}

const regionWords = ({ kind, regions }: Extent, { remarks }: SuppressionContent): string =>
  kind === 'part' ? [...regions].join(' and ') : remarks[kind];

const filled = ({ remarks }: SuppressionContent, name: RemarkName, values: Readonly<Record<string, string>>): string =>
  remarks[name].replace(/\{([a-z]+)\}/g, (whole, key: string) => values[key] ?? whole);

const joined = (words: string, remarks: readonly string[]): string => [words, ...remarks].join('; ');
