/** A file read in pieces gives the lines of the whole file, each once and in order, wherever the pieces meet. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { lineReader } from '../../src/cohort/scan/lines.js';
import { planTasks } from '../../src/cohort/scan/plan.js';
import { readStretch } from '../../src/cohort/scan/source.js';
import { tempFolder } from './support/exports.js';

test('property: pieces of any size', async () => {
  const folder = tempFolder();
  const line = fc.string({ unit: fc.constantFrom('a', 'é', '{', ' '), maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 12 }),
      fc.integer({ min: 1, max: 40 }),
      fc.boolean(),
      async (lines, piece, ends) => {
        const text = lines.join('\n') + (ends ? '\n' : '');
        writeFileSync(join(folder, 'x.ndjson'), text);
        const read: string[] = [];
        for (const task of planTasks(folder, join(folder, 'out'), piece).map((one) => ({ ...one, document: false }))) {
          await readStretch(
            task,
            lineReader(
              (one) => read.push(Buffer.from(one, 'latin1').toString()),
              () => undefined,
            ),
          );
        }
        // What stands after the last newline is a line where there is something.
        expect(read).toEqual(text.split('\n').filter((one, at, all) => at < all.length - 1 || one !== ''));
      },
    ),
    { numRuns: 300 },
  );
});
