import fc from 'fast-check';
import { cleanText, escapeHtml, escapeMarkdown } from '../../src/sdk/text.js';
import { RENDERERS } from '../support/renderers.js';

const PLACES: Readonly<Record<string, (text: string) => string>> = {
  'as a paragraph': (text) => text,
  'in a list': (text) => `- **Found**: ${text} (2026-05-20)\n- next`,
  'in a table': (text) => `| What | When |\n| --- | --- |\n| ${text} | 2026-05-20 |`,
  'in bold': (text) => `Recorded: **${text}**, active`,
};

/** The text of rendered HTML and the tags in it. */
function rendered(html: string): { text: string; tags: string[] } {
  const tags = [...html.matchAll(/<\/?([a-z][a-z0-9]*)[^>]*>/gi)].map((match) =>
    match[0].startsWith('</') ? '' : match[0],
  );
  const text = html
    .replace(/<[^>]*>/g, '')
    .replace(/&(lt|#x3C|#60);/gi, '<')
    .replace(/&(gt|#x3E|#62);/gi, '>')
    .replace(/&(quot|#34);/gi, '"')
    .replace(/&(#39|#x27);/gi, "'")
    .replace(/&(amp|#x26|#38);/gi, '&');
  return { text, tags: tags.filter((tag) => tag !== '') };
}

const visible = (text: string): string =>
  text
    .replace(/\u200B/g, '')
    .replace(/\s+/g, ' ')
    .trim();

const ATTACKS = [
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<img src=x onerror=alert(1)>',
  '[click me](javascript:alert(1))',
  '![x](https://evil.example/p.png)',
  '[x]: https://evil.example "t"',
  '<https://evil.example>',
  'see https://evil.example/a?b=c now',
  'see HTTP://EVIL.EXAMPLE now',
  'www.evil.example',
  'WWW.evil.example/x',
  'visit evil.com or evil.example.org/path',
  'ftp://evil.example',
  '//evil.example/x',
  'mailto:a@evil.example',
  'xmpp:a@evil.example',
  'a.b+c@evil.example',
  '`code` ``more``',
  '*a* **b** _c_ __d__ ~~e~~',
  '# heading',
  '> quote',
  '- item',
  '+ item',
  '1. item',
  '12) item',
  '---',
  '===',
  '| a | b |\n| - | - |\n| c | d |',
  'line\n\n# heading\n\n    code',
  '&lt;b&gt; &amp;lt; &#60;b&#62; &copy;',
  '\\<b>\\[x](y)',
  '<!-- comment -->',
  '<![CDATA[x]]>',
  '<?php x ?>',
  '[^1] [x] [ ] [x][y]',
  '- [ ] task',
  '```js\nalert(1)\n```',
  '~~~\nx\n~~~',
  '$$x$$ :smile:',
  'C50.9, M54.5: 38.2 °C on 2026-05-20 (−9.1 %) e.g. 5 < 6 & 7 > 2',
  'trailing backslash \\',
];

describe.each(Object.entries(RENDERERS))('chart text in %s', (_name, render) => {
  describe.each(Object.entries(PLACES))('%s', (_place, put) => {
    const expectedTags = rendered(render(put('plain'))).tags;

    test.each(ATTACKS)('shows as text: %j', (attack) => {
      const { text, tags } = rendered(render(put(escapeMarkdown(attack))));
      expect(tags).toEqual(expectedTags);
      expect(visible(text)).toContain(cleanText(attack));
    });

    test('shows as text, whatever it is', () => {
      const piece = fc.constantFrom(
        ...ATTACKS,
        ...'<>&[]()*_`~|!#+-=.:/\\@"\' \n\t'.split(''),
        'www.',
        'http://',
        'a@b.c',
        '\u202E',
        'é',
        '😀',
      );
      const texts = fc.array(fc.oneof({ weight: 3, arbitrary: piece }, { weight: 1, arbitrary: fc.string() }), {
        minLength: 1,
        maxLength: 8,
      });
      fc.assert(
        fc.property(texts, (pieces) => {
          const hostile = `x${pieces.join('')}x`;
          const { text, tags } = rendered(render(put(escapeMarkdown(hostile))));
          expect(tags).toEqual(expectedTags);
          expect(visible(text)).toContain(cleanText(hostile));
        }),
        { numRuns: 60 },
      );
    });
  });
});

describe('clean text', () => {
  test('is one line without control, bidirectional and invisible characters', () => {
    expect(cleanText('a\r\n\tb\u0000\u0007\u202Ec\u2066d\u200Be\uFEFF\u00ADf\uD800')).toBe('a bcde f');
    expect(cleanText('\u{E0041}\u{E0042}x')).toBe('x');
  });

  test('keeps the joiners that scripts need', () => {
    expect(cleanText('می\u200Cخواهم 👩\u200D⚕️')).toBe('می\u200Cخواهم 👩\u200D⚕️');
  });

  test.each([1, 2, 10, 139])('has at most %d characters and marks the cut', (length) => {
    const text = cleanText('pain '.repeat(1000), length);
    expect(text.length).toBeLessThanOrEqual(length);
    expect(text.endsWith('…')).toBe(true);
    expect(cleanText('x'.repeat(length), length)).toBe('x'.repeat(length));
  });

  test('is not cut through a character', () => {
    expect(cleanText('😀😀😀', 4)).toBe('😀…');
  });

  test('of megabytes is cheap', () => {
    const started = performance.now();
    expect(escapeMarkdown('<a '.repeat(2_000_000)).length).toBeLessThan(1000);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('text for HTML', () => {
  test('opens no tag and ends no attribute', () => {
    expect(escapeHtml(`<b a='x' c="y">&\``)).toBe('&lt;b a=&#39;x&#39; c=&quot;y&quot;&gt;&amp;&#96;');
  });

  test('reads as what it was', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const escaped = escapeHtml(text);
        expect(escaped).not.toMatch(/[<>"'`]/);
        const back: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", '#96': '`', amp: '&' };
        expect(escaped.replace(/&(lt|gt|quot|#39|#96|amp);/g, (_all, name: string) => back[name] ?? '')).toBe(text);
      }),
    );
  });
});
