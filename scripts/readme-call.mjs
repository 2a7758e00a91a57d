/**
 * Puts a real hook call and its answer into README.md, between the two `call` marks: starts the built service, opens the
 * sample chart `breast-history` as the README tells a reader to, and writes down what came back.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = `${root}README.md`;
const child = spawn(process.execPath, [`${root}bin/spinewatch.js`, 'serve'], {
  env: { ...process.env, PORT: '0', LOG_LEVEL: 'silent', CONFIG_FILE: '' },
});
child.stderr.pipe(process.stderr);
const [line] = await once(child.stdout, 'data');
const url = /http:\S+/.exec(String(line))[0];
const sample = await (await fetch(`${url}/samples/breast-history.json`)).text();
const headers = { 'Content-Type': 'application/json' };
const service = `${url}/cds-services/metastatic-back-pain`;
const answer = await (await fetch(service, { method: 'POST', headers, body: sample })).json();
child.kill('SIGTERM');

const [card] = answer.cards;
const today = card.extension['org.spinewatch.evidence'].asOf;
const text = `\`\`\`sh
curl -s http://127.0.0.1:8080/samples/breast-history.json |
  curl -s -H 'Content-Type: application/json' -d @- http://127.0.0.1:8080/cds-services/metastatic-back-pain
\`\`\`

As answered on ${today} (a sample chart: breast cancer in remission, low back pain for almost four weeks):

> **${card.summary}**
>
${card.detail
  .split('\n')
  .map((one) => `> ${one.replace(/^### (.*)$/, '**$1**')}`.trimEnd())
  .join('\n')}

<details><summary>The whole answer</summary>

\`\`\`json
${JSON.stringify(answer, null, 2)}
\`\`\`

</details>`;
const marked = /(<!-- call -->\n)[\s\S]*(\n<!-- \/call -->)/;
writeFileSync(
  readme,
  readFileSync(readme, 'utf8').replace(marked, (_all, before, after) => `${before}\n${text}\n${after}`),
);
