/** The texts of test/language/texts.yaml by the rule of the reading of free text that they hold, and the phrases they use. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Section } from './section.js';

export function textsSection(): Section {
  const lists = parse(readFileSync(new URL('../language/texts.yaml', import.meta.url), 'utf8')) as Record<
    string,
    Record<string, readonly string[]>
  >;
  const rows = Object.entries(lists).map(([rule, texts]) => {
    const says = Object.values(texts);
    const nothing = says.filter((meanings) => meanings.length === 0).length;
    return [rule, String(says.length), String(nothing)];
  });
  return {
    title: 'Texts, by the rule of reading that they hold',
    intro:
      'Texts of `test/language/texts.yaml`, each with what the rule must read from it, and how many of them must give nothing.',
    head: ['Rule', 'Texts', 'of which nothing is read'],
    rows,
    gaps: rows.filter(([, count]) => count === '0').map(([rule]) => `${rule}: no text`),
  };
}
