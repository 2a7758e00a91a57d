/** Which server a `fhirServer` means, and whether a link stays on it. */
import fc from 'fast-check';
import { normalBase, resolveServer, urlWithin } from '../../../src/fhir/client/base-url.js';
import type { FhirServerPolicy } from '../../../src/fhir/client/server-entry.js';

const entry = (url: string, allowPrivateNetwork = false) => ({ url, allowPrivateNetwork });
const policy = (more: Partial<FhirServerPolicy> = {}): FhirServerPolicy => ({
  servers: [entry('https://ehr.example/fhir'), entry('https://other.example:8443/r4/')],
  anyLoopback: false,
  production: true,
  ...more,
});
/** The URL that would be read, or why none is. */
const resolve = (url: string, with_: FhirServerPolicy = policy()): string => {
  const decision = resolveServer(url, with_);
  return decision.usable ? decision.entry.url : decision.why;
};

test.each([
  'https://ehr.example/fhir',
  'https://ehr.example/fhir/',
  'https://ehr.example/fhir//',
  'HTTPS://EHR.Example/fhir',
  'https://ehr.example:443/fhir',
  'https://ehr.example./fhir',
  'https://ehr.example/x/../fhir',
])('%s is the listed server, under its listed URL', (url) => expect(resolve(url)).toBe('https://ehr.example/fhir'));

test.each([
  ['https://ehr.example', 'not-listed'],
  ['https://ehr.example/FHIR', 'not-listed'],
  ['https://ehr.example/fhir/r4', 'not-listed'],
  ['https://ehr.example/%66hir', 'not-listed'],
  ['http://ehr.example/fhir', 'not-listed'],
  ['https://ehr.example:8443/fhir', 'not-listed'],
  ['https://ehr.example.evil.example/fhir', 'not-listed'],
  ['https://sub.ehr.example/fhir', 'not-listed'],
  ['https://ehr.example@evil.example/fhir', 'not-a-url'],
  ['https://user:pass@ehr.example/fhir', 'not-a-url'],
  ['https://ehr.example/fhir?x=1', 'not-a-url'],
  ['https://ehr.example/fhir#x', 'not-a-url'],
  ['https:\\\\ehr.example\\fhir', 'not-a-url'],
  ['ftp://ehr.example/fhir', 'not-a-url'],
  ['file:///etc/passwd', 'not-a-url'],
  ['//ehr.example/fhir', 'not-a-url'],
  ['', 'not-a-url'],
  ['http://127.0.0.1:8080/fhir', 'not-listed'],
])('%s is not usable: %s', (url, why) => expect(resolve(url)).toBe(why));

const LOOPBACK = [
  'http://127.0.0.1:8080/fhir',
  'http://localhost:9/fhir',
  'http://LOCALHOST./fhir',
  'http://[::1]:8080/fhir',
  'http://2130706433/fhir',
  'http://0x7f.1/fhir',
  'http://0177.0.0.1/fhir',
  'http://127.9.9.9/fhir',
];
test.each(LOOPBACK)('%s is loopback in the sandbox, and nowhere in production', (url) => {
  expect(resolveServer(url, policy({ anyLoopback: true, production: false })).usable).toBe(true);
  expect(resolve(url, policy({ anyLoopback: true }))).toBe('not-listed');
  expect(resolve(url, policy({ servers: [entry(url, true)] }))).toBe('address-refused');
  expect(resolve(url, policy({ servers: [entry(url, false)], production: false }))).toBe('address-refused');
  expect(resolveServer(url, policy({ servers: [entry(url, true)], production: false })).usable).toBe(true);
});

test.each([
  'http://10.0.0.5/fhir',
  'http://192.168.1.1/fhir',
  'http://[fd12::1]/fhir',
  'http://[::ffff:10.0.0.5]/fhir',
])('%s is private: listed is not enough', (url) => {
  expect(resolve(url, policy({ servers: [entry(url)] }))).toBe('address-refused');
  expect(resolveServer(url, policy({ servers: [entry(url, true)] })).usable).toBe(true);
  expect(resolve(url, policy({ anyLoopback: true, production: false }))).toBe('not-listed');
});

test.each([
  'http://169.254.169.254/latest',
  'http://2852039166/latest',
  'http://[::ffff:169.254.169.254]/x',
  'http://[fe80::1]/x',
  'http://metadata.google.internal/x',
  'http://[64:ff9b::169.254.169.254]/x',
  'http://[2002:a9fe:a9fe::]/x',
])('%s is never read, whatever is listed', (url) => {
  for (const production of [true, false]) {
    const decision = resolve(url, policy({ servers: [entry(url, true)], anyLoopback: true, production }));
    expect(decision).toBe('address-refused');
  }
});

const BASE = 'https://ehr.example/fhir';
test.each([
  ['Patient/1', `${BASE}/Patient/1`],
  ['Condition?patient=1', `${BASE}/Condition?patient=1`],
  [`${BASE}?_getpages=x`, `${BASE}?_getpages=x`],
  [`${BASE}/?_getpages=x`, `${BASE}/?_getpages=x`],
  ['HTTPS://EHR.EXAMPLE:443/fhir/Condition?page=2#top', `${BASE}/Condition?page=2`],
  ['/fhir/Condition?page=2', `${BASE}/Condition?page=2`],
])('%s stays on the server', (link, url) => expect(urlWithin(BASE, link)).toBe(url));

test.each([
  '',
  '../admin',
  '/admin',
  '/fhir2/Condition',
  'https://ehr.example/',
  'https://ehr.example/fhirx?_getpages=x',
  'http://ehr.example/fhir?x',
  'https://ehr.example:8443/fhir?x',
  'https://evil.example/fhir?_getpages=x',
  '//evil.example/fhir',
  'https://ehr.example@evil.example/fhir',
  'https://u:p@ehr.example/fhir/Patient/1',
  'Patient/../../admin',
  '..%2fadmin',
  '%2e%2e/admin',
  'x/..%5c..%5cadmin',
  '\\\\evil.example\\fhir',
  'javascript:alert(1)',
  'file:///etc/passwd',
  'http://[',
])('%j leaves it', (link) => expect(urlWithin(BASE, link)).toBeUndefined());

test('whatever a link says, what is let through is on the server', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.webUrl(),
    fc.webPath(),
    fc.constantFrom('..', '/', '//', '\\', '%2e', '%2f', '@', ':', '?', '#', BASE, 'https:', 'fhir', '\t', '\n'),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const url = urlWithin(BASE, pieces.join(''));
      if (url === undefined) return;
      const read = new URL(url);
      expect(read.origin).toBe('https://ehr.example');
      expect(read.pathname === '/fhir' || read.pathname.startsWith('/fhir/')).toBe(true);
      expect(read.username + read.password).toBe('');
    }),
    { numRuns: 500 },
  );
});

test('a usable server is always a listed one, and normalising twice changes nothing', () => {
  const part = fc.constantFrom(
    'https://',
    'http://',
    'ehr.example',
    'evil.example',
    '.',
    '@',
    ':443',
    ':',
    '/fhir',
    '/',
    '\\',
    '%66',
    '#',
    '?',
    ' ',
    'x',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const url = parts.join('');
      const decision = resolveServer(url, policy());
      if (decision.usable)
        expect(['https://ehr.example/fhir', 'https://other.example:8443/r4']).toContain(decision.entry.url);
      const base = normalBase(url);
      if (base !== undefined) expect(normalBase(base)).toBe(base);
    }),
    { numRuns: 1000 },
  );
});
