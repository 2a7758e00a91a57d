/** docs/quiet.md shows the table as it is shipped: a failure prints the lines to put there. */
import { readFileSync } from 'node:fs';
import type { QuietRow } from '../../src/sdk/quiet.js';
import { DAY, HOUR, TABLE } from './support.js';

const time = (ms: number): string => (ms % DAY === 0 && ms > DAY ? `${ms / DAY} d` : `${ms / HOUR} h`);
const who = ({ who: hearer }: QuietRow): string => (hearer === 'everyone' ? 'everyone' : 'the same user');
const row = (answer: string, one: QuietRow): string =>
  `| ${answer} | ${who(one)}${one.untilNewEntry ? ', until any new cancer, back-pain or emergency entry' : ''} | ${time(one.recommended)} | ${time(one.urgent)} |`;

function table(): string {
  const { accepted, overridden, reasons, emergency, incomplete } = TABLE;
  return [
    '| answer | who is quiet | `recommended` | `urgent` |',
    '| --- | --- | --- | --- |',
    row('accepted', accepted),
    ...Object.entries(reasons).map(([reason, one]) => row(`\`${reason}\``, one)),
    row('any other reason, or none', overridden),
    '',
    '| answer | who is quiet | how long |',
    '| --- | --- | --- |',
    `| \`emergency\`, any answer | the same user | ${time(emergency.sameUser)} |`,
    `| \`emergency\`, ${emergency.settledBy.map((one) => `\`${one}\``).join(', ')} | everyone | ${time(emergency.everyone)} |`,
    `| \`incomplete\`, any answer | the same user | ${time(incomplete)} |`,
  ].join('\n');
}

test('docs/quiet.md shows the shipped table', () => {
  const docs = readFileSync(new URL('../../docs/quiet.md', import.meta.url), 'utf8');
  const shown = /<!-- quiet-table -->\n\n?([\s\S]*?)\n?<!-- \/quiet-table -->/.exec(docs)?.[1] ?? '';
  // The formatter pads the cells.
  const plain = (text: string): string => text.replace(/ +/g, ' ').replace(/-+/g, '-').trim();
  expect(plain(shown)).toBe(plain(table()));
});
