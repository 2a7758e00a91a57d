/**
 * A FHIR server that knows one chart. `GET <type>?…` and `GET Patient/<id>` answer after `FHIR_DELAY_MS`; `GET /count`
 * answers at once how many requests it has had; after `GET /hang` it takes requests and never answers them, until
 * `GET /recover`. `FHIR_ANSWERS`: a JSON file of resource types and bodies.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const answers = JSON.parse(readFileSync(process.env.FHIR_ANSWERS, 'utf8'));
const bodies = new Map(Object.entries(answers).map(([type, body]) => [type, Buffer.from(JSON.stringify(body))]));
const delay = Number(process.env.FHIR_DELAY_MS);
let count = 0;
let hangs = false;

const server = createServer((request, response) => {
  const type = /^\/(?:fhir\/)?(\w+)/.exec(request.url)?.[1];
  if (type === 'count') return void response.end(String(count));
  if (type === 'hang' || type === 'recover') {
    hangs = type === 'hang';
    return void response.end();
  }
  count += 1;
  if (hangs) return;
  setTimeout(() => {
    const body = bodies.get(type);
    response.writeHead(body ? 200 : 404, { 'Content-Type': 'application/fhir+json' });
    response.end(body);
  }, delay);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`FHIR server listening on http://127.0.0.1:${server.address().port}\n`);
});
