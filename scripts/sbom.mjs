/**
 * `npm run sbom`: a software bill of materials (CycloneDX) of what runs in production, in sbom.cdx.json or the file that
 * is named. By `npm sbom`, whose `--omit dev` also leaves out what both production and a development tool depend on
 * (npm 11: zod, among others); so all is asked for, and package-lock.json says what of it is for development alone.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const file = process.argv[2] ?? `${ROOT}sbom.cdx.json`;
const json = (path) => JSON.parse(readFileSync(`${ROOT}${path}`, 'utf8'));
const { name, version } = json('package.json');

const production = new Set(
  Object.entries(json('package-lock.json').packages)
    .filter(([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional)
    .map(
      ([path, locked]) => `${path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)}@${locked.version}`,
    ),
);

const args = ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'];
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const bill = JSON.parse(execFileSync(npm, args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }));
// npm calls the project by its folder's name.
bill.metadata.component.name = name;
bill.components = bill.components.filter((one) => production.has(`${one.name}@${one.version}`));
const kept = new Set([`${name}@${version}`, ...bill.components.map((one) => one['bom-ref'])]);
bill.dependencies = bill.dependencies
  .filter(({ ref }) => kept.has(ref))
  .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((one) => kept.has(one)) }));
writeFileSync(file, `${JSON.stringify(bill, null, 2)}\n`);
