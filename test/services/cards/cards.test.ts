/** Every kind of card, word by word, as kept in uk/ and us/; and what must hold of each (docs/wording.md). */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import type { Assessment, Card, Json } from '../../../src/sdk/index.js';
import { principal } from '../../../cds-services/metastatic-back-pain/card/words.js';
import { VARIANTS } from '../../../cds-services/metastatic-back-pain/variants.js';
import { FOLDER, GUIDANCES, renderAll } from './cards.js';

const cards = renderAll();
const rows = cards.map((one) => [`${one.guidance}/${one.name}`, one] as const);
const evidenceOf = (card: Card): Assessment => (card.extension as Json)['org.spinewatch.evidence'] as Assessment;
/** All that is shown; the codes of the reasons are for machines. */
const shownOf = ({ extension: _evidence, ...card }: Card): string =>
  JSON.stringify({ ...card, overrideReasons: card.overrideReasons?.map(({ display }) => display) });
const sectionOf = ({ detail = '' }: Card, heading: string): readonly string[] =>
  detail
    .split(/^### /m)
    .find((part) => part.startsWith(heading))
    ?.split('\n')
    .slice(2)
    .filter(Boolean) ?? [];

describe('the kept cards', () => {
  test.each(rows)('%s', (_name, { path, markdown }) => {
    const kept = existsSync(path) ? readFileSync(path, 'utf8') : 'not kept yet: npm run cards';
    expect(markdown).toBe(kept);
  });

  test.each(GUIDANCES)('%s keeps nothing else', (guidance) => {
    const wanted = cards.filter((one) => one.guidance === guidance).map(({ name }) => `${name}.md`);
    expect(readdirSync(`${FOLDER}${guidance}`).sort()).toEqual(wanted.sort());
  });

  test.each(GUIDANCES)('%s has every tier, every variant and every note', (guidance) => {
    const all = cards.filter((one) => one.guidance === guidance).map(({ card }) => evidenceOf(card));
    expect(new Set(all.map(({ tier }) => tier))).toEqual(new Set(['emergency', 'urgent', 'recommended', 'incomplete']));
    expect(all.map(({ variant }) => variant)).toEqual(expect.arrayContaining([...VARIANTS]));
    expect(all.flatMap(({ notes }) => notes)).toEqual(
      expect.arrayContaining(['anticoagulant', 'mri-safety', 'pregnancy', 'renal-function']),
    );
  });
});

describe.each(rows)('%s', (_name, { card, guidance }) => {
  const assessment = evidenceOf(card);
  const { tier, variant, found, notFound } = assessment;
  const { summary, detail = '' } = card;

  test('its summary fits and is whole', () => {
    expect(summary.length).toBeLessThanOrEqual(139);
    expect(summary).not.toMatch(/[{}…]|undefined|\s{2}|^\s|\s$/);
    expect(detail).not.toMatch(/\{[A-Za-z0-9-]+\}|undefined| {2}|\.\./);
  });

  test('nothing reassures, and a fever is not told to wait for a week', () => {
    const shown = shownOf(card);
    expect(shown).not.toMatch(/may wait|can wait|patient has metastas|no neurological deficit/i);
    if (variant === 'infection-possible') expect(`${summary} ${detail}`).not.toMatch(/1 week|7 days/);
    if (assessment.unavailable.length > 0) expect(detail).not.toMatch(/no urgent feature found/i);
    if (guidance === 'us') expect(shown).not.toMatch(/MSCC|\bNICE\b|NG234|bloods|anaemi|haemo|tumour/);
  });

  test('acronyms stay in capitals', () => {
    expect(`${summary} ${detail}`).not.toMatch(/\b(?:psa|crp|esr|ldh|cea|ca 15-3|mri|mscc|egfr|ct)\b/);
  });

  test('an emergency has eight lines at most before the first heading', () => {
    const lines = (detail.split(/^### /m)[0] ?? '').split('\n\n').filter((line) => line.trim() !== '');
    expect(lines.length).toBeLessThanOrEqual(tier === 'emergency' ? 8 : 7);
  });

  test('every finding shows what, when and where it comes from', () => {
    for (const one of principal(found)) {
      const line = detail
        .split('\n')
        .find((text) => text.startsWith('- **') && text.endsWith(`(${one.sources[0]?.reference})`));
      expect(line).toBeDefined();
      if (one.date !== undefined) expect(line).toContain(`**${one.date}**`);
    }
    expect(detail).not.toMatch(/date not recorded.*date not recorded/);
  });

  test('what was looked for and not found is listed whole, and each once', () => {
    const lines = sectionOf(card, 'Looked for').join(', ');
    const count = lines === '' ? 0 : lines.split(', ').length;
    expect(count).toBe(tier === 'incomplete' ? 0 : notFound.length);
  });

  test('it is Markdown that every EHR shows: headings, lists, bold', () => {
    for (const line of detail.split('\n')) expect(line).toMatch(/^(?:### \S|- \S|\*\*|[\p{L}“]|$)/u);
    expect((detail.match(/\*\*/g) ?? []).length % 2).toBe(0);
    expect(detail).not.toMatch(/<[a-z/]|[^\\]\]\(|!\[|```/i);
  });

  test('an in-patient is never sent to an emergency department', () => {
    if (found.some(({ sources }) => sources.some(({ code }) => code === 'IMP'))) {
      expect(`${summary} ${detail}`).not.toMatch(/nearest ED|Send\/refer|send to/i);
      expect(detail).toMatch(/In-?patient: call the ward or on-call team/);
    }
  });
});
