/** Left and right codes within the window are bilateral radicular pain, dated by the later one (content: pairs). */
import type { Basis, Concept, ConditionFact, Day } from '../../../../src/sdk/index.js';
import type { Pair } from '../../content.js';
import type { Match, RuleContext, When } from '../context.js';
import { isDropped, isLive, wordsOf } from '../context.js';
import type { Sign } from './sign.js';

/** One record of one side. */
interface Sided {
  readonly side: 'left' | 'right';
  readonly day: Day;
  readonly when: When & { kind: 'dated' };
  readonly match: Match;
  readonly words: string;
  readonly reference: string;
  readonly basis: Basis;
  readonly condition?: ConditionFact;
  readonly began?: Day;
}

/** A sign for every one-sided record that finds the other side recorded on its day or up to `withinDays` before. */
export function bilateralSigns(context: RuleContext): readonly Sign[] {
  return context.content.pairs.flatMap((pair) => {
    const sided = sidedRecords(pair, context);
    const last: Partial<Record<Sided['side'], Sided>> = {};
    return sided.flatMap((one): readonly Sign[] => {
      last[one.side] = one;
      const other = last[one.side === 'left' ? 'right' : 'left'];
      if (!other || one.day - other.day > pair.withinDays) return [];
      const { match, reference, when, basis, condition } = one;
      const words = [other.words, one.words].join(' and ');
      const beside = { reference: other.reference, match: other.match };
      const common = {
        feature: pair.feature,
        match,
        reference,
        beside,
        live: true,
        when,
        words,
        basis,
        majorOnly: false,
      };
      // Both sides have been there since the later of them began.
      const began = one.began === undefined || other.began === undefined ? undefined : Math.max(one.began, other.began);
      return [
        { ...common, ...(condition === undefined ? {} : { condition }), ...(began === undefined ? {} : { began }) },
      ];
    });
  });
}

type Sides = Readonly<Record<Sided['side'], ReadonlySet<string>>>;

const sidesByPair = new WeakMap<Pair, Sides>();

/** The codes of each side as they are compared: the same for every chart. */
function codesOf(pair: Pair): Sides {
  const known = sidesByPair.get(pair);
  if (known) return known;
  const codes = { left: new Set(pair.left.map(squash)), right: new Set(pair.right.map(squash)) };
  sidesByPair.set(pair, codes);
  return codes;
}

/** The dated records of either side, oldest first. */
function sidedRecords(pair: Pair, context: RuleContext): readonly Sided[] {
  const codes = codesOf(pair);
  const found: Sided[] = [];
  const add = (
    concept: Concept,
    when: When,
    record: Pick<Sided, 'reference' | 'basis' | 'condition' | 'began'>,
  ): void => {
    if (when.kind !== 'dated') return;
    for (const coding of concept.codings) {
      if (coding.canonicalSystem !== pair.system) continue;
      for (const side of ['left', 'right'] as const) {
        const [meaning] = coding.meanings;
        if (meaning === undefined || !codes[side].has(squash(coding.code))) continue;
        const match = { coding, meaning };
        found.push({ ...record, side, day: when.day, when, match, words: wordsOf(concept, match) });
      }
    }
  };
  for (const condition of context.chart.conditions) {
    if (isDropped(condition) || !isLive(condition, context.asOf)) continue;
    const { reference, concept, dates } = condition;
    const onset = context.when(condition.began ? [condition.began] : []);
    const began = onset.kind === 'dated' ? { began: onset.day } : {};
    add(concept, context.when(dates), { reference, basis: 'code', condition, ...began });
  }
  for (const visit of context.chart.encounters) {
    if (context.content.reading['void-encounters'].includes(visit.status ?? '')) continue;
    const when = context.when(visit.date ? [visit.date] : []);
    for (const { concept, reference } of visit.reasons) {
      // What points to a Condition is judged as that Condition.
      if (context.conditionOf(reference)) continue;
      add(concept, when, { reference: visit.reference, basis: 'encounter' });
    }
  }
  return found.sort((a, b) => a.day - b.day || a.side.localeCompare(b.side) || a.reference.localeCompare(b.reference));
}

const squash = (code: string): string => code.replace(/[\s.]/g, '').toUpperCase();
