/** The requirements and where they are met (requirements.yaml), checked, and docs/conformance.md made of them. */
import { existsSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { parse } from 'yaml';
import { z } from 'zod';

const ROOT = new URL('../../', import.meta.url);
const SPEC = 'https://cds-hooks.hl7.org/2.0/';
/** How many the list has. */
export const TOTAL = 220;

const row = z.strictObject({
  id: z.int(),
  level: z.enum(['SHALL', 'SHALL NOT', 'SHOULD', 'SHOULD NOT', 'MAY']),
  section: z.string(),
  text: z.string(),
  in: z.string().optional(),
  state: z.enum(['met', 'partly', 'not-used']).default('met'),
  note: z.string().optional(),
  tests: z.array(z.string()),
});
const table = z.strictObject({
  files: z.record(z.string(), z.string()),
  service: z.array(row),
  client: z.array(
    z.strictObject({ ids: z.string(), section: z.string(), text: z.string(), ours: z.string().optional() }),
  ),
});
export type Table = z.infer<typeof table>;

export const readTable = (): Table =>
  table.parse(parse(readFileSync(new URL('requirements.yaml', import.meta.url), 'utf8')));

/** The numbers of `18-23` or `15`. */
export function numbersOf(ids: string): number[] {
  const [first = 0, last = first] = ids.split('-').map(Number);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** The titles of the tests of a jest file, each as it stands and with that of its `describe` before it. */
export function titlesOf(source: string): ReadonlySet<string> {
  const titles = new Set<string>();
  const visit = (node: ts.Node, within: readonly string[]): void => {
    let inside = within;
    if (ts.isCallExpression(node)) {
      const [first] = node.arguments;
      const called = nameOf(node.expression);
      if (first && ts.isStringLiteralLike(first) && called !== undefined) {
        if (called === 'describe') inside = [...within, first.text];
        else titles.add(first.text).add([...within, first.text].join(' › '));
      }
    }
    node.forEachChild((child) => visit(child, inside));
  };
  visit(ts.createSourceFile('x.ts', source, ts.ScriptTarget.Latest), []);
  return titles;
}

/** `test` of `test(…)`, `test.each(…)(…)` and `` test.each`…`(…) ``. */
function nameOf(called: ts.Expression): string | undefined {
  if (ts.isIdentifier(called)) return ['test', 'it', 'describe'].find((name) => name === called.text);
  if (ts.isCallExpression(called)) return nameOf(called.expression);
  if (ts.isPropertyAccessExpression(called)) return called.name.text === 'each' ? nameOf(called.expression) : undefined;
  return undefined;
}

/** What is wrong with the table: numbers that lack or stand twice, files and tests that are not there. */
export function mistakes({ files, service, client }: Table): string[] {
  const titles = new Map(
    Object.entries(files).map(([key, path]) => [
      key,
      existsSync(new URL(path, ROOT)) ? titlesOf(readFileSync(new URL(path, ROOT), 'utf8')) : new Set<string>(),
    ]),
  );
  const numbers = [...service.map(({ id }) => id), ...client.flatMap(({ ids }) => numbersOf(ids))];
  const every = Array.from({ length: TOTAL }, (_, index) => index + 1);
  return [
    ...every.filter((one) => !numbers.includes(one)).map((one) => `${one} lacks`),
    ...numbers.filter((one, index) => numbers.indexOf(one) !== index).map((one) => `${one} stands twice`),
    ...numbers.filter((one) => one < 1 || one > TOTAL).map((one) => `${one} is no number of the list`),
    ...service.flatMap(({ id, in: where, state, note, tests }) => [
      ...(where !== undefined && !existsSync(new URL(where, ROOT)) ? [`${id}: there is no ${where}`] : []),
      ...(state === 'not-used' ? [] : [where === undefined ? `${id}: where?` : '', tests[0] ? '' : `${id}: no test`]),
      ...(state !== 'met' && note === undefined ? [`${id}: why is it ${state}?`] : []),
      ...tests
        .filter((test) => {
          const [key = ''] = test.split(': ');
          return titles.get(key)?.has(test.slice(key.length + 2)) !== true;
        })
        .map((test) => `${id}: there is no test "${test}"`),
    ]),
  ].filter((mistake) => mistake !== '');
}

const STATES = { met: 'met', partly: '**in part**', 'not-used': 'not used' } as const;
const cell = (text: string): string => text.replaceAll('|', '\\|');
const link = (section: string): string => `[${section}](${SPEC}#${section})`;
const plain = (line: string): string => `| ${line} |`;

/** docs/conformance.md */
export function render({ files, service, client }: Table): string {
  const count = (state: keyof typeof STATES): number => service.filter((one) => one.state === state).length;
  const rows = service.map((one) => {
    const tests = one.tests.map((test) => {
      const [key = ''] = test.split(': ');
      return `\`${files[key]}\`: ${cell(test.slice(key.length + 2))}`;
    });
    const where = one.in === undefined ? '' : `\`${one.in}\``;
    const state = [STATES[one.state], one.note].filter((part) => part !== undefined).join(': ');
    return [one.id, one.level, link(one.section), cell(one.text), cell(state), where, tests.join('<br>')].join(' | ');
  });
  const others = client.map(({ ids, section, text, ours = '' }) =>
    [ids.replace('-', '–'), link(section), cell(text), cell(ours)].join(' | '),
  );
  return `# Conformance with CDS Hooks 2.0

<!-- Made by \`npm run conformance\` from test/conformance/requirements.yaml: change that. -->

The ${TOTAL} numbered requirements that the Inferno test kits draw from [CDS Hooks 2.0](${SPEC}) (requirement set
\`cds-hooks_2.0\`), in brief; the specification's own words count, and each row links to its section. Of the
${service.length} that bind a service (or both sides) ${count('met')} are met, ${count('partly')} in part, and
${count('not-used')} are about what Spinewatch does not use. That each test named here exists, by file and name, is
checked by \`npm test\`; that it passes, by running it. What the service answers is also held against the
specification's own examples of versions 1.0 to 3.0 (\`test/conformance/spec\`), and against its OpenAPI document by
schemathesis. Nobody outside the project has certified any of this, and the Inferno test kits themselves were not run.

## What binds a service

| # | level | section | requirement | state | where | test |
| --- | --- | --- | --- | --- | --- | --- |
${rows.map(plain).join('\n')}

## What binds the client alone

What an EHR has to do, and what Spinewatch does where one does otherwise.

| # | section | requirement | here |
| --- | --- | --- | --- |
${others.map(plain).join('\n')}
`;
}
