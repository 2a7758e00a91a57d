/** Markdown as EHRs may render it, each as careless as it can be. */
import MarkdownIt from 'markdown-it';
import { Marked } from 'marked';
import rehypeRaw from 'rehype-raw';
import rehypeStringify from 'rehype-stringify';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';

/** The pipeline of the public CDS Hooks sandbox: GFM, raw HTML let through, no sanitizer. */
const sandbox = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype, { allowDangerousHtml: true })
  .use(rehypeRaw)
  .use(rehypeStringify);
const markdownIt = new MarkdownIt({ html: true, linkify: true });
const marked = new Marked({ gfm: true });

export const RENDERERS: Readonly<Record<string, (markdown: string) => string>> = {
  'remark-gfm with rehype-raw': (markdown) => String(sandbox.processSync(markdown)),
  'markdown-it with html and linkify': (markdown) => markdownIt.render(markdown),
  'marked with gfm': (markdown) => marked.parse(markdown, { async: false }),
};
