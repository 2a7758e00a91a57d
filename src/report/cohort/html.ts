/**
 * What a run over many charts says, as one page for whoever answers for the rule at a site: first what they must know, then
 * every figure. Its ids are of patients. Pure; all that charts and files say is shown as text.
 */
import type { ScreenSummary } from '../../cohort/summary.js';
import { page } from '../page.js';
import { accuracy } from './accuracy.js';
import { burden } from './burden.js';
import { comparison } from './comparison.js';
import { firing } from './firing.js';
import { brief } from './brief.js';
import { leftOut } from './left-out.js';
import { quality } from './quality.js';
import { settings } from './settings.js';
import { silence } from './silence.js';
import { subgroups } from './subgroups.js';
import { trials } from './trials.js';
import { unitOf } from './words.js';

export function screenReportHtml(summary: ScreenSummary): string {
  const { rule, asOf } = summary;
  const scope = `Rule ${rule.id} ${rule.version} over a whole export, by ${unitOf(summary)} · not shown to anybody · holds ids of patients: keep it as you keep their charts`;
  return page(`Spinewatch screen, as of ${asOf}`, scope, [
    brief(summary),
    leftOut(summary),
    firing(summary),
    burden(summary),
    silence(summary),
    accuracy(summary),
    subgroups(summary),
    trials(summary),
    comparison(summary),
    quality(summary),
    settings(summary),
  ]);
}
