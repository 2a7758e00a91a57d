/** `spinewatch store purge|export|lookup`: retention, a copy, and what was shown for a patient and when. */
import { once } from 'node:events';
import { Command, InvalidArgumentError } from 'commander';
import { parseDay } from '../fhir/dates.js';
import { patientIdOf } from '../hooks/ids.js';
import type { Pseudonyms } from '../store/keys.js';
import { patientDigest } from '../store/make-records.js';
import type { FeedbackRecord } from '../store/port.js';
import { Failure } from './failure.js';
import { lookupText } from './lookup-text.js';
import { withStore } from './open-store.js';

const DAY_MS = 86_400_000;
const CONFIG = ['--config <file>', 'configuration file, in place of CONFIG_FILE'] as const;
const COMMENTS = 'with what clinicians wrote, in clear: may name patients';

export function storeCommand(): Command {
  const store = new Command('store').description('the decisions and feedback that are kept (docs/store.md)');
  const commands = [
    new Command('purge')
      .description("remove what is older than the configuration's retention; prints what was removed as JSON")
      .option('--older-than <days>', 'in place of store.retentionDays', days)
      .option('--before <date>', 'YYYY-MM-DD: what was recorded before this day (UTC)', dayStart)
      .option(...CONFIG)
      .action(purge),
    new Command('export')
      .description('print everything as NDJSON, decisions first, the oldest first')
      .option('--tenant <id>', 'of this tenant alone')
      .option('--comments', COMMENTS)
      .option(...CONFIG)
      .action(exportAll),
    new Command('lookup')
      .description('print what was shown for a patient and when, the newest first')
      .requiredOption('--patient <id>', 'id of the patient, as the EHR sends it')
      .requiredOption('--tenant <id>', 'whose patient it is')
      .option('--json', 'as JSON')
      .option('--comments', COMMENTS)
      .option(...CONFIG)
      .action(lookup),
  ];
  for (const command of commands) store.addCommand(command.exitOverride());
  return store;
}

function days(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('Allowed: a whole number of days.');
  return Number(text);
}

function dayStart(text: string): number {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? parseDay(text) : undefined;
  if (day === undefined) throw new InvalidArgumentError('Allowed: a day, YYYY-MM-DD.');
  return Date.parse(`${text}T00:00:00Z`);
}

async function purge(options: { olderThan?: number; before?: number; config?: string }): Promise<void> {
  const { olderThan, before, config } = options;
  if (olderThan !== undefined && before !== undefined)
    throw new Failure('either --older-than or --before, not both', 2);
  await withStore(config, async ({ store, settings }) => {
    const limit = before ?? Date.now() - (olderThan ?? settings.store.retentionDays) * DAY_MS;
    const removed = await store.purge(limit);
    process.stdout.write(`${JSON.stringify({ before: new Date(limit).toISOString(), ...removed })}\n`);
  });
}

async function exportAll({ tenant, comments, config }: { tenant?: string; comments?: true; config?: string }) {
  await withStore(config, async ({ store, key }) => {
    const pseudonyms = comments && (await key());
    let unread = 0;
    for await (const line of store.export(tenant)) {
      const { type, ...record } = line;
      const shown =
        line.type === 'feedback' && pseudonyms ? { type, ...opened(line, pseudonyms) } : { type, ...record };
      if ('commentUnreadable' in shown) unread += 1;
      if (!process.stdout.write(`${JSON.stringify(shown)}\n`)) await once(process.stdout, 'drain');
    }
    if (unread > 0) process.stderr.write(`spinewatch: ${unread} comments can't be read with this key\n`);
  });
}

interface LookupOptions {
  readonly patient: string;
  readonly tenant: string;
  readonly json?: true;
  readonly comments?: true;
  readonly config?: string;
}

async function lookup({ patient, tenant, json, comments, config }: LookupOptions): Promise<void> {
  const id = patientIdOf(patient);
  if (id === undefined) throw new Failure('--patient is not a FHIR id (1 to 64 of A-Z, a-z, 0-9, - and .)', 2);
  await withStore(config, async ({ store, settings, key }) => {
    const pseudonyms = await key();
    if (!settings.tenants.some((one) => one.id === tenant))
      process.stderr.write('spinewatch: the configuration has no such tenant; looking for records of then\n');
    const found = await store.lookup(tenant, patientDigest(pseudonyms, tenant, id));
    const entries = found.map(({ decision, feedback }) => ({
      decision,
      ...(feedback === undefined ? {} : { feedback: comments ? opened(feedback, pseudonyms) : sealed(feedback) }),
    }));
    process.stdout.write(json ? `${JSON.stringify(entries, null, 2)}\n` : lookupText(entries));
  });
}

/** The comment in clear. */
function opened(
  { comment, ...rest }: FeedbackRecord,
  pseudonyms: Pseudonyms,
): Omit<FeedbackRecord, 'comment'> & { comment?: string; commentUnreadable?: true } {
  if (comment === undefined) return rest;
  const text = pseudonyms.open(comment);
  return text === undefined ? { ...rest, commentUnreadable: true } : { ...rest, comment: text };
}

/** That there is one, without it. */
const sealed = ({ comment, ...rest }: FeedbackRecord): Omit<FeedbackRecord, 'comment'> & { commentSealed?: true } =>
  comment === undefined ? rest : { ...rest, commentSealed: true };
