/**
 * Writes what `npm run mutation` counted into docs/mutation.md, between the marks `<!-- table -->` and `<!-- /table -->`,
 * and its score into docs/clinical-validation.md.
 * Usage: node scripts/mutation-table.mjs [report.json …]; several reports of parts of the rule are counted together.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const DOCUMENT = new URL('../docs/mutation.md', import.meta.url);
const RULE = 'cds-services/metastatic-back-pain/';
const given = process.argv.slice(2);
const reports = given.length > 0 ? given : ['.cache/mutation/report.json'];
const files = Object.assign({}, ...reports.map((path) => JSON.parse(readFileSync(path, 'utf8')).files));

/** Stryker's own reckoning: a mutant that is stuck is noticed; one that does not compile or is left out is none. */
function count(mutants) {
  const of = (...statuses) => mutants.filter(({ status }) => statuses.includes(status)).length;
  const [killed, timeout] = [of('Killed'), of('Timeout')];
  const [survived, none] = [of('Survived'), of('NoCoverage')];
  const all = killed + timeout + survived + none;
  const score = all === 0 ? 'n/a' : `${((100 * (killed + timeout)) / all).toFixed(1)} %`;
  return { all, killed, timeout, survived, none, score, ignored: of('Ignored'), broken: of('RuntimeError') };
}

const row = (name, { all, killed, timeout, survived, none, score }) =>
  `| ${name} | ${all} | ${killed} | ${timeout} | ${survived} | ${none} | ${score} |`;
const total = count(Object.values(files).flatMap(({ mutants }) => mutants));
const table = [
  '| File | Mutants | Killed | Timeout | Survived | No coverage | Score |',
  '|---|--:|--:|--:|--:|--:|--:|',
  ...Object.entries(files)
    .map(([path, { mutants }]) => [path.replace(RULE, ''), count(mutants)])
    .filter(([, counted]) => counted.all > 0)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, counted]) => row(name, counted)),
  row('**All**', total),
];

const document = readFileSync(DOCUMENT, 'utf8');
const marked = /(<!-- table -->\n)[\s\S]*(\n<!-- \/table -->)/;
if (!marked.test(document))
  throw new Error('docs/mutation.md: the marks <!-- table --> and <!-- /table --> are missing');
const left = `Left out as wording: ${total.ignored}. Ended by an error of the run itself: ${total.broken}.`;
writeFileSync(DOCUMENT, document.replace(marked, `$1\n${table.join('\n')}\n\n${left}\n$2`));
console.log(`${total.killed + total.timeout} of ${total.all} mutants are noticed: ${total.score}`);

const VALIDATION = new URL('../docs/clinical-validation.md', import.meta.url);
const score = `${total.score} of ${total.all.toLocaleString('en')} changes`;
writeFileSync(
  VALIDATION,
  readFileSync(VALIDATION, 'utf8').replace(/(<!-- mutation -->).*?(<!-- \/mutation -->)/, `$1${score}$2`),
);
