/** Whom the cards would interrupt, and how often the same patient brings one again. */
import type { ScreenSummary } from '../../cohort/summary.js';
import { barsBeside } from '../bars.js';
import { figure, note, section, table } from '../words.js';
import { many, share, unitOf } from './words.js';

export function burden(summary: ScreenSummary): string {
  return section('burden', 'Burden', ...perClinician(summary), ...perPatient(summary));
}

function perClinician({ burden: load }: ScreenSummary): readonly string[] {
  const heading = '<h3>Cards per clinician and day</h3>';
  if (!load) return [heading, '<p class="none">Known only where each visit is replayed (--each-visit).</p>'];
  const { clinicianDays, mean, max, sampled, visitsWithoutClinician } = load;
  if (clinicianDays === 0) {
    return [
      heading,
      `<p class="none">No visit names a clinician (${many(visitsWithoutClinician, 'visit')}), so whose burden it is cannot be said.</p>`,
    ];
  }
  const rows = [
    ['no card', load.none],
    ['1 card', load.one],
    ['2 cards', load.two],
    ['3 or more', load.threeOrMore],
  ] as const;
  return [
    heading,
    barsBeside(
      rows.map(([name, { perHundred, low, high }]) => ({ name, value: perHundred ?? 0, low, high })),
      {
        title: 'Days of a clinician with at least one visit, by cards',
        label: 'of a hundred clinician-days',
        heads: ['cards that day', 'clinician-days', 'of a hundred (95 %)'],
        rows: rows.map(([name, one]) => [name, one.count, share(one)]),
      },
    ),
    note(
      `${many(clinicianDays, 'clinician-day')}; ${figure(mean)} cards a day on average, ${figure(max)} at most. A visit with two clinicians is in the days of both. ${many(visitsWithoutClinician, 'visit')} without a clinician ${visitsWithoutClinician === 1 ? 'is' : 'are'} nobody’s burden here. Before quieting: docs/quiet.md says what is not shown again.${sampled === null ? '' : ` There were too many days to hold: these are a random sample of ${figure(100 * sampled)} of a hundred, and the most is that of the sample.`}`,
    ),
  ];
}

function perPatient(summary: ScreenSummary): readonly string[] {
  const { repeats, cards } = summary;
  const { cardsPerPatient, first, higher, repeated } = repeats;
  return [
    '<h3>Cards per patient</h3>',
    table(
      'Patients by the number of their cards',
      ['cards', 'patients'],
      Object.entries(cardsPerPatient).map(([count, patients]) => [count, patients]),
    ),
    table(
      `What the ${many(cards, 'card')} say, by ${unitOf(summary)}`,
      ['card', 'count'],
      [
        ['the first of its patient', first],
        ['a later one of a higher tier', higher],
        ['again: no higher tier than before', repeated],
      ],
    ),
  ];
}
