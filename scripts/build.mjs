/** Compiles src and cds-services to dist/, copies their content (YAML, JSON, HTML, CSS) beside the code, bundles the pages. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { buildApp } from './build-app.mjs';

const root = new URL('..', import.meta.url).pathname;
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
const CONTENT = new Set(['.yaml', '.yml', '.json', '.html', '.css', '.svg', '.md', '.js', '.py']);

rmSync(join(root, 'dist'), { recursive: true, force: true });
execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], { stdio: 'inherit' });
for (const folder of ['src', 'cds-services']) {
  if (!existsSync(join(root, folder))) continue;
  cpSync(join(root, folder), join(root, 'dist', folder), {
    recursive: true,
    filter: (path) => path !== join(root, 'src/web/app') && (extname(path) === '' || CONTENT.has(extname(path))),
  });
}
await buildApp(join(root, 'dist', 'src', 'web', 'built'));
