/** docs/security.md names tests: each is there, under the very words. */
import { existsSync, readFileSync } from 'node:fs';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const rows = read('docs/security.md')
  .split('\n')
  .filter((line) => line.startsWith('|') && !/^\|(?:-|.*\| Test \|$)/.test(line));
const testsOf = (row: string): string => row.split('|').at(-2) ?? '';

test.each(rows)('%s', (row) => {
  const named = [...testsOf(row).matchAll(/`(test\/[^`]+)`(?: “([^”]+)”)?/g)];
  if (testsOf(row).trim() !== 'same') expect(named.length).toBeGreaterThan(0);
  for (const [, path = '', title] of named) {
    expect([path, existsSync(new URL(`../../${path}`, import.meta.url))]).toEqual([path, true]);
    if (title !== undefined) expect(read(path)).toContain(title);
  }
});
