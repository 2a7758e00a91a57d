/** The whole service with its store, on any engine: what is answered is durable, shared, and names nobody. */
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pseudonymsOf, readKeyFile } from '../../../src/store/keys.js';
import type { ExportLine, Store } from '../../../src/store/port.js';
import { BREAST_CANCER, PATIENT, backPain, hookRequest, prefetchOf } from '../../support/charts.js';
import { callOf, overridden, running } from '../../support/running.js';
import { until } from '../../support/until.js';
import type { TestDatabase, TestEngine } from '../support/engine.js';
import { DAY, decision, exported, feedback } from '../support/records.js';

export function serviceSuite(engine: TestEngine): void {
  jest.setTimeout(60_000);
  let database: TestDatabase;
  let store: Store;
  let stops: (() => Promise<void>)[] = [];
  beforeEach(async () => {
    database = await engine.create();
    store = await database.open();
  });
  afterEach(async () => {
    await Promise.all(stops.map((stop) => stop()));
    stops = [];
    await store.close();
    await database.remove();
  });
  const start = async (environment = database.environment) => {
    const service = await running(environment);
    stops.push(() => service.stop());
    await until('it is ready', async () => (await service.ready()).status === 'ready', 30_000);
    return service;
  };
  const kept = async <T extends ExportLine['type']>(type: T) =>
    (await exported(store)).flatMap((line) => (line.type === type ? [line as ExportLine & { type: T }] : []));
  const stored = (type: ExportLine['type'], count: number): Promise<void> =>
    until(`${count} ${type} are stored`, async () => (await kept(type)).length === count, 20_000);

  test('a card is recorded, its feedback is stored when that is answered, and the next call is quiet', async () => {
    const service = await start();
    const card = await service.card('p1');
    await stored('decision', 1);
    expect((await service.feedback(overridden(card))).status).toBe(200);
    expect(await kept('feedback')).toEqual([
      expect.objectContaining({ card, outcome: 'overridden', timestampReplaced: false }),
    ]);
    await service.isSnoozed('p1');
    expect(await service.quiet('p2')).toBeUndefined();
    expect(await service.ready()).toMatchObject({
      status: 'ready',
      checks: { store: { status: 'ok', lost: 0, spilled: 0 } },
    });
  });

  test('feedback on a card of this very moment counts', async () => {
    const service = await start();
    for (let patient = 0; patient < 10; patient += 1) {
      expect((await service.feedback(overridden(await service.card(`p${patient}`)))).status).toBe(200);
      await service.isSnoozed(`p${patient}`);
    }
  });

  test('what was answered is there after the end and another start', async () => {
    const first = await start();
    const card = await first.card('p1');
    await first.feedback(overridden(card));
    await first.card('p2');
    await first.stop();
    stops = [];
    expect(await kept('decision')).toHaveLength(2);
    const second = await start();
    await second.isSnoozed('p1');
  });

  test('two processes that start at once come up, and each knows what the other was told', async () => {
    const [one, two] = await Promise.all([start(), start()]);
    const card = await one.card('p1');
    expect((await one.feedback(overridden(card))).status).toBe(200);
    // What was acknowledged is in the store, and every call asks the store.
    await two.isSnoozed('p1');
    const other = await two.card('p2');
    expect((await one.feedback(overridden(other))).status).toBe(200);
    await two.isSnoozed('p2');
    const both = await Promise.all(
      [one, two].flatMap((process) =>
        Array.from({ length: 10 }, () => process.feedback(overridden(card, 'goals-of-care'))),
      ),
    );
    expect(both.map(({ status }) => status)).toEqual(both.map(() => 200));
    expect((await kept('feedback')).filter((line) => line.card === card)).toHaveLength(1);
  });

  test('feedback may hold any text at all', async () => {
    const service = await start();
    const texts = [
      '\u0000',
      'a\u0000b',
      '\ud800',
      '\udc00x',
      '\u001b[31m',
      '\u202e',
      '\ufeff',
      "'; drop table feedback; --",
      '💊'.repeat(3000),
    ];
    for (const text of texts) {
      const answer = await service.feedback({
        ...overridden('5f9b0f0c-7f6b-4a53-9c8e-0123456789ab', text, { userComment: text }),
        overrideReasons: [{ reason: { code: text, system: text } }],
      });
      expect([text, answer.status]).toEqual([text, 200]);
      expect((await service.feedback(overridden(text))).status).toBe(200);
    }
    expect((await service.feedback()).status).toBe(200);
    const opened = pseudonymsOf(
      database.environment['SPINEWATCH_PATIENT_KEY'] ?? readKeyFile(database.environment['DATA_DIR'] ?? '') ?? '',
    );
    const words = (await kept('feedback')).filter(({ card }) => !card.startsWith('sha256:'));
    expect(words.map(({ comment }) => opened.open(comment ?? ''))).toEqual(['💊'.repeat(2000)]);
  });

  test('what is older than the retention is removed at the start', async () => {
    await store.recordDecisions([decision({ at: Date.now() - 731 * DAY }), decision({ at: Date.now() - 729 * DAY })]);
    await store.recordFeedback([feedback({ receivedAt: Date.now() - 731 * DAY })]);
    await start();
    await stored('decision', 1);
    await stored('feedback', 0);
  });

  describe('no patient, no user, no server, no word of anyone', () => {
    const MARKS = {
      patient: 'mark-patient-4711',
      user: 'mark-user-4712',
      name: 'Marknamedoe',
      text: 'Markedtextofchart',
      token: 'mark-token-4713',
      comment: 'Markedcomment about Mrs Markdoe',
      note: 'Markednote',
      card: 'mark-card-4714',
    };

    test('stands in any byte that is kept', async () => {
      const server = createServer((_request, response) => response.writeHead(404).end());
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      stops.push(() => {
        server.closeAllConnections();
        return new Promise((resolve) => server.close(() => resolve()));
      });
      const { port } = server.address() as AddressInfo;
      const service = await start();
      const rows = [
        { Patient: { ...(PATIENT['Patient'] as object), name: [{ family: MARKS.name }] } },
        { Condition: { ...(BREAST_CANCER['Condition'] as object), text: MARKS.text, id: 'mark-condition-4715' } },
        backPain(),
      ];
      const body = callOf(
        MARKS.patient,
        hookRequest(prefetchOf(...rows), {
          fhirServer: `http://127.0.0.1:${port}/mark-server-4716`,
          fhirAuthorization: {
            access_token: MARKS.token,
            token_type: 'Bearer',
            expires_in: 300,
            scope: 's',
            subject: 'mark-subject',
          },
          context: { userId: `Practitioner/${MARKS.user}`, patientId: 'p1', encounterId: 'mark-encounter' },
        }),
      );
      const answer = await fetch(`${service.url}/cds-services/metastatic-back-pain`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
      const { cards } = (await answer.json()) as { cards: { uuid: string }[] };
      expect(JSON.stringify(cards)).toContain(MARKS.text);
      const card = cards[0]?.uuid as string;
      const more = { userComment: MARKS.comment };
      expect((await service.feedback(overridden(card, 'other', more), overridden(MARKS.card))).status).toBe(200);
      await stored('decision', 1);
      await stored('feedback', 2);
      const bytes = await database.everyByte();
      // What is not patient data can be found, so what is looked through is what is kept.
      expect(bytes.includes(card)).toBe(true);
      expect(bytes.includes('metastatic-back-pain')).toBe(true);
      for (const spelt of [bytes, Buffer.from(decoded(bytes))]) {
        expect(
          [/mark-?(patient|user|token|card|condition|server|subject|encounter)/i, /mark(name|ed|doe)/i].map(
            (mark) => mark.exec(spelt.toString('latin1'))?.[0],
          ),
        ).toEqual([undefined, undefined]);
        expect(spelt.includes(`127.0.0.1:${port}`)).toBe(false);
      }
    });
  });
}

/** What might hide behind base64. */
const decoded = (bytes: Buffer): string =>
  [...bytes.toString('latin1').matchAll(/[A-Za-z0-9+/_-]{16,}/g)]
    .map(([text]) => Buffer.from(text, 'base64').toString('latin1'))
    .join('\n');
