/** The small parts: waiting for a busy server, the breaker, addresses inside addresses, releases. */
import { embeddedIpv4, guardedLookup, hostAllowed } from '../../../src/fhir/client/address-guard.js';
import { createBreaker } from '../../../src/fhir/client/breaker.js';
import { releaseOf } from '../../../src/fhir/client/release.js';
import { brokenReply, failedStatus } from '../../../src/fhir/client/reply.js';
import { retryDelay } from '../../../src/fhir/client/retry.js';

const NOW = Date.parse('2026-06-15T12:00:00Z');

test.each([
  [429, '2', 2000],
  [503, '0', 0],
  [503, null, 200],
  [429, 'soon', 200],
  [429, 'Mon, 15 Jun 2026 12:00:03 GMT', 3000],
  [429, 'Mon, 15 Jun 2026 11:00:00 GMT', 0],
  [500, '1', undefined],
  [200, '1', undefined],
])('%i with Retry-After %j waits %s ms', (status, header, ms) => expect(retryDelay(status, header, NOW)).toBe(ms));

test('the breaker opens after five silent calls in a row, lets one try in 250 ms, and closes on an answer', () => {
  let time = NOW;
  const breaker = createBreaker({ now: () => time });
  const silent = (times: number): void => {
    for (let i = 0; i < times; i += 1) breaker.silent();
  };
  silent(4);
  expect([breaker.isOpen, breaker.admits()]).toEqual([false, true]);
  breaker.answered();
  silent(4);
  expect(breaker.isOpen).toBe(false);
  silent(1);
  expect([breaker.isOpen, breaker.admits()]).toEqual([true, false]);
  time += 249;
  expect(breaker.admits()).toBe(false);
  time += 1;
  expect([breaker.admits(), breaker.admits()]).toEqual([true, false]);
  time += 250;
  expect(breaker.admits()).toBe(true);
  breaker.answered();
  expect([breaker.isOpen, breaker.admits(), breaker.admits()]).toEqual([false, true, true]);
});

test.each([
  ['::ffff:127.0.0.1', '127.0.0.1'],
  ['::FFFF:7F00:1', '127.0.0.1'],
  ['0:0:0:0:0:ffff:a9fe:a9fe', '169.254.169.254'],
  ['::169.254.169.254', '169.254.169.254'],
  ['64:ff9b::10.0.0.1', '10.0.0.1'],
  ['2002:7f00:1::', '127.0.0.1'],
  ['2001:db8::1', undefined],
  ['127.0.0.1', undefined],
  ['ehr.example', undefined],
])('inside %s is %s', (address, inside) => expect(embeddedIpv4(address)).toBe(inside));

test('a look-up gives the allowed addresses of a name, one or all', () => {
  const lookup = guardedLookup({ loopback: false, private: false }, (_host, _options, done) =>
    done(null, [
      { address: '10.0.0.1', family: 4 },
      { address: '203.0.113.7', family: 4 },
    ]),
  );
  const all: unknown[] = [];
  lookup('ehr.example', { all: true }, (...got) => all.push(got));
  lookup('ehr.example', {}, (...got) => all.push(got));
  expect(all).toEqual([
    [null, [{ address: '203.0.113.7', family: 4 }]],
    [null, '203.0.113.7', 4],
  ]);
});

test('link-local addresses are refused under every rule, with a zone too', () => {
  for (const host of ['169.254.1.1', '[fe80::1]', 'fe80::1%eth0', '100.100.100.200', 'fd00:ec2::254']) {
    expect(hostAllowed(host, { loopback: true, private: true })).toBe(false);
  }
});

test.each([
  ['4.0.1', 'R4'],
  ['4.3.0', 'R4B'],
  ['4.6.0', 'R5'],
  ['5.0.0', 'R5'],
  ['3.0.2', 'STU3'],
  ['1.0.2', 'DSTU2'],
  ['1.8.0', 'STU3'],
  ['9', undefined],
  ['four', undefined],
])('%s is %s', (version, release) => expect(releaseOf(version)).toBe(release));

test('failing statuses: refused, redirected, or failed', () => {
  expect([401, 403, 404, 410, 302, 200, 500].map((status) => failedStatus(status).state)).toEqual([
    'not-permitted',
    'not-permitted',
    'error',
    'error',
    'error',
    'error',
    'error',
  ]);
});

test('the text of a failure holds nothing of the error that caused it', () => {
  const deadline = { signal: new AbortController().signal, at: NOW };
  const error = new Error('https://ehr.example/fhir/Patient/jane-doe', { cause: new Error('Bearer secret') });
  expect(brokenReply(error, deadline).why).toBe('the server could not be reached');
});
