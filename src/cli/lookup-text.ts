/** What was shown for a patient and when, for a terminal. */
import type { DecisionRecord, FeedbackRecord } from '../store/port.js';
import { terminalJson } from './terminal.js';

export interface Looked {
  readonly decision: DecisionRecord;
  readonly feedback?: Omit<FeedbackRecord, 'comment'> & {
    readonly comment?: string;
    readonly commentSealed?: true;
    readonly commentUnreadable?: true;
  };
}

export function lookupText(entries: readonly Looked[]): string {
  if (entries.length === 0) return 'nothing is recorded about this patient for this tenant\n';
  return `${entries.map(({ decision, feedback }) => [...decisionLines(decision), ...feedbackLines(feedback)].join('\n')).join('\n\n')}\n`;
}

function decisionLines(record: DecisionRecord): readonly string[] {
  const { tier, variant, features, rule, sites, level, settings } = record;
  const unread = Object.entries(record.inputs).filter(([, state]) => state !== 'present' && state !== 'empty');
  return [
    `${instant(record.at)}  ${tier ?? 'no tier'}${variant === undefined ? '' : ` (${variant})`}: ${shownAs(record)}`,
    `  cancer: ${level}${sites.length > 0 ? ` (${sites.join(', ')})` : ''}`,
    `  features: ${features.length > 0 ? features.join(', ') : 'none found'}`,
    ...(unread.length > 0 ? [`  could not be read: ${unread.map((one) => one.join(' ')).join(', ')}`] : []),
    `  rule: ${rule.id} ${rule.version}, content ${rule.contentHash}, otherCancers ${settings.otherCancers}, as of ${record.asOf}`,
    ...(record.card === undefined ? [] : [`  card: ${record.card}`]),
    `  user: ${record.user ?? 'not named'}`,
  ];
}

/** Whether anyone saw a card, and if not, why. */
function shownAs({ shown, outcome, quiet, mode, tier, reason }: DecisionRecord): string {
  const until = quiet === undefined ? '' : ` (${quiet.reason} until ${instant(quiet.until)})`;
  if (outcome === 'undelivered') return 'answered, but the caller had gone: no card was seen';
  if (tier === null) return `no card, ${reason ?? outcome}`;
  const verdict =
    shown === 'no' ? `kept quiet${until}` : shown === 'info' ? `card shown as info${until}` : 'card shown';
  return mode === 'live' ? verdict : `nothing shown, mode ${mode}; live: ${verdict}`;
}

function feedbackLines(feedback: Looked['feedback']): readonly string[] {
  if (!feedback) return [];
  const { outcome, outcomeAt, receivedAt, timestampReplaced, reasons, accepted } = feedback;
  const why = reasons.map(({ code, system }) => (system === undefined ? code : `${code} [${system}]`)).join(', ');
  return [
    `  feedback: ${outcome}${why === '' ? '' : `, ${why}`}, ${instant(outcomeAt)}${timestampReplaced ? ' (time of receipt)' : ''}, received ${instant(receivedAt)}`,
    ...(accepted.length > 0 ? [`  accepted: ${accepted.join(', ')}`] : []),
    ...(feedback.commentSealed ? ['  comment: there is one; --comments shows it'] : []),
    ...(feedback.commentUnreadable ? ["  comment: can't be read with this key"] : []),
    // As JSON: what a clinician pasted must not steer the terminal.
    ...(feedback.comment === undefined ? [] : [`  comment: ${terminalJson(feedback.comment)}`]),
  ];
}

const instant = (ms: number): string => new Date(ms).toISOString();
