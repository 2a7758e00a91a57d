/** The bundles of the pages: small, whole, and nothing in them that the policy of the page forbids or that leaves the service. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import express from 'express';
import request from 'supertest';
import { createAssets } from '../../src/web/assets.js';

const folder = mkdtempSync(join(tmpdir(), 'spinewatch-app-'));
const SCRIPTS = ['app.js', 'dashboard.js', 'launch.js', 'evidence.js'];
const scripts: Record<string, string> = {};
const NAMES = [
  'http://www.w3.org',
  'http://fhir-registry.smarthealthit.org',
  'http://docs.smarthealthit.org',
  'https://developer.mozilla.org',
];
beforeAll(() => {
  // A process of its own: esbuild asks for the very arrays of Node, which a test environment replaces.
  const build = fileURLToPath(new URL('../../scripts/build-app.mjs', import.meta.url));
  execFileSync(process.execPath, [build, folder]);
  for (const name of SCRIPTS) scripts[name] = readFileSync(join(folder, name), 'utf8');
});

test.each(SCRIPTS)('%s with page and style is less than 200 kB, compressed', (name) => {
  const style = readFileSync(new URL('../../src/web/assets/style.css', import.meta.url));
  const bytes = gzipSync(scripts[name] as string).length + gzipSync(style).length;
  expect(bytes).toBeGreaterThan(15_000);
  expect(bytes).toBeLessThan(150_000);
});

test('the page that an EHR opens first is seen for a moment', () => {
  expect(gzipSync(scripts['launch.js'] as string).length).toBeLessThan(30_000);
});

test.each(SCRIPTS)('%s logs nothing and brings no polyfill', (name) => {
  // fhirclient's log would show tokens to whoever has switched it on.
  expect(scripts[name]).not.toMatch(/localStorage|XMLHttpRequest|__core-js_shared__|msCrypto/);
});

test.each(SCRIPTS)('%s evaluates no text as script and asks for nothing elsewhere', (name) => {
  const script = scripts[name] as string;
  expect(script).not.toMatch(/\beval\(|new Function\(|\bimport\(|importScripts|document\.write/);
  // Names of namespaces, and where fhirclient's messages send their readers, are not asked; what is begins with a slash.
  const addresses = [...script.matchAll(/https?:\/\/[a-z0-9.-]+/gi)].map(([address]) => address);
  expect([...new Set(addresses)].filter((address) => !NAMES.includes(address))).toEqual([]);
  expect(
    [...script.matchAll(/\bfetch\((.)/g)].map(([, first]) => first).filter((first) => /["']/.test(first ?? '')),
  ).toEqual([]);
});

test('the licences of what is bundled are beside it', () => {
  const licences = readFileSync(join(folder, 'LICENSES.txt'), 'utf8');
  for (const name of ['preact', 'd3-scale', 'd3-shape', 'markdown-it', 'fhirclient', 'js-base64']) {
    expect(licences).toMatch(new RegExp(`^${name} \\d`, 'm'));
  }
  expect(licences).toContain('Permission');
});

test.each([
  ['gzip', 'gzip'],
  ['identity', undefined],
])('a browser that takes %s gets it so', async (accepted, encoding) => {
  const app = express().use(createAssets());
  const response = await request(app).get('/assets/style.css').set('Accept-Encoding', accepted).expect(200);
  expect(response.headers['content-encoding']).toBe(encoding);
  expect(response.headers['vary']).toContain('Accept-Encoding');
  expect(response.text).toContain(':focus-visible');
});
