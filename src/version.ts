/** The version of this package, as its package.json says. */
import { existsSync, readFileSync } from 'node:fs';

// Beside src/ where the sources run, beside dist/ where the build does.
const files = ['../package.json', '../../package.json'].map((path) => new URL(path, import.meta.url));
const file = files.find((path) => existsSync(path));

export const VERSION: string =
  file === undefined ? '0.0.0' : (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
