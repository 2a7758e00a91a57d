/** The report as one page. */
import type { Report } from '../analytics/report.js';
import { page } from './page.js';
import { alarms, feedback, firing, headline } from './sections.js';
import { codes, inputs, settings, silence, speed, versions } from './upkeep.js';

export function reportHtml(report: Report): string {
  const { since, until, mode, tenant } = report;
  const scope = `${tenant === null ? 'All tenants' : `Tenant ${tenant}`}${mode === 'shadow' ? ' · shadow: evaluated and recorded, shown to nobody' : ''}`;
  return page(`Spinewatch report, ${since} to ${until}`, scope, [
    alarms(report),
    headline(report),
    firing(report),
    feedback(report),
    silence(report),
    inputs(report),
    codes(report),
    versions(report),
    speed(report),
    settings(report),
  ]);
}
