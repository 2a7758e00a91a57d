/** `npm run sbom` names everything that is installed for production, in its version, and nothing that is not. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
interface Locked {
  readonly version: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optional?: boolean;
  readonly peer?: boolean;
}
interface Bill {
  readonly bomFormat: string;
  readonly metadata: { readonly component: { readonly name: string; readonly version: string } };
  readonly dependencies: { readonly ref: string; readonly dependsOn: string[] }[];
  readonly components: { readonly name: string; readonly version: string; readonly 'bom-ref': string }[];
}
const json = <T>(path: string): T => JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as T;

let bill: Bill;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'spinewatch-sbom-'));
  const file = join(folder, 'sbom.cdx.json');
  execFileSync('npm', ['run', '--silent', 'sbom', '--', file], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  bill = JSON.parse(readFileSync(file, 'utf8')) as Bill;
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const named = (): string[] => bill.components.map(({ name, version }) => `${name}@${version}`);

test('is CycloneDX, of this project', () => {
  const { name, version } = json<{ name: string; version: string }>('package.json');
  expect([bill.bomFormat, bill.metadata.component]).toEqual(['CycloneDX', expect.objectContaining({ name, version })]);
});

test('names every production dependency of package.json', () => {
  const { dependencies } = json<{ dependencies: Record<string, string> }>('package.json');
  expect(named()).toEqual(expect.arrayContaining(Object.entries(dependencies).map((one) => one.join('@'))));
});

test('names exactly the packages that are installed for production', () => {
  const { packages } = json<{ packages: Record<string, Locked> }>('package-lock.json');
  const wanted = Object.entries(packages)
    .filter(([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional)
    // Optional ones are for other machines.
    .filter(([path, { optional }]) => !optional || existsSync(join(ROOT, path)))
    .map(([path, { version }]) => `${path.slice(path.lastIndexOf('node_modules/') + 13)}@${version}`);
  expect(wanted.length).toBeGreaterThan(50);
  expect([...new Set(named())].sort()).toEqual([...new Set(wanted)].sort());
});

test('says what each of them depends on, and nothing that it does not name', () => {
  const refs = bill.components.map((one) => one['bom-ref']);
  const express = bill.dependencies.find(({ ref }) => ref.startsWith('express@'));
  expect(express?.dependsOn.length).toBeGreaterThan(5);
  expect(bill.dependencies.flatMap(({ dependsOn }) => dependsOn).filter((one) => !refs.includes(one))).toEqual([]);
});
