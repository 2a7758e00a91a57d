/** `/about/<service>`: governance, intended use, sources, the thirteen source attributes, and a hazard log that holds. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import express from 'express';
import request from 'supertest';
import { createAbout } from '../../src/web/about.js';
import { realService } from '../support/service.js';

const service = realService();
const app = express().use(createAbout([service]));
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CASES = `${ROOT}cds-services/metastatic-back-pain/cases/`;

test('HTML for people, under a strict policy', async () => {
  const response = await request(app).get('/about/metastatic-back-pain').set('Accept', 'text/html').expect(200);
  expect(response.headers['content-security-policy']).toContain("default-src 'none'");
  expect(response.text).toContain('Hazard log');
  expect(response.text).toContain('Review due');
  expect(response.text).not.toMatch(/undefined|<script/);
});

test('JSON for whoever asks for it, with all thirteen source attributes', async () => {
  const { body } = await request(app).get('/about/metastatic-back-pain').set('Accept', 'application/json').expect(200);
  expect(Object.keys(body.sourceAttributes)).toHaveLength(13);
  expect(body.inputs.map((one: { input: string }) => one.input)).toHaveLength(9);
  expect(body).toMatchObject({
    id: 'metastatic-back-pain',
    status: 'draft',
    contentHash: expect.stringMatching(/^sha256:/),
  });
});

test('every hazard of the log names cases or tests, and all of them exist', () => {
  const hazards = service.about?.hazards ?? [];
  const named = hazards.flatMap((one) => one.cases);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((name) => !existsSync(CASES + name))).toEqual([]);
  expect(hazards.flatMap((one) => one.tests).filter((name) => !existsSync(ROOT + name))).toEqual([]);
  expect(hazards.filter(({ cases, tests }) => cases.length + tests.length === 0)).toEqual([]);
});
