/** `npm run simulate [-- FOLDER]`: a month at an invented site, and its report as page, JSON and table. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportCsv } from '../../src/report/csv.js';
import { reportHtml } from '../../src/report/html.js';
import { simulateMonth } from './month.js';
import { reportOf } from './report.js';
import { FIRST } from './visits.js';

const VISITS_A_DAY = 45;
const folder = process.argv[2] ?? 'data/simulation';
const dataDir = mkdtempSync(join(tmpdir(), 'spinewatch-month-'));
try {
  const { reportedAt } = await simulateMonth(dataDir, VISITS_A_DAY);
  const report = await reportOf(dataDir, FIRST, reportedAt);
  mkdirSync(folder, { recursive: true });
  const files = { html: reportHtml(report), json: `${JSON.stringify(report, null, 2)}\n`, csv: reportCsv(report) };
  for (const [ending, text] of Object.entries(files)) {
    const file = join(folder, `report.${ending}`);
    writeFileSync(file, text);
    process.stdout.write(`${file}\n`);
  }
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}
