/** A card's detail on the page: Markdown as the card means it, and nothing of a chart's text as HTML. */
import markdownit from 'markdown-it';
import { createRenderer } from '../../src/web/app/markdown.js';

const render = createRenderer(markdownit);

test('renders what cards use', () => {
  const html = render(
    '**Back pain**, 2026-05-20\n\n- one\n- two\n\n[NICE NG234](https://www.nice.org.uk/guidance/ng234)',
  );
  expect(html).toContain('<strong>Back pain</strong>');
  expect(html).toContain('<li>one</li>');
  expect(html).toContain('href="https://www.nice.org.uk/guidance/ng234" rel="noopener noreferrer" target="_blank"');
});

test.each([
  ['a tag', '<img src=x onerror=alert(1)>'],
  ['a block of HTML', '<div>\n<script>alert(1)</script>\n</div>'],
  ['a frame', '<iframe srcdoc="<script>alert(1)</script>"></iframe>'],
  ['an image of another site', '![seen](https://tracker.invalid/pixel.png)'],
  ['a script as link', '[click](javascript:alert(1))'],
  ['a script in capitals', '[click](JaVaScRiPt:alert(1))'],
  ['a script as reference', '[click][1]\n\n[1]: javascript:alert(1)'],
  ['a script as autolink', '<javascript:alert(1)>'],
  ['data as link', '[click](data:text/html,x)'],
  ['an address within the service', '[click](/cds-services)'],
])('shows %s as text', (_name, text) => {
  const html = render(text);
  expect(html).not.toMatch(/<(?!\/?(?:p|a|strong|em|ul|li|code|br)\b)[a-z]/i);
  expect(html).not.toMatch(/href="(?!https?:)|src=(?!x onerror)|<[^>]*\son/i);
});
