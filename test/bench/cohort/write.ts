/**
 * Writes an invented Bulk Data export:
 * `node --import tsx test/bench/cohort/write.ts --patients 20000 --output DIR [--seed 1] [--files-per-type 1] [--gzip]
 * [--faults SHARE] [--truncate-gzip] [--as-of DATE]`. Prints what it wrote as JSON.
 */
import { parseArgs } from 'node:util';
import { generateExport } from './generate.js';

const { values } = parseArgs({
  options: {
    patients: { type: 'string', default: '2000' },
    output: { type: 'string' },
    seed: { type: 'string', default: '1' },
    'files-per-type': { type: 'string', default: '1' },
    gzip: { type: 'boolean', default: false },
    faults: { type: 'string', default: '0' },
    'truncate-gzip': { type: 'boolean', default: false },
    'as-of': { type: 'string' },
  },
});
if (values.output === undefined) {
  console.error('--output DIR is needed');
  process.exit(2);
}
const summary = await generateExport({
  patients: Number(values.patients),
  output: values.output,
  seed: Number(values.seed),
  filesPerType: Number(values['files-per-type']),
  gzip: values.gzip,
  faults: Number(values.faults),
  truncateGzip: values['truncate-gzip'],
  ...(values['as-of'] === undefined ? {} : { asOf: values['as-of'] }),
});
const { files, faults, ...rest } = summary;
console.log(JSON.stringify({ ...rest, files: files.length, faults: faults.length }, null, 2));
