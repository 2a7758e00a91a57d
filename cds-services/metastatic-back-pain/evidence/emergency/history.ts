/**
 * What the records of one feature say together: since when it has been there, and whether it has worsened (specification
 * 3.1, rule 2). Reckoned once a feature, so that a chart of many thousand records costs one sorting.
 */
import type { Day } from '../../../../src/sdk/index.js';
import type { RuleContext } from '../context.js';
import { lastWholeSpineMri } from '../imaging.js';
import type { Sign } from './sign.js';
import { CORD, dayOf } from './sign.js';

export interface History {
  /** Since when the feature is long-standing, as a date; `undefined` where it is new. */
  readonly longStandingSince?: string;
  /** Worsening documented: severity raised, words that say so, or a specific code in place of a vaguer one. */
  readonly hasWorsened: (sign: Sign) => boolean;
}

type Dated = Sign & { readonly when: { kind: 'dated'; day: Day; text: string } };
const isDated = (sign: Sign): sign is Dated => sign.when.kind === 'dated';

/** @param signs every record of one feature */
export function historyOf(signs: readonly Sign[], context: RuleContext): History {
  const dated = signs.filter(isDated).sort((a, b) => a.when.day - b.when.day || a.reference.localeCompare(b.reference));
  const since = longStandingSince(dated, context);
  return {
    ...(since === undefined ? {} : { longStandingSince: since }),
    hasWorsened: worsening(dated, context),
  };
}

function longStandingSince(dated: readonly Dated[], context: RuleContext): string | undefined {
  const { threshold } = context;
  const newest = dated.at(-1);
  if (!newest) return undefined;
  const older = dated.filter((one) => newest.when.day - one.when.day > threshold['emergency-new-gap']);
  if (CORD.has(newest.feature)) {
    const imaged = lastWholeSpineMri(context);
    return older.find(
      ({ when }) =>
        context.age(when.day) > threshold['emergency-cord-stays-new'] || (imaged !== undefined && imaged > when.day),
    )?.when.text;
  }
  let first: Dated | undefined;
  for (const one of dated) {
    if (one.began === undefined || context.age(one.began) <= threshold['emergency-old-onset']) continue;
    if (first?.began === undefined || one.began < first.began) first = one;
  }
  return first?.condition?.began?.text ?? older[0]?.when.text;
}

/** Of the records before a day: the worst severity known, and whether all of them are vague. */
interface Before {
  readonly severity: number;
  readonly vague: boolean;
}

function worsening(dated: readonly Dated[], context: RuleContext): (sign: Sign) => boolean {
  const { order } = context.content.reading.severities;
  const severityOf = ({ condition }: Sign): number =>
    Math.max(-1, ...(condition?.severity.codings ?? []).map(({ code }) => order.indexOf(code)));
  const before = new Map<Day, Before>();
  let severity = -1;
  let vague = true;
  let counted = 0;
  for (const [index, one] of dated.entries()) {
    if (before.has(one.when.day)) continue;
    for (; counted < index; counted++) {
      const earlier = dated[counted] as Dated;
      severity = Math.max(severity, severityOf(earlier));
      vague &&= earlier.match.meaning.undated === 'major';
    }
    if (index > 0) before.set(one.when.day, { severity, vague });
  }
  return (sign) => {
    if (saysWorse(sign.condition?.concept.text, context)) return true;
    const earlier = before.get(dayOf(sign) ?? NaN);
    if (!earlier) return false;
    // An earlier record without a severity does not undo what the others say.
    const raised = earlier.severity > -1 && severityOf(sign) > earlier.severity;
    return raised || (sign.match.meaning.undated === 'emergency' && earlier.vague);
  };
}

/** "Not", up to two words before, within the same clause, denies the worsening: "not getting worse". */
const DENIED = /(?:\b(?:no|not|without|denies|denied|never)\b|n't)(?:\s+[a-z]+){0,2}\s+$|\bnon-?\s?$/;

function saysWorse(text: string | undefined, context: RuleContext): boolean {
  if (text === undefined) return false;
  const lower = text.toLowerCase();
  return context.content.reading['worsening-words'].some((word) => {
    for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + word.length)) {
      const clause =
        lower
          .slice(Math.max(0, at - 80), at)
          .split(/[.,;:\n]/)
          .at(-1) ?? '';
      if (!DENIED.test(clause)) return true;
    }
    return false;
  });
}
