/**
 * Bundles the pages' scripts (src/web/app) into one file a page, with the licences of what is bundled beside them. Reads nothing
 * but this folder: what it needs came with `npm ci`.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The script of each page, by the name it is served under. */
const ENTRIES = {
  app: 'src/web/app/main.tsx',
  dashboard: 'src/web/app/dashboard/main.tsx',
  launch: 'src/web/app/smart/launch.ts',
  evidence: 'src/web/app/smart/evidence.tsx',
};

/** @param folder where the scripts and `LICENSES.txt` are written */
export async function buildApp(folder) {
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ENTRIES,
    outdir: folder,
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    charset: 'utf8',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    // fhirclient for browsers of today: without its polyfills, and without its log, which would show tokens.
    define: { FHIRCLIENT_PURE: 'true', 'process.env.NODE_ENV': '"production"' },
    alias: {
      debug: './scripts/bundle/silent-debug.cjs',
      'isomorphic-webcrypto': './scripts/bundle/nothing.cjs',
    },
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  mkdirSync(folder, { recursive: true });
  for (const { path, contents } of outputFiles) writeFileSync(path, contents);
  writeFileSync(join(folder, 'LICENSES.txt'), licences(Object.keys(metafile.inputs)));
}

/** The licence of each bundled package, as the package has it. */
function licences(inputs) {
  const packages = new Set(inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
  return [...packages]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
      const file = readdirSync(join(root, folder)).find((one) => /^licen[cs]e/i.test(one));
      const text = file === undefined ? `Licence: ${license}\n` : readFileSync(join(root, folder, file), 'utf8');
      return `${name} ${version}\n\n${text.trim()}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}

// As a command: `node scripts/build-app.mjs FOLDER`.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildApp(process.argv[2] ?? join(root, 'dist', 'src', 'web', 'built'));
}
