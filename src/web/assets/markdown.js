/** How a card's detail is rendered: Markdown without raw HTML, without images, with links to the web alone. */

/** @param markdownit the constructor of markdown-it */
export function createRenderer(markdownit) {
  const renderer = markdownit({ html: false, linkify: false, typographer: false }).disable('image');
  renderer.validateLink = (address) => /^https?:\/\//i.test(address.trim());
  renderer.renderer.rules.link_open = (tokens, index, options, _env, self) => {
    tokens[index].attrSet('rel', 'noopener noreferrer');
    tokens[index].attrSet('target', '_blank');
    return self.renderToken(tokens, index, options);
  };
  return (text) => renderer.render(String(text));
}
