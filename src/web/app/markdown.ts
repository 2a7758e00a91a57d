/** How a card's detail is rendered: Markdown without raw HTML, without images, with links to the web alone. */
import type MarkdownIt from 'markdown-it';

type Constructor = typeof MarkdownIt;

/** @param markdownit the constructor of markdown-it */
export function createRenderer(markdownit: Constructor): (text: unknown) => string {
  const renderer = new markdownit({ html: false, linkify: false, typographer: false }).disable('image');
  renderer.validateLink = (address: string) => /^https?:\/\//i.test(address.trim());
  renderer.renderer.rules['link_open'] = (tokens, index, options, _env, self) => {
    tokens[index]?.attrSet('rel', 'noopener noreferrer');
    tokens[index]?.attrSet('target', '_blank');
    return self.renderToken(tokens, index, options);
  };
  // A card's own headings stand below the heading of the page that shows it.
  const deeper: NonNullable<(typeof renderer.renderer.rules)[string]> = (tokens, index, options, _env, self) => {
    const token = tokens[index];
    if (token) token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + 1)}`;
    return self.renderToken(tokens, index, options);
  };
  renderer.renderer.rules['heading_open'] = deeper;
  renderer.renderer.rules['heading_close'] = deeper;
  return (text) => renderer.render(String(text));
}
