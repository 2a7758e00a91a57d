/** Elements with their content as text: nothing that comes from a chart or an answer is ever read as HTML here. */

/**
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {...(Node | string | undefined)} content strings become text nodes
 */
export function element(tag, attributes = {}, ...content) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content.filter((one) => one !== undefined));
  return made;
}

/** A link to an http(s) address, plain text for any other. */
export function link(label, address) {
  const isWeb = URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
  return isWeb ? element('a', { href: address, rel: 'noopener noreferrer', target: '_blank' }, label) : label;
}

/** JSON to fold out. */
export const folded = (title, value) =>
  element('details', {}, element('summary', {}, title), element('pre', {}, JSON.stringify(value, null, 2)));

export const list = (items) => element('ul', {}, ...items.map((item) => element('li', {}, item)));
