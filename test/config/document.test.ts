import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';
import { keyRows, withTables } from '../../src/config/document.js';
import { load, PRODUCTION } from './support.js';

const PAGE = new URL('../../docs/configuration.md', import.meta.url);

describe('docs/configuration.md', () => {
  // After a change of the schema: UPDATE_DOCS=1 npm test -- test/config/document
  if (process.env['UPDATE_DOCS']) writeFileSync(PAGE, withTables(readFileSync(PAGE, 'utf8')));
  const page = readFileSync(PAGE, 'utf8');

  it('has the tables that the schema gives', () => {
    expect(page).toBe(withTables(page));
    expect(page).toContain('| `tenants[].clients[].issuer` | text | required |');
    expect(page).toContain('| `PORT` | `8080` |');
  });

  it('says of every key what it means', () => {
    const rows = keyRows();
    expect(rows.length).toBeGreaterThan(55);
    expect(rows.filter(({ meaning }) => meaning.length < 10)).toEqual([]);
  });

  it('gives an example that starts in production', () => {
    const yaml = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    const settings = load(yaml, PRODUCTION);
    expect(settings.tenants.map(({ id, mode }) => `${id} ${mode}`)).toEqual(['north live', 'south shadow']);
    expect(Object.keys(parse(yaml) as object)).toEqual(expect.arrayContaining(['limits', 'cors', 'operator', 'store']));
  });
});
