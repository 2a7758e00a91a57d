/**
 * The floor: what Express 5 alone takes to read the same JSON and answer the same bytes.
 * Environment: `BARE_ANSWER` (file with the body), `BARE_TYPE` (its content type), `BARE_LIMIT` (bytes of a request),
 * `BARE_TOKENS` (optional: JSON with `jwks` and the options of `jwtVerify`; each request's token is verified then).
 */
import { readFileSync } from 'node:fs';
import express from 'express';
import { createLocalJWKSet, jwtVerify } from 'jose';

const answer = readFileSync(process.env.BARE_ANSWER);
const app = express();
if (process.env.BARE_TOKENS) {
  const { jwks, ...options } = JSON.parse(process.env.BARE_TOKENS);
  const keys = createLocalJWKSet(jwks);
  app.use(async (request, _response, next) => {
    await jwtVerify((request.headers.authorization ?? '').slice('Bearer '.length), keys, options);
    next();
  });
}
app.use(express.json({ limit: Number(process.env.BARE_LIMIT) }));
app.post('/cds-services/:id', (request, response) => {
  response.setHeader('Content-Type', process.env.BARE_TYPE);
  response.send(answer);
});
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`Bare app listening on http://127.0.0.1:${server.address().port}\n`);
});
// In order, so that a profile of it is written.
process.once('SIGTERM', () => process.exit(0));
