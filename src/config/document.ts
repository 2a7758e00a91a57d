/**
 * The tables of docs/configuration.md, made from the schema and from the list of variables, so that the page can't say
 * anything else than the service does. The page's own words stand around the marked places.
 */
import { z } from 'zod';
import { ENVIRONMENT_VARIABLES } from './environment.js';
import { configurationFile } from './schema.js';

/** One key of the file. `fallback` is its default as JSON, `required`, or empty where it is optional without one. */
export interface KeyRow {
  readonly key: string;
  readonly type: string;
  readonly fallback: string;
  readonly meaning: string;
}

interface Node {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  /** Our own: what a text holds. */
  readonly kind?: string;
  /** Our own: described as a whole, not key by key. */
  readonly leaf?: string;
}

/** Every key of the configuration file, in its order; `tenants[].clients[].issuer` is how a list's keys are written. */
export function keyRows(): readonly KeyRow[] {
  // zod's JSON Schema with our own `kind` and `leaf` copied into it.
  return rowsOf(z.toJSONSchema(configurationFile, { io: 'input' }) as Node, '');
}

function rowsOf(node: Node, prefix: string): readonly KeyRow[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, value]) => {
    const key = `${prefix}${name}`;
    const item = objectOf(value.items);
    const row = {
      key,
      type: typeOf(value),
      fallback: fallbackOf(value, node.required?.includes(name) ?? false),
      meaning: value.description ?? '',
    };
    if (value.leaf !== undefined) return [row];
    if (item) return [row, ...rowsOf(item, `${key}[].`)];
    return value.properties ? [row, ...rowsOf(value, `${key}.`)] : [row];
  });
}

const objectOf = (node: Node | undefined): Node | undefined =>
  [node, ...(node?.anyOf ?? [])].find((one) => one?.properties !== undefined);

function typeOf(node: Node): string {
  if (node.leaf !== undefined) return node.leaf;
  if (node.kind !== undefined) return node.kind;
  if (node.enum) return node.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (node.type === 'integer') return `${node.minimum} to ${node.maximum}`;
  if (node.type === 'boolean') return '`true`, `false`';
  if (node.type === 'array')
    return objectOf(node.items) ? 'list' : `list of ${node.items ? typeOf(node.items) : 'text'}`;
  return node.type === 'object' ? 'section' : 'text';
}

function fallbackOf(node: Node, required: boolean): string {
  if (required) return 'required';
  return node.default === undefined || node.properties ? '' : `\`${JSON.stringify(node.default)}\``;
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');

/** The generated tables by the name that marks their place. */
export function tables(): Readonly<Record<'environment' | 'keys', string>> {
  return {
    environment: table(
      ['variable', 'default', 'allowed', 'meaning'],
      ENVIRONMENT_VARIABLES.map(({ name, fallback, allowed, meaning }) => [
        `\`${name}\``,
        fallback && `\`${fallback}\``,
        allowed,
        meaning,
      ]),
    ),
    keys: table(
      ['key', 'type', 'default', 'meaning'],
      keyRows().map(({ key, type, fallback, meaning }) => [`\`${key}\``, type, fallback, meaning]),
    ),
  };
}

/** A page with what stands between `<!-- generated: NAME -->` and `<!-- /generated -->` made anew. */
export function withTables(page: string): string {
  return Object.entries(tables()).reduce(
    (text, [name, body]) =>
      text.replace(
        new RegExp(
          `(<!-- generated: ${name} -->\\n<!-- prettier-ignore-start -->\\n)[\\s\\S]*?(<!-- prettier-ignore-end -->\\n<!-- /generated -->)`,
        ),
        (_all, start: string, end: string) => `${start}\n${body}\n\n${end}`,
      ),
    page,
  );
}
