/** `npm run conformance`: writes docs/conformance.md from requirements.yaml. */
import { writeFileSync } from 'node:fs';
import { mistakes, readTable, render } from './requirements-table.js';

const table = readTable();
writeFileSync(new URL('../../docs/conformance.md', import.meta.url), render(table));
for (const mistake of mistakes(table)) process.stderr.write(`${mistake}\n`);
process.exitCode = mistakes(table).length === 0 ? 0 : 1;
