/**
 * The thread that writes the embedded store, so that no disk and no lock ever holds up an answer. It knows nothing of
 * the schema: SQL and parameters in; rows, or an error's code, out. Plain JavaScript, since a thread starts from a file.
 */
import { statSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'libsql';

const { file, busyMs, closing } = workerData;
const STATEMENTS_KEPT = 50;

let db;
let inode;
const statements = new Map();

/** Order matters: whoever sets the journal mode has to wait for others already. */
function open() {
  db = new Database(file);
  db.exec(`PRAGMA busy_timeout = ${busyMs}`);
  db.pragma('journal_mode = WAL');
  db.exec('PRAGMA synchronous = FULL');
  inode = statSync(file).ino;
}

/** What stands in the log beside the file goes into the file, so that a copy of one file is a copy of all. */
function close() {
  try {
    db?.exec('PRAGMA busy_timeout = 100');
    db?.pragma('wal_checkpoint(TRUNCATE)');
  } catch {
    // Another process uses it: the log stays, and holds what it held.
  }
  db?.close();
}

/** A file that was moved or deleted still takes writes, and they are gone with the last one who has it open. */
function checkFile() {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.ino !== inode) throw Object.assign(new Error('the file of the store is gone'), { code: 'STORE_GONE' });
}

function statement(sql) {
  let prepared = statements.get(sql);
  if (!prepared) {
    prepared = db.prepare(sql);
    if (statements.size >= STATEMENTS_KEPT) statements.clear();
    statements.set(sql, prepared);
  }
  return prepared;
}

function run(sql, parameters) {
  if (/^(begin|commit|rollback)\b/i.test(sql)) {
    if (/^begin/i.test(sql)) checkFile();
    // A full disk ends a transaction by itself.
    if (!/^rollback/i.test(sql) || db.inTransaction) db.exec(sql);
    return { rows: [], changes: 0 };
  }
  if (/^(create|alter|drop|pragma)\b/i.test(sql)) statements.clear();
  const prepared = statement(sql);
  if (prepared.reader) return { rows: prepared.all(parameters), changes: 0 };
  if (!db.inTransaction) checkFile();
  return { rows: [], changes: prepared.run(parameters).changes };
}

parentPort.on('message', ({ id, sql, parameters }) => {
  try {
    if (sql === 'open') open();
    else if (sql !== 'close' && Atomics.load(closing, 0) === 1)
      throw Object.assign(new Error('the store is being closed'), { code: 'STORE_CLOSED' });
    else if (sql === 'close') close();
    const result = sql === 'open' || sql === 'close' ? { rows: [], changes: 0 } : run(sql, parameters);
    parentPort.postMessage({ id, ...result });
  } catch (error) {
    parentPort.postMessage({
      id,
      error: { message: String(error?.message ?? error), code: String(error?.code ?? '') },
    });
  }
  if (sql === 'close') parentPort.close();
});
