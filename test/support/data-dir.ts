/** A folder of its own for the store of a test, in the system's folder for what may go. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const tempDataDir = (): string => mkdtempSync(join(tmpdir(), 'spinewatch-data-'));
