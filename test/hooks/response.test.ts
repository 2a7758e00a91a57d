import { responseOf, withoutEmpties } from '../../src/hooks/response.js';
import type { Card } from '../../src/sdk/card.js';

const CARD: Card = { uuid: 'u', summary: 's', indicator: 'info', source: { label: 'Spinewatch' } };
const RAN = { tier: 'none', outcome: 'no-cancer', stages: {} };

describe('the answer on the wire', () => {
  test('without cards has the empty list that CDS Hooks asks for', () => {
    expect(responseOf({ ...RAN, cards: [] })).toEqual({ cards: [] });
    expect(responseOf({ ...RAN, cards: [], extension: {} })).toEqual({ cards: [] });
  });

  test('has no null and no empty value, at any depth', () => {
    const card = {
      ...CARD,
      detail: '  ',
      suggestions: [],
      links: [],
      overrideReasons: [{ system: 's', code: 'c', display: '' }],
      extension: { other: { a: [], b: {}, c: null, d: [[''], {}] } },
    };
    expect(responseOf({ ...RAN, cards: [card as unknown as Card] })).toEqual({
      cards: [{ ...CARD, overrideReasons: [{ system: 's', code: 'c' }] }],
    });
  });

  test('keeps false and 0', () => {
    expect(withoutEmpties({ a: false, b: 0, c: { d: false } })).toEqual({ a: false, b: 0, c: { d: false } });
  });

  test('keeps the empty values of our own extension: there they say something', () => {
    const evidence = { tier: null, features: [], found: [], settings: {} };
    const card = { ...CARD, extension: { 'org.spinewatch.evidence': evidence } };
    const body = responseOf({ ...RAN, cards: [card], extension: { 'org.spinewatch.assessment': evidence } });
    expect(body).toEqual({ cards: [card], extension: { 'org.spinewatch.assessment': evidence } });
  });
});
