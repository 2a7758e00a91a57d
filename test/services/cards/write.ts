/** `npm run cards`: writes every kept card anew, for review with `git diff`. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { FOLDER, GUIDANCES, renderAll } from './cards.js';

const cards = renderAll();
for (const guidance of GUIDANCES) {
  rmSync(`${FOLDER}${guidance}`, { recursive: true, force: true });
  mkdirSync(`${FOLDER}${guidance}`);
}
for (const { path, markdown } of cards) writeFileSync(path, markdown);
process.stdout.write(`${cards.length} cards written\n`);
