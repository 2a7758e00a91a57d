import fc from 'fast-check';
import { CodedError } from '../../src/errors/index.js';
import { parseFeedback } from '../../src/hooks/feedback.js';

const NOW = new Date('2026-06-15T12:00:00Z');
const CARD = '4e0a3a1e-3283-4575-ab82-028d55fe2719';
const OVERRIDDEN = { card: CARD, outcome: 'overridden', outcomeTimestamp: '2026-06-15T11:00:00Z' };
const ACCEPTED = {
  card: CARD,
  outcome: 'accepted',
  acceptedSuggestions: [{ id: 's1' }],
  outcomeTimestamp: '2026-06-15T11:00:00Z',
};

const one = (entry: unknown) => parseFeedback({ feedback: [entry] }, NOW)[0];
const refusal = (body: unknown): CodedError => {
  try {
    parseFeedback(body, NOW);
  } catch (error) {
    if (error instanceof CodedError) return error;
    throw error;
  }
  throw new Error('accepted');
};

describe('feedback is read', () => {
  test('of an accepted suggestion', () => {
    expect(one(ACCEPTED)).toEqual({
      card: CARD,
      outcome: 'accepted',
      acceptedSuggestions: ['s1'],
      reasons: [],
      outcomeTimestamp: '2026-06-15T11:00:00.000Z',
      timestampReplaced: false,
    });
  });

  test('of an override with reason and comment, uuids in lower case', () => {
    const overrideReason = {
      reason: { code: 'defer-24h', system: 'urn:x', display: 'Later' },
      userComment: 'after rounds',
    };
    expect(one({ ...OVERRIDDEN, card: ` ${CARD.toUpperCase()}`, overrideReason })).toMatchObject({
      card: CARD,
      outcome: 'overridden',
      acceptedSuggestions: [],
      reasons: [{ code: 'defer-24h', system: 'urn:x' }],
      comment: 'after rounds',
    });
  });

  test.each<[string, unknown, unknown]>([
    ['an object', { reason: { code: 'a' }, userComment: 'c' }, { reasons: [{ code: 'a' }], comment: 'c' }],
    [
      'a list',
      [{ reason: { code: 'a' } }, { reason: { code: 'b', system: 's' } }],
      { reasons: [{ code: 'a' }, { code: 'b', system: 's' }] },
    ],
    ['a list of codings', [{ code: 'a', system: 's' }], { reasons: [{ code: 'a', system: 's' }] }],
    ['an extension alone', { extension: { 'com.epic.cdshooks.feedback.overrideReason.id': '1' } }, { reasons: [] }],
    ['nonsense', 'because', { reasons: [] }],
  ])("with Epic's overrideReasons as %s", (_what, overrideReasons, expected) => {
    expect(one({ ...OVERRIDDEN, overrideReasons })).toMatchObject(expected as object);
  });

  test.each([
    undefined,
    null,
    '',
    'yesterday',
    '2026-06-15',
    '2026-13-40T00:00:00Z',
    1718452800,
    '2026-06-15T12:30:00Z',
  ])('with the timestamp %j replaced by the time of receipt, and marked', (outcomeTimestamp) => {
    expect(one({ ...OVERRIDDEN, outcomeTimestamp })).toMatchObject({
      outcomeTimestamp: NOW.toISOString(),
      timestampReplaced: true,
    });
  });

  test.each([
    ['2026-06-15T13:00:00+02:00', '2026-06-15T11:00:00.000Z'],
    ['2026-06-15T12:04:00Z', '2026-06-15T12:04:00.000Z'],
    ['2021-12-11T10:05:31Z', '2021-12-11T10:05:31.000Z'],
  ])('with the timestamp %j as it is', (sent, kept) => {
    expect(one({ ...OVERRIDDEN, outcomeTimestamp: sent })).toMatchObject({
      outcomeTimestamp: kept,
      timestampReplaced: false,
    });
  });

  test('with a long comment cut', () => {
    expect(one({ ...OVERRIDDEN, overrideReason: { userComment: 'x'.repeat(10_000) } })?.comment).toHaveLength(4000);
  });

  test('of 1000 entries', () => {
    expect(parseFeedback({ feedback: Array.from({ length: 1000 }, () => OVERRIDDEN) }, NOW)).toHaveLength(1000);
  });
});

describe('feedback is refused', () => {
  test.each<[string, unknown, string]>([
    ['without card', { outcome: 'overridden' }, 'feedback[1].card'],
    ['with an empty card', { ...OVERRIDDEN, card: '' }, 'feedback[1].card'],
    ['without outcome', { card: CARD }, 'feedback[1].outcome'],
    ['with another outcome', { card: CARD, outcome: 'ignored' }, 'feedback[1].outcome'],
    ['accepted without suggestions', { card: CARD, outcome: 'accepted' }, 'feedback[1].acceptedSuggestions'],
    ['accepted with no suggestion', { ...ACCEPTED, acceptedSuggestions: [] }, 'feedback[1].acceptedSuggestions'],
    [
      'accepted with one without id',
      { ...ACCEPTED, acceptedSuggestions: [{}] },
      'feedback[1].acceptedSuggestions[0].id',
    ],
    ['that is no object', 'x', 'feedback[1]'],
    ['that is null', null, 'feedback[1]'],
  ])('for an entry %s, which it names', (_what, entry, expression) => {
    const error = refusal({ feedback: [OVERRIDDEN, entry] });
    expect({ code: error.code, expression: error.details.expression }).toEqual({
      code: 'invalid-feedback',
      expression: [expression],
    });
    expect(error.message).toContain(expression);
  });

  test.each([undefined, null, {}, 'x'])('where feedback is %j', (feedback) => {
    expect(refusal({ feedback })).toMatchObject({ code: 'invalid-feedback', details: { expression: ['feedback'] } });
  });

  test('with more than 1000 entries, whatever they are', () => {
    expect(refusal({ feedback: Array.from({ length: 1001 }, () => 'x') })).toMatchObject({
      code: 'too-many-entries',
      status: 413,
    });
  });

  test.each([[], 'x', null])('as malformed where the body is %j', (body) => {
    expect(refusal(body).code).toBe('malformed');
  });

  test('never by anything but a coded error', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (entry) => {
        try {
          one(entry);
        } catch (error) {
          expect(error).toBeInstanceOf(CodedError);
        }
      }),
    );
  });
});
