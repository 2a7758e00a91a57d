/** `spinewatch export`: what it writes, and how it ends when it cannot. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bundle } from 'fhir/r4.js';
import { commandLine } from '../support/command-line.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spinewatch-export-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Written {
  readonly resourceType: string;
  readonly id: string;
}
const read = (name: string): Written => JSON.parse(readFileSync(join(folder, 'out', name), 'utf8')) as Written;

describe('spinewatch export', () => {
  it('writes one file a resource and one Bundle of all, makes the folder, and names the files', async () => {
    const { code, stdout, stderr } = await commandLine('export', '--output', join(folder, 'out'));
    expect([code, stderr]).toEqual([0, '']);
    const names = readdirSync(join(folder, 'out')).sort();
    expect(stdout.trim().split('\n').sort()).toEqual(names.map((name) => join(folder, 'out', name)));
    for (const name of names) {
      const { resourceType, id } = read(name);
      expect(`${resourceType}-${id}.json`).toBe(name);
      expect(id).toMatch(/^[A-Za-z0-9\-.]{1,64}$/);
    }
    const bundle = read('Bundle-metastatic-back-pain-knowledge.json') as unknown as Bundle;
    const inBundle = bundle.entry?.map((entry) => entry.resource as unknown as Written) ?? [];
    expect(inBundle.map(({ resourceType, id }) => `${resourceType}-${id}.json`).sort()).toEqual(
      names.filter((name) => !name.startsWith('Bundle-')),
    );
  });

  it('writes the same bytes again over what is there', async () => {
    const out = join(folder, 'out');
    const bytes = () => readdirSync(out).map((name) => readFileSync(join(out, name), 'utf8'));
    await commandLine('export', '--output', out);
    const before = bytes();
    expect((await commandLine('export', '--output', out)).code).toBe(0);
    expect(bytes()).toEqual(before);
  });

  it('ends with 1 and one line where it cannot write', async () => {
    writeFileSync(join(folder, 'file'), '');
    const { code, stdout, stderr } = await commandLine('export', '--output', join(folder, 'file'));
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe('spinewatch: cannot write to the folder of --output (EEXIST)\n');
  });

  it.each([
    ['no folder', ['export']],
    ['an empty folder', ['export', '--output', '']],
    ['an unknown option', ['export', '--output', '/tmp/x', '--all']],
    ['a word too many', ['export', '--output', '/tmp/x', 'more']],
    ['a configuration that is not there', ['export', '--output', '/tmp/x', '--config', '/nowhere.yaml']],
  ])('ends with 2 for wrong use: %s', async (_what, args) => {
    const { code, stdout, stderr } = await commandLine(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).not.toBe('');
  });
});
