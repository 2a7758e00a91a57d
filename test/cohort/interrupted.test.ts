/** Workers that die, runs that are ended in the middle, a disk that is full: nothing is lost, nothing is told twice. */
import { fork, spawn } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { made } from '../../src/cli/screen-command.js';
import { brokenName, recordsName } from '../../src/cohort/run/assess-part.js';
import { assessParts } from '../../src/cohort/run/assess-parts.js';
import { workFolder } from '../../src/cohort/run/files.js';
import { mergeRecords } from '../../src/cohort/run/merge-records.js';
import { Pool } from '../../src/cohort/run/pool.js';
import { PARTS, PartWriter } from '../../src/cohort/scan/parts.js';
import { generateExport } from '../bench/cohort/generate.js';
import { commandLine } from '../support/command-line.js';
import { until } from '../support/until.js';
import { AS_OF, resultsOf, rowsByHand, screenOptions, tempFolder } from './support/exports.js';

/** Answers every line, but ends at a chart that says `die`; of `once` it ends the first time only. */
const MORTAL = `
import { existsSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
const [mark] = process.argv.slice(2);
for await (const line of createInterface({ input: process.stdin })) {
  const { id } = JSON.parse(line);
  if (id === 'die' || (id === 'once' && !existsSync(mark))) {
    writeFileSync(mark, '');
    process.kill(process.pid, 'SIGKILL');
    await new Promise(() => {});
  }
  process.stdout.write(JSON.stringify({ patient: id, assessed: [] }) + '\\n');
}
`;

describe('a worker that dies', () => {
  const start = () => {
    const folder = tempFolder();
    const script = join(folder, 'worker.mjs');
    writeFileSync(script, MORTAL);
    const lives: number[] = [];
    const pool = new Pool(() => {
      lives.push(lives.length);
      return fork(script, [join(folder, 'mark')], { execArgv: [], stdio: ['pipe', 'pipe', 'inherit', 'ipc'] });
    }, 2);
    const ask = (id: string) => pool.screen(id, Buffer.from(`${JSON.stringify({ id })}\n`));
    return { pool, ask, lives };
  };

  test('costs nobody but the chart that ended it twice', async () => {
    const { pool, ask, lives } = start();
    const ids = [
      ...Array.from({ length: 60 }, (_, i) => `a${i}`),
      'die',
      ...Array.from({ length: 60 }, (_, i) => `b${i}`),
    ];
    const records = await Promise.all(ids.map(ask));
    pool.stop();
    expect(records.map(({ patient }) => patient)).toEqual(ids);
    expect(records.filter(({ error }) => error !== undefined)).toEqual([
      { patient: 'die', assessed: [], error: 'worker-lost' },
    ]);
    expect(lives.length).toBeGreaterThan(2);
  });

  test('costs nothing where the chart is done the second time', async () => {
    const { pool, ask } = start();
    const records = await Promise.all(['x', 'once', 'y'].map(ask));
    pool.stop();
    expect(records).toEqual(['x', 'once', 'y'].map((patient) => ({ patient, assessed: [] })));
  });
});

/** Ends at every partition that it is to assess, and answers charts as `MORTAL` does. */
const FRAIL = `process.on('message', () => process.kill(process.pid, 'SIGKILL'));\n${MORTAL}`;

test('a partition that ends its worker is assessed chart by chart: nobody is lost but whose chart it is', async () => {
  const folder = workFolder(tempFolder());
  const script = join(tempFolder(), 'worker.mjs');
  writeFileSync(script, FRAIL);
  const parts = new PartWriter(folder.in(PARTS), 1, 'w');
  const entry = (resourceType: string, more: object) => JSON.stringify({ resource: { resourceType, ...more } });
  for (const [line, id] of ['a', 'die', 'z'].entries()) {
    parts.write(0, 'P', 0, line, id, entry('Patient', { id }));
    parts.write(0, 'R', 0, 10 + line, id, entry('Condition', { subject: { reference: `Patient/${id}` } }));
  }
  parts.write(0, 'E', 0, 3, 'bare', '{"resourceType":"Patient"}\t{}');
  parts.write(0, 'R', 0, 20, 'a', '{"resource":{"resourceType":"Condition","code":{oops}}}');
  // Of a worker that died before it had done the task.
  const lost = new PartWriter(folder.in(PARTS), 1, 'dead');
  lost.write(0, 'P', 0, 0, 'ghost', entry('Patient', { id: 'ghost' }));
  for (const one of [parts, lost]) one.close();
  const pool = new Pool(
    () => fork(script, [join(folder.path, 'mark')], { execArgv: [], stdio: ['pipe', 'pipe', 'inherit', 'ipc'] }),
    1,
  );
  const told = { pool, parts: 1, writers: ['w'], screen: screenOptions({ records: true }), onPart: () => undefined };
  expect(await assessParts(folder, told)).toEqual([{ task: 0, line: 1 }]);
  pool.stop();
  const records = [...mergeRecords([folder.in(recordsName(0))])];
  expect(records.map(({ patient, record, isShared }) => [patient, record.error, isShared])).toEqual([
    ['a', undefined, false],
    ['bare', undefined, true],
    ['die', 'worker-lost', false],
    ['z', undefined, false],
  ]);
  expect(folder.read(brokenName(0))).toEqual([{ task: 0, line: 20 }]);
});

describe('a run that is ended in the middle', () => {
  const entry = fileURLToPath(new URL('../../src/cli/entry.ts', import.meta.url));

  test.each(['survey-0', 'merged', 'gathered-0'])('after %s goes on where it stopped', async (step) => {
    const input = tempFolder();
    const output = tempFolder();
    await generateExport({ patients: 40, output: input, seed: 3, asOf: AS_OF });
    const args = ['screen', '--input', input, '--output', output, '--as-of', AS_OF, '--workers', '1'];
    const child = spawn(process.execPath, ['--import', 'tsx', entry, ...args], { stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const work = join(output, '.screen');
    await until(step, async () => existsSync(join(work, step)) || existsSync(join(output, 'summary.json')), 60_000);
    child.kill('SIGKILL');
    await ended;
    const interrupted = existsSync(work);
    const again = await commandLine(...args);
    expect(again.code).toBe(0);
    if (interrupted) expect(again.stderr).toContain('going on with the run');
    expect(resultsOf(output)).toEqual(rowsByHand(input, screenOptions()));
    expect(readdirSync(output).sort()).toEqual(['report.html', 'results.ndjson', 'summary.json']);
  });

  test('begins anew where a file, the day or the rule is another', async () => {
    const input = tempFolder();
    const output = tempFolder();
    await generateExport({ patients: 20, output: input, seed: 4, asOf: AS_OF });
    const args = ['screen', '--input', input, '--output', output, '--workers', '1'];
    const child = spawn(process.execPath, ['--import', 'tsx', entry, ...args, '--as-of', '2020-01-01'], {
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await until('the first reading', async () => existsSync(join(output, '.screen', 'survey-0')), 60_000);
    child.kill('SIGKILL');
    await ended;
    const again = await commandLine(...args, '--as-of', AS_OF);
    expect(again.stderr).not.toContain('going on');
    expect(resultsOf(output)).toEqual(rowsByHand(input, screenOptions()));
  });
});

test('a full disk is said, and that the same command goes on', async () => {
  const full = Object.assign(new Error('no space left on device, write /secret'), { code: 'ENOSPC' });
  await expect(made(() => Promise.reject(full))).rejects.toMatchObject({
    exitCode: 1,
    message: 'the disk of --output is full; free some and run the same command again: it goes on where it stopped',
  });
  await expect(made(() => Promise.reject(Object.assign(new Error('/secret'), { code: 'EACCES' })))).rejects.toThrow(
    /^the run stopped \(EACCES\)/,
  );
});
