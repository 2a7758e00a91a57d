/** The page of a cohort run: what it says of real and of made-up runs, and that it says it to everybody. */
import type { ScreenSummary } from '../../src/cohort/summary.js';
import { screenReportHtml } from '../../src/report/cohort/html.js';
import { compared, empty, failed, once, SUMMARIES, untrue, visited } from './screen-summaries.js';
import { rowsOfTable, sectionOf, tagsOf, textOf } from './screen-support.js';

const IDS = [
  'brief',
  'left-out',
  'firing',
  'burden',
  'silence',
  'accuracy',
  'subgroups',
  'trials',
  'comparison',
  'quality',
  'settings',
];

describe.each(SUMMARIES)('the page of %s', (_, make) => {
  let html: string;
  let summary: ScreenSummary;
  beforeAll(async () => {
    summary = await make();
    html = screenReportHtml(summary);
  });

  test('is one file without script, and loads nothing', () => {
    expect(html).toMatch(/^<!doctype html>[^]*<\/html>\n$/);
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline';`);
    expect(html).not.toMatch(/<script|<link|<img|<iframe|<a |\ssrc=|\shref=|\son\w+=|url\((?!#)|@import|javascript:/i);
  });

  test('has every section, with data or without', () => {
    const found = tagsOf(html).flatMap((tag) => /^<section aria-labelledby="(.*)">$/.exec(tag)?.[1] ?? []);
    expect(found).toEqual(IDS);
    for (const id of IDS) expect(sectionOf(html, id).split(' ').length).toBeGreaterThan(5);
  });

  test('can be heard: headings in order, tables and pictures that say what they are', () => {
    const levels = tagsOf(html).flatMap((tag) => (/^<h\d/.test(tag) ? [Number(tag[2])] : []));
    expect(levels[0]).toBe(1);
    levels.slice(1).forEach((level, index) => expect(level - (levels[index] as number)).toBeLessThanOrEqual(1));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    for (const table of html.split('<table>').slice(1)) {
      expect(table).toMatch(/^<caption>[^<]+<\/caption><thead><tr><th scope="col"/);
      for (const line of table.split('<tbody>')[1]?.split('</table>')[0]?.split('<tr>').slice(1) ?? []) {
        expect(line).toMatch(/^<th scope="row"/);
      }
    }
    const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, names] of html.matchAll(/aria-labelledby="([^"]*)"/g)) {
      for (const name of (names as string).split(' ')) expect(ids).toContain(name);
    }
    const plots = html.match(/<svg /g)?.length ?? 0;
    expect(html.match(/<svg class="plot" role="img"/g) ?? []).toHaveLength(plots);
    expect(html.match(/<title id=[^>]*>[^<]+<\/title><desc id=[^>]*>[^<]+<\/desc>/g) ?? []).toHaveLength(plots);
  });

  test('is the same each time and leaves the summary as it was', async () => {
    expect(screenReportHtml(summary)).toBe(html);
    expect(summary).toEqual(await make());
  });

  test('never clears anybody', () => {
    const brief = sectionOf(html, 'brief');
    expect(brief).toContain('A patient without a card is not cleared by it');
    expect(textOf(html)).not.toMatch(/\bsafe\b|all clear|no risk|\bnan\b|undefined|infinity|\[object/i);
  });
});

describe('what it says of a run', () => {
  const html = screenReportHtml(visited());

  test('first how many cards, who gets them, how right they are, what was left out', () => {
    const brief = sectionOf(html, 'brief');
    expect(brief).toContain(
      'Over 66 visits of 34 patients the rule would have shown 5 cards: 7.6 (3.3 to 16.5) per hundred visits',
    );
    expect(brief).toContain('1 emergency, 1 urgent, 2 recommended, 1 incomplete');
    expect(brief).toContain('Patients with a card: 8.8 % (95 % interval 3.1 to 23; 3 of 34)');
    expect(brief).toContain(
      '3 of the cards are the first of their patient, 1 later with a higher tier, 1 say it again',
    );
    expect(brief).toContain('50 % (95 % interval 9.5 to 90.6; 1 of 2) had spinal involvement within 180 days');
    expect(brief).toContain('50 % (95 % interval 9.5 to 90.6; 1 of 2) had a card before (sensitivity); 1 had none');
    expect(brief).toContain('The truth is weak: it is derived');
    expect(brief).toContain('1 patient could not be assessed (worker-lost 1) and is in no other figure');
    expect(brief).toContain('1 card is incomplete, neither right nor wrong');
    expect(html.indexOf('id="left-out"')).toBeLessThan(html.indexOf('id="firing"'));
  });

  test('where a problem stands, and that a patient failed', () => {
    expect(rowsOfTable(html, 'Where they stand')[1]).toEqual([
      'Condition.ndjson',
      '12',
      'malformed-line',
      'is not JSON',
    ]);
    expect(rowsOfTable(html, 'Patients not assessed, by reason')[1]?.slice(0, 2)).toEqual(['worker-lost', '1']);
    expect(html).toContain('<li class="open">1 patient of 35 could not be assessed. Nobody knows');
  });

  test('ids of the missed and of false cards, the incomplete in neither', () => {
    const lists = [...html.matchAll(/<h3>(Missed|False cards)[^<]*: (\d+)<\/h3><ul class="ids">([^]*?)<\/ul>/g)];
    expect(lists.map(([, title, count, ids]) => [title, count, ids])).toEqual([
      ['Missed', '1', '<li>missed</li>'],
      ['False cards', '1', '<li>false</li>'],
    ]);
    expect(html).not.toContain('<li>unsure</li>');
  });

  test('marks what is too few', () => {
    const [, first] = rowsOfTable(html, 'Counts of patients, by what counts as a card');
    expect(first).toEqual(['any-card', '1 †', '1 †', '1 †', '30']);
    expect(sectionOf(html, 'accuracy')).toContain('† Fewer than five');
  });

  test('each count under its own head', () => {
    const summary = visited();
    const { evaluation } = summary;
    if (!evaluation) throw new Error('no truth');
    const cells = { truePositive: 11, falsePositive: 22, falseNegative: 33, trueNegative: 44, small: [] };
    const thresholds = evaluation.patients.thresholds.map((one) => ({ ...one, ...cells }));
    const patients = { ...evaluation.patients, thresholds, bySite: [{ name: 'breast', thresholds }] };
    const page = screenReportHtml({ ...summary, evaluation: { ...evaluation, patients } });
    const heads = [
      'a card is',
      'card, outcome',
      'card, no outcome (false)',
      'no card, outcome (missed)',
      'no card, no outcome',
    ];
    expect(rowsOfTable(page, 'Counts of patients, by what counts as a card').slice(0, 2)).toEqual([
      heads,
      ['any-card', '11', '22', '33', '44'],
    ]);
    const sites = rowsOfTable(page, 'Patients by cancer site, at any card').map((row) => row.slice(0, 5));
    expect(sites).toEqual([
      ['group', 'card, outcome', 'false', 'missed', 'no card, no outcome'],
      ['breast', '11', '22', '33', '44'],
    ]);
    expect(sectionOf(page, 'brief')).toContain('33 had none');
  });

  test('what a what-if gains and loses, with intervals', () => {
    const rows = rowsOfTable(html, 'Cards, over all visits');
    expect(rows[1]?.slice(0, 7)).toEqual(['without fever', '5', '4', '0', '1', '0', '0']);
    expect(rows[1]?.[7]).toMatch(/^−1\.5 \(−\d[\d.]* to \d[\d.]*\)$/);
    expect(rowsOfTable(html, 'Sensitivity: of outcomes, with a card')[1]?.slice(0, 4)).toEqual([
      'without fever',
      'any-card',
      '50 (9.5 to 90.6)',
      '0 (0 to 65.8)',
    ]);
    expect(html).toMatch(/<h3>Newly missed, without fever: 1<\/h3><ul class="ids"><li>found<\/li>/);
  });

  test('groups in words, and whom the charts do not tell', () => {
    expect(rowsOfTable(html, 'Cards by group: Race').map((cells) => cells.slice(0, 3))).toEqual([
      ['group', 'visits', 'cards'],
      ['black or african american (2054-5)', '1', '1 †'],
      ['not stated', '65', '4 †'],
    ]);
  });

  test('quality, codes, settings', () => {
    expect(rowsOfTable(html, 'Of 31 charts')[2]).toEqual([
      'conditions without a date',
      '62',
      '93',
      '66.7 (56.6 to 75.4)',
    ]);
    expect(rowsOfTable(html, 'Codes that no value set knows, the commonest first')[1]).toEqual([
      'N77',
      'https://codes.example',
      '31',
    ]);
    expect(rowsOfTable(html, 'Found and not used, over all visits')[1]).toEqual(['weight-loss', 'no-unit', '1']);
    expect(rowsOfTable(html, 'Settings')).toContainEqual(['settings of the tenant', '{"otherCancers":true}']);
  });

  test('a fault of a what-if', () => {
    const summary = visited();
    const [first, ...rest] = summary.trials ?? [];
    const text = sectionOf(screenReportHtml({ ...summary, trials: [{ ...first!, untried: 3 }, ...rest] }), 'trials');
    expect(text).toContain('without fever: 3 visits with a card were not tried');
    expect(sectionOf(html, 'trials')).not.toContain('fault of the run');
  });

  test('labels: whom they do not know, which lines were left out', async () => {
    const page = screenReportHtml(await compared());
    expect(sectionOf(page, 'accuracy')).toContain('Truth by labels: 4 patients of a file');
    expect(sectionOf(page, 'accuracy')).not.toContain('Derived truth');
    expect(page).toMatch(/<h3>Labelled, and not in the run: 1<\/h3><ul class="ids"><li>nobody<\/li>/);
    expect(rowsOfTable(page, 'Lines left out')[1]?.slice(0, 2)).toEqual(['6', 'invalid-date']);
    const [, comparison] = rowsOfTable(page, 'Cards of the 2 visits that both assessed');
    expect(comparison?.slice(0, 6)).toEqual(['1', '1', '1', '1', '0', '0']);
  });
});

/** What a plot draws stands beside it: bars have rows, and months too. */
test('tables have every figure of the plots', () => {
  const html = screenReportHtml(visited());
  const months = rowsOfTable(html, 'Months');
  expect(months.map((cells) => cells.slice(0, 7))).toEqual([
    ['month', 'visits', 'cards', 'emergency', 'urgent', 'recommended', 'incomplete'],
    ['2026-01', '32', '1 †', '0', '1', '0', '0'],
    ['2026-02', '34', '4 †', '1', '0', '2', '1'],
  ]);
  for (const [, description] of html.matchAll(/<desc id=[^>]*>([^<]*; [^<]*)<\/desc>/g)) {
    const said = textOf(description as string)
      .split(': ')
      .slice(1)
      .join(': ');
    for (const [, value] of said.matchAll(/ ([\d.]+ \([\d.]+ to [\d.]+\))(?=;|$)/g)) {
      expect(textOf(html.replace(/<desc[^]*?<\/desc>/g, ''))).toContain(value);
    }
  }
});

describe('what cannot be said', () => {
  test('nothing of an empty export', () => {
    const html = screenReportHtml(empty());
    expect(sectionOf(html, 'brief')).toContain('The export holds no patient that could be read');
    expect(sectionOf(html, 'brief')).not.toContain('every patient assessed');
    expect(html).not.toContain('<svg');
  });

  test('nothing where everything failed', () => {
    const brief = sectionOf(screenReportHtml(failed()), 'brief');
    expect(brief).toContain('No visit could be assessed');
    expect(brief).toContain('2 patients could not be assessed');
  });

  test('no PPV and no sensitivity without an outcome, and why', () => {
    const html = screenReportHtml(once());
    const brief = sectionOf(html, 'brief');
    expect(brief).toContain('Whether the rule finds whom it should cannot be said');
    expect(brief).toContain('--each-visit');
    expect(html).toContain(
      '<b>–</b> of judged patients with a card had the outcome (PPV)<small>no outcome is known; derived truth, weak</small>',
    );
    expect(sectionOf(html, 'accuracy')).toContain('says nothing of the rule');
  });

  test('no truth at all', () => {
    const html = screenReportHtml(untrue());
    expect(sectionOf(html, 'brief')).toContain('How often the cards are right is not known');
    expect(sectionOf(html, 'accuracy')).toContain('Not known: the run had no truth');
  });

  test('what is nearly all is not all, and what is rare is not none', () => {
    const summary = once();
    const rate = { count: 99_999, of: 100_000, perHundred: 100, low: 99.99, high: 100 };
    const rare = { count: 3, of: 1_000_000, perHundred: 0, low: 0, high: 0 };
    const html = screenReportHtml({
      ...summary,
      quality: { ...summary.quality, patients: 9, uncoded: rate, undated: rare },
    });
    const rows = rowsOfTable(html, 'Of 9 charts');
    expect(rows[1]?.[3]).toBe('over 99.99 (99.99 to 100)');
    expect(rows[2]?.[3]).toBe('under 0.01 (0 to 0)');
  });
});
