/** Whether a link stays on its server: for reads by the service and by a page alike, so without anything of Node. Pure. */

/**
 * The absolute form of a path or link where it stays on the server: same origin, and the base path itself or below it
 * (HAPI's page links point at the base with a query). `undefined` for anything else, encoded slashes and dots included.
 */
export function urlWithin(base: string, link: string): string | undefined {
  if (link === '' || !URL.canParse(link, `${base}/`)) return undefined;
  const root = new URL(base);
  const url = new URL(link, `${base}/`);
  if (url.origin !== root.origin || url.username !== '' || url.password !== '') return undefined;
  if (/%(?:2e|2f|5c)/i.test(url.pathname)) return undefined;
  const path = root.pathname.replace(/\/+$/, '');
  if (url.pathname !== path && !url.pathname.startsWith(`${path}/`)) return undefined;
  url.hash = '';
  return url.href;
}
