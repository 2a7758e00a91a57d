/** docs/connecting-an-ehr.md: its configuration starts, and its override reasons are those of the cards. */
import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';
import { scopeOf } from '../../src/web/smart/scope.js';
import { load } from '../config/support.js';
import { realService } from '../support/service.js';

const PAGE = new URL('../../docs/connecting-an-ehr.md', import.meta.url);
const REASONS = new URL('../../cds-services/metastatic-back-pain/content/override-reasons.yaml', import.meta.url);
const page = (): string => readFileSync(PAGE, 'utf8');
const START = '<!-- reasons -->';
const END = '<!-- /reasons -->';

interface Reason {
  readonly code: string;
  readonly display: string;
  readonly tiers: readonly string[];
}

test('the override reasons are those of the content', () => {
  const rows = (parse(readFileSync(REASONS, 'utf8')) as Reason[]).map(
    ({ code, display, tiers }) => `| \`${code}\` | ${display} | ${tiers.join(', ')} |`,
  );
  const table = ['', '| code | display | on cards |', '| --- | --- | --- |', ...rows, ''].join('\n');
  const text = page();
  const [before = '', rest = ''] = text.split(START);
  const after = rest.slice(rest.indexOf(END));
  const right = `${before}${START}\n${table}\n${after}`;
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(PAGE, right);
  expect(page()).toBe(right);
});

const blocks = (): string[] =>
  [...page().matchAll(/^( *)```yaml\n([\s\S]*?)^ *```/gm)].map(([, indent = '', text = '']) =>
    text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );

test('its configuration starts, and the parts for Epic, Oracle and the SMART app are tenants’ parts', () => {
  const [whole = '', ...parts] = blocks();
  const { tenants } = load(whole);
  expect(tenants).toMatchObject([{ id: 'north', mode: 'shadow' }]);
  expect(parts).toHaveLength(3);
  const [north] = (parse(whole) as { tenants: object[] }).tenants;
  const contact = { emergencyContact: 'x' };
  for (const part of parts) {
    const { cards = {}, ...rest } = parse(part.replace('…', 'jwks')) as Record<string, object>;
    const tenant = { ...north, mode: 'live', ...rest, cards: { ...contact, ...cards } };
    expect(load({ publicBaseUrl: 'https://cds.example.org', tenants: [tenant] }).tenants).toHaveLength(1);
  }
  expect(parts.map((part) => 'smart' in (parse(part) as object))).toEqual([false, false, true]);
});

test('the scopes of the SMART app are those that it asks for', () => {
  const line = page()
    .split('\n')
    .find((one) => one.startsWith('| scopes |'));
  const named = [...((line ?? '').split('; an EHR')[0] ?? '').matchAll(/(?<=[`/])([A-Z][A-Za-z]+)(?=[`.])/g)].map(
    ([, type]) => type,
  );
  const asked = [...scopeOf([realService()]).matchAll(/patient\/(\w+)/g)].map(([, type]) => type);
  expect(named.sort()).toEqual(asked.sort());
});

test('the resources that it asks scopes for are those that are read', () => {
  const inputs = readFileSync(new URL('../../src/chart/inputs.ts', import.meta.url), 'utf8');
  const types = [...inputs.matchAll(/^ {2}\w+: '([A-Z]\w+)',$/gm)].map(([, type]) => type);
  expect(types).toHaveLength(9);
  const line = page()
    .split('\n')
    .find((one) => one.includes('| SMART 1 |'));
  const named = [...(line ?? '').matchAll(/`(?:patient\/)?([A-Z]\w+)(?:\.read)?`/g)].map(([, type]) => type);
  // Medications that requests refer to are read too.
  expect(named.sort()).toEqual([...types, 'Medication'].sort());
});
