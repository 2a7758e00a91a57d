/** Features read from codes alone: pain character, falls, fatigue and their like, within a window of days. */
import type { Finding, ReportFact, Strength } from '../../../src/sdk/index.js';
import { newestAsserted } from './asserted.js';
import type { SpinalPain } from './back-pain.js';
import type { RuleContext } from './context.js';
import { basisOf, finding, sourceOf } from './context.js';
import type { Feature, MinorGroup } from './feature.js';
import type { FeatureRecord } from './records.js';
import { isRecent, recordsOf } from './records.js';

const PAIN_SETS = new Set(['back-pain', 'neck-pain', 'feature-pain-character']);
const WRITTEN = new Set(['feature-pain-character']);
const CONSTITUTIONAL = new Set(['feature-constitutional']);

/** The finding of a coded record; one without a date says so. */
export const recordFinding = (name: string, strength: Strength, record: FeatureRecord): Finding =>
  finding(
    name,
    basisOf(record.match, record.basis),
    record.date === undefined ? `${record.words}; date not recorded` : record.words,
    {
      strength,
      date: record.date,
      sources: [sourceOf(record.reference, record.match)],
    },
  );

function newest(
  name: string,
  strength: Strength,
  records: readonly FeatureRecord[],
  group?: MinorGroup,
): Feature | undefined {
  const [first] = records;
  if (!first) return undefined;
  return {
    name,
    strength,
    ...(group === undefined ? {} : { group }),
    ...(first.day === undefined ? {} : { day: first.day }),
    findings: [recordFinding(name, strength, first)],
  };
}

/** What is said of the pain's kind (`radicular-pain`, `night-pain`, …): live or of a visit, within the window. */
export function painCharacter(name: string, context: RuleContext): Feature | undefined {
  const records = recordsOf(name, PAIN_SETS, context).filter(
    (record) => record.live && isRecent(record, context.threshold['pain-character'], context),
  );
  const feature = newest(name, 'major', records);
  return (
    feature && { ...feature, asserted: newestAsserted(records.map(assertion), context.threshold['back-pain-current']) }
  );
}

const assertion = ({ day, live, basis }: FeatureRecord): Parameters<typeof newestAsserted>[0][number] => ({
  ...(day === undefined ? {} : { day }),
  live,
  contact: basis === 'encounter',
});

/** Current back pain coded as thoracic: major, but minor where the only cancer is one of the others. */
export function thoracicPain(pain: SpinalPain, onlyOther: boolean, context: RuleContext): Feature | undefined {
  const strength = onlyOther ? 'minor' : 'major';
  const thoracic = pain.current.filter(
    (one) =>
      one.kind === 'back' &&
      (one.match.meaning.feature === 'thoracic-pain' || (one.match.meaning.regions ?? []).includes('thoracic')),
  );
  const [found] = thoracic;
  if (!found) return writtenAsThoracic(pain, strength, context);
  const asserted = newestAsserted(
    thoracic.map(({ day, live, from }) => ({
      ...(day === undefined ? {} : { day }),
      live,
      contact: from === 'encounter',
    })),
    context.threshold['back-pain-current'],
  );
  return {
    name: 'thoracic-pain',
    strength,
    ...(onlyOther ? { group: 'pain' as const } : {}),
    ...(found.day === undefined ? {} : { day: found.day }),
    asserted,
    findings: [{ ...found.finding, criterion: 'thoracic-pain', strength }],
  };
}

/** Current back pain whose code names no region, and whose text does ("between the shoulder blades"). */
function writtenAsThoracic(pain: SpinalPain, strength: 'major' | 'minor', context: RuleContext): Feature | undefined {
  const records = recordsOf('thoracic-pain', WRITTEN, context).filter((record) =>
    pain.current.some((one) => one.kind === 'back' && one.reference === record.reference),
  );
  const feature = newest('thoracic-pain', strength, records, strength === 'minor' ? 'pain' : undefined);
  return (
    feature && { ...feature, asserted: newestAsserted(records.map(assertion), context.threshold['back-pain-current']) }
  );
}

/** The coded minor features of one group, within 90 days. */
export function codedMinor(name: string, group: MinorGroup, context: RuleContext): Feature | undefined {
  const records = recordsOf(name, CONSTITUTIONAL, context).filter((record) =>
    isRecent(record, context.threshold['minor-window'], context),
  );
  return newest(name, 'minor', records, group);
}

/** A PSA that rises after treatment, where a code says so; the values themselves are laboratory evidence. */
export function psaRising(context: RuleContext): Feature | undefined {
  const records = recordsOf('psa-rising', new Set(['cancer-prostate-history']), context).filter((record) =>
    isRecent(record, context.threshold['minor-window'], context),
  );
  return newest('psa-rising', 'minor', records, 'tumour-bone');
}

/** Vertebral fracture or collapse, of a Condition or of a report's conclusion, asserted within 180 days. */
export function vertebralFracture(context: RuleContext): Feature | undefined {
  const sets = new Set(['feature-vertebral-fracture']);
  const records = recordsOf('vertebral-fracture', sets, context)
    .filter((record) => record.match.meaning.role !== 'report-finding')
    .filter((record) => isRecent(record, context.threshold['vertebral-fracture'], context));
  return newest('vertebral-fracture', 'major', records) ?? fractureOfReport(context);
}

/** The newest fracture that a final report concludes. A lytic lesion counts only where the report is of the spine. */
function fractureOfReport(context: RuleContext): Feature | undefined {
  const found = context.chart.reports
    .filter((report) => context.content.reading['final-statuses'].includes(report.status ?? 'final'))
    .flatMap((report) => fracturesIn(report, context));
  return found.sort(
    (a, b) => (b.day ?? -Infinity) - (a.day ?? -Infinity) || (referenceOf(a) < referenceOf(b) ? -1 : 1),
  )[0];
}

const referenceOf = (feature: Feature): string => feature.findings[0]?.sources[0]?.reference ?? '';

function fracturesIn(report: ReportFact, context: RuleContext): readonly Feature[] {
  const name = 'vertebral-fracture';
  const ofSpine =
    report.concept.codings.some((coding) => coding.meanings.some((meaning) => meaning.set.startsWith('imaging-'))) ||
    report.sites.some((site) => context.content.spinalSite.test(site));
  const when = context.when(report.date ? [report.date] : report.issued ? [report.issued] : []);
  return report.conclusions
    .flatMap(({ codings }) => codings)
    .flatMap((coding): readonly Feature[] => {
      const meaning = coding.meanings.find((one) => one.feature === name);
      if (!meaning || (meaning.role === 'report-finding' && !ofSpine)) return [];
      if (when.kind === 'future') {
        context.skip(name, 'future-date', report.reference);
        return [];
      }
      if (when.kind === 'dated' && !context.within(when.day, context.threshold['vertebral-fracture'])) return [];
      const [day, date] = when.kind === 'dated' ? [{ day: when.day }, { date: when.text }] : [{}, {}];
      const sources = [sourceOf(report.reference, { coding, meaning })];
      const details = { strength: 'major' as const, ...date, sources };
      const text = coding.display ?? meaning.display;
      return [{ name, strength: 'major', ...day, findings: [finding(name, 'report', text, details)] }];
    });
}
