/** `spinewatch screen`, with real worker processes: the same answers as the rule on whole charts, however the export comes. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { commandLine } from '../support/command-line.js';
import { generateExport } from '../bench/cohort/generate.js';
import { AS_OF, resultsOf, rowsByHand, screenOptions, summaryOf, tempFolder, writeExport } from './support/exports.js';

const PATIENTS = 250;

const screen = (input: string, output: string, ...more: readonly string[]) =>
  commandLine('screen', '--input', input, '--output', output, '--as-of', AS_OF, '--workers', '2', ...more);

const patient = (id: string, more = {}) => ({ resourceType: 'Patient', id, birthDate: '1950-01-01', ...more });
const coded = (id: string, subject: string, code: string, more = {}) => ({
  resourceType: 'Condition',
  id,
  subject: { reference: subject },
  code: { coding: [{ system: 'http://snomed.info/sct', code }] },
  recordedDate: '2026-06-01',
  ...more,
});
const BREAST = '254837009';
const BACK = '279039007';

describe('screen', () => {
  let input: string;
  let byHand: readonly unknown[];

  beforeAll(async () => {
    input = tempFolder();
    await generateExport({ patients: PATIENTS, output: input, seed: 7, asOf: AS_OF });
    byHand = rowsByHand(input, screenOptions());
  });

  test('says of every patient what the rule says of the whole chart', async () => {
    const output = tempFolder();
    const { code, stdout } = await screen(input, output);
    expect([code, stdout]).toEqual([0, `${output}\n`]);
    expect(resultsOf(output)).toEqual(byHand);
    expect(byHand.filter((row) => (row as { tier: unknown }).tier !== null).length).toBeGreaterThan(0);
    const summary = summaryOf(output);
    const lines = readdirSync(input).reduce(
      (sum, name) => sum + readFileSync(join(input, name), 'utf8').split('\n').length - 1,
      0,
    );
    expect(summary).toMatchObject({ asOf: AS_OF, patients: PATIENTS, problems: [], problemsTotal: 0, read: { lines } });
    expect(existsSync(join(output, '.screen'))).toBe(false);
  });

  test('whether the files are split, compressed, named otherwise or Bundles', async () => {
    const folder = tempFolder();
    const all = readdirSync(input).flatMap((name) => readFileSync(join(input, name), 'utf8').split('\n').slice(0, -1));
    // Shuffled over files whose names say nothing; one has no newline at its end, one is compressed, one has Windows lines.
    const parts = [0, 1, 2, 3].map((part) => all.filter((_, i) => (i * 7) % 4 === part));
    writeFileSync(join(folder, 'a'), parts[0]?.join('\n') ?? '');
    writeFileSync(join(folder, 'b.bin'), gzipSync(`${parts[1]?.join('\n') ?? ''}\n`));
    writeFileSync(join(folder, 'c.txt'), `\ufeff${parts[2]?.join('\r\n') ?? ''}\r\n\r\n`);
    const entry = parts[3]?.map((line) => ({ resource: JSON.parse(line) as unknown }));
    writeFileSync(
      join(folder, 'd.json'),
      JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry }, null, 2),
    );
    const output = tempFolder();
    expect((await screen(folder, output)).code).toBe(0);
    expect(resultsOf(output)).toEqual(byHand);
  });

  test('replays every visit, and looks at nothing that came later', async () => {
    const output = tempFolder();
    expect((await screen(input, output, '--each-visit')).code).toBe(0);
    const rows = resultsOf(output);
    expect(rows).toEqual(rowsByHand(input, screenOptions({ eachVisit: true })));
    expect(
      rows.every((row) => 'error' in row || (typeof row['asOf'] === 'string' && typeof row['encounter'] === 'string')),
    ).toBe(true);
    expect(summaryOf(output)).toMatchObject({
      eachVisit: true,
      visits: rows.filter((row) => !('error' in row)).length,
    });
  });
});

describe('bad input', () => {
  const good = [patient('p1'), coded('c1', 'Patient/p1', BREAST), coded('c2', 'Patient/p1', BACK)];
  const lines = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

  test('is counted and listed by file and line, and the rest goes on', async () => {
    const folder = writeExport({
      '1.ndjson': `${lines(good)}{"resourceType":"Condition","id":"c9","subj\n[1]\n7\nnull\n`,
      '2.ndjson': lines([
        { resourceType: 'VendorNote', id: 'v' },
        coded('c3', '', BACK),
        coded('c4', 'Group/g', BACK),
        coded('c5', 'Patient/nobody', BREAST),
        coded('c6', 'Patient/nobody', BACK),
        coded('c2', 'Patient/p1', BACK),
        { resourceType: 'Patient', birthDate: '1960-01-01' },
        { resourceType: 'Claim', id: 'x' },
        // Of nobody, and nothing that could matter of anybody.
        coded('c7', 'Patient/unknown', BACK),
      ]),
      '3.ndjson.gz': gzipSync(lines([patient('p2'), patient('p3')])).subarray(0, -6),
    });
    const output = tempFolder();
    const { code, stderr } = await screen(folder, output);
    expect(code).toBe(3);
    const { problems, problemsTotal } = summaryOf(output) as {
      problems: readonly { file: string; line: number; code: string }[];
      problemsTotal: number;
    };
    expect(problems.map(({ file, line, code: why }) => [file, line, why])).toEqual([
      ['1.ndjson', 4, 'malformed-line'],
      ['1.ndjson', 5, 'invalid-resource'],
      ['1.ndjson', 6, 'invalid-resource'],
      ['1.ndjson', 7, 'invalid-resource'],
      ['2.ndjson', 1, 'unknown-type'],
      ['2.ndjson', 2, 'no-patient'],
      ['2.ndjson', 3, 'no-patient'],
      ['2.ndjson', 4, 'no-patient'],
      ['2.ndjson', 6, 'duplicate-id'],
      ['2.ndjson', 7, 'invalid-resource'],
      ['2.ndjson', 9, 'no-patient'],
      ['3.ndjson.gz', expect.any(Number), 'broken-gzip'],
    ]);
    expect(stderr).toContain(`${problemsTotal} problems`);
    const rows = resultsOf(output);
    expect(rows.filter(({ patient: id }) => id !== 'p2' && id !== 'p3')).toEqual([
      { patient: 'nobody', error: 'no-patient' },
      { patient: 'p1', tier: 'recommended', level: 'established', sites: ['breast'], features: [] },
      { patient: 'unknown', error: 'no-patient' },
    ]);
  });

  test('a line that is broken never makes its patient look well', async () => {
    const cut = (row: unknown): string => `${JSON.stringify(row).slice(0, -20)}\n`;
    const folder = writeExport({
      'all.ndjson': [
        lines([patient('p1'), patient('p2')]),
        cut({ ...coded('c1', 'Patient/p1', BREAST), note: 'cut off before its end' }),
        cut({ ...patient('p3'), address: 'cut off before its end' }),
        lines([coded('c3', 'Patient/p3', BREAST), coded('c4', 'Patient/p3', BACK)]),
      ].join(''),
    });
    const output = tempFolder();
    expect((await screen(folder, output)).code).toBe(3);
    expect(resultsOf(output).map(({ patient: id, tier, reason }) => [id, tier, reason])).toEqual([
      ['p1', 'incomplete', undefined],
      ['p2', null, 'no-cancer'],
      ['p3', 'recommended', undefined],
    ]);
  });

  test('a line that ends like JSON and is none is told, and its chart is not whole', async () => {
    const folder = writeExport({
      'a.ndjson': lines([...good, patient('p2')]),
      'b.ndjson': [
        '{"resourceType":"Observation","id":"o1","subject":{"reference":"Patient/p1"},"valueQuantity":{oops}}',
        '{"resourceType":"Condition","id":"o2","subject":{"reference":"Patient/p2"},"code":{oops}}',
        '',
      ].join('\n'),
    });
    const output = tempFolder();
    expect((await screen(folder, output)).code).toBe(3);
    expect(resultsOf(output).map(({ patient: id, tier }) => [id, tier])).toEqual([
      ['p1', 'recommended'],
      ['p2', 'incomplete'],
    ]);
    const { problems } = summaryOf(output) as { problems: readonly { file: string; line: number; code: string }[] };
    expect(problems.map(({ file, line, code }) => [file, line, code])).toEqual([
      ['b.ndjson', 1, 'malformed-line'],
      ['b.ndjson', 2, 'malformed-line'],
    ]);
  });

  test('a Patient that begins and ends like JSON and is none is told, and nobody looks well for it', async () => {
    const oops = (id: string): string => `{"resourceType":"Patient","id":"${id}","birthDate":oops}\n`;
    const folder = writeExport({
      'a.ndjson': lines([patient('p0'), coded('c1', 'Patient/p1', BREAST), coded('c2', 'Patient/p1', BACK)]),
      'b.ndjson': `${oops('p1')}${oops('p2')}`,
    });
    const output = tempFolder();
    expect((await screen(folder, output)).code).toBe(3);
    expect(resultsOf(output).map(({ patient: id, tier, reason }) => [id, tier, reason])).toEqual([
      ['p0', null, 'no-cancer'],
      ['p1', 'recommended', undefined],
      ['p2', 'incomplete', undefined],
    ]);
    const { problems } = summaryOf(output) as { problems: readonly { file: string; line: number; code: string }[] };
    expect(problems.map(({ file, line, code }) => [file, line, code])).toEqual([
      ['b.ndjson', 1, 'malformed-line'],
      ['b.ndjson', 2, 'malformed-line'],
    ]);
  });

  test('references of every form mean their patient, and a Medication its prescriptions', async () => {
    const pain = { onsetDateTime: '2026-06-01' };
    const folder = writeExport({
      'x.ndjson': [
        ...['a', 'b', 'c', 'd'].map((id) => patient(id)),
        coded('1', 'Patient/a', BREAST, pain),
        coded('2', 'Patient/a/_history/2', BACK, pain),
        coded('3', 'https://ehr.example/fhir/Patient/b', BREAST),
        coded('4', 'urn:uuid:b', BACK, pain),
        // The first subject stands in a contained resource, which is not whose it is.
        {
          resourceType: 'Condition',
          id: '5',
          contained: [{ resourceType: 'Observation', subject: { reference: 'Patient/d' } }],
          subject: { reference: 'Patient/c' },
          code: coded('', '', BREAST).code,
        },
        {
          ...coded('6', '', BACK, pain),
          subject: { display: 'with a } in it', reference: 'Patient/c' },
        },
      ],
    });
    const output = tempFolder();
    expect((await screen(folder, output)).code).toBe(0);
    expect(resultsOf(output).map(({ patient: id, tier }) => [id, tier])).toEqual([
      ['a', 'recommended'],
      ['b', 'recommended'],
      ['c', 'recommended'],
      ['d', null],
    ]);
  });

  test('an empty folder gives an empty result; no folder is wrong use', async () => {
    const output = tempFolder();
    expect((await screen(tempFolder(), output)).code).toBe(0);
    expect([resultsOf(output), summaryOf(output)['patients']]).toEqual([[], 0]);
    expect(await screen(join(output, 'none'), output)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--input') as string,
    });
  });

  test.each([
    ['--workers', '0'],
    ['--as-of', 'yesterday'],
    ['--tenant', 'nobody'],
    ['--labels', '/nowhere.csv'],
    ['--trials', '/nowhere.yaml'],
  ])('%s %s is wrong use', async (flag, value) => {
    expect((await commandLine('screen', '--input', tempFolder(), '--output', tempFolder(), flag, value)).code).toBe(2);
  });
});
