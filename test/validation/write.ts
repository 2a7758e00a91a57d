/** `npm run validation`: writes the coverage into docs/clinical-validation.md and keeps what the search found. */
import { readFileSync, writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { coverage } from './coverage.js';
import { gapsOf, withCoverage } from './render.js';

const DOCUMENT = new URL('../../docs/clinical-validation.md', import.meta.url);
const WITNESSES = new URL('witnesses.yaml', import.meta.url);
const HEADER =
  '# Made by `npm run validation`: for each change of the content a case that fails then (witnesses.ts).\n';

const found = coverage();
writeFileSync(WITNESSES, HEADER + stringify(found.witnesses, { lineWidth: 0 }));
writeFileSync(DOCUMENT, withCoverage(readFileSync(DOCUMENT, 'utf8'), found));
for (const gap of gapsOf(found)) process.stderr.write(`no case: ${gap}\n`);
process.exitCode = gapsOf(found).length === 0 ? 0 : 1;
