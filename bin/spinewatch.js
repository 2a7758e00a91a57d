#!/usr/bin/env node
/** The launcher is committed, the build is not: without a build it says which command to run. */
import { existsSync } from 'node:fs';

const entry = new URL('../dist/src/cli/main.js', import.meta.url);

if (!existsSync(entry)) {
  process.stderr.write(
    'spinewatch: there is no build here yet. Run `npm run build` (or `npm ci`, which builds) first.\n',
  );
  process.exit(2);
}
const { run } = await import(entry.href);
await run(process.argv.slice(2));
