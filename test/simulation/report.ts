/** The report of a simulated month, as the command makes it, on the month's own clock. */
import { makeReport } from '../../src/analytics/make-report.js';
import type { Mode, Report } from '../../src/analytics/report.js';
import { readEnvironment } from '../../src/config/environment.js';
import type { Day } from '../../src/fhir/dates.js';
import { openExistingStore } from '../../src/store/open-existing.js';

export async function reportOf(dataDir: string, since: Day, now: Date, mode: Mode = 'live'): Promise<Report> {
  const opened = await openExistingStore(readEnvironment({ DATA_DIR: dataDir }), 'SPINEWATCH_PATIENT_KEY');
  if (!opened) throw new Error('no store');
  const { store, openComment, sealed } = opened;
  try {
    return await makeReport(store, { since, mode, now, openComment, ...(sealed === undefined ? {} : { sealed }) });
  } finally {
    await store.close();
  }
}
