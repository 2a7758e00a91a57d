/**
 * Emergency features: signs of cord or cauda equina compression, each judged by how recent, how new, and what else
 * explains it (specification 3.1). One feature each: its strongest record, then the newest.
 */
import type { Day, Finding, Strength } from '../../../../src/sdk/index.js';
import type { Asserted } from '../asserted.js';
import { assertedByRecords } from '../asserted.js';
import type { SpinalPain } from '../back-pain.js';
import type { RuleContext } from '../context.js';
import { basisOf, finding, sourceOf } from '../context.js';
import { stableCauses } from '../stable-cause.js';
import { historyOf } from './history.js';
import { emergencySigns } from './records.js';
import type { Sign } from './sign.js';
import { dayOf, isCaudaEquina } from './sign.js';
import type { Judgement } from './strength.js';
import { strengthOf } from './strength.js';

export { EMERGENCY_FEATURES, REPORTED } from './sign.js';

export interface EmergencyEvidence {
  readonly feature: string;
  readonly strength: Strength;
  readonly day?: Day;
  /** The newest day of all its records; `undated` where one that makes it an emergency has no date. */
  readonly asserted: Asserted;
  /** The record that decides; behind it one of the four-hour pattern where only an older record says so. */
  readonly findings: readonly Finding[];
}

interface Judged extends Judgement {
  readonly sign: Sign;
  readonly day?: Day;
}

export function findEmergencySigns(context: RuleContext, pain: SpinalPain): readonly EmergencyEvidence[] {
  const byFeature = new Map<string, Sign[]>();
  for (const sign of emergencySigns(context)) {
    const same = byFeature.get(sign.feature);
    if (same) same.push(sign);
    else byFeature.set(sign.feature, [sign]);
  }
  const causes = stableCauses(context, pain);
  return [...byFeature.values()].flatMap((signs) => {
    const history = historyOf(signs, context);
    const judged = signs.flatMap((sign): readonly Judged[] => {
      const judgement = strengthOf(sign, history, causes, context);
      const day = dayOf(sign);
      return judgement ? [{ ...judgement, sign, ...(day === undefined ? {} : { day }) }] : [];
    });
    return judged.length === 0 ? [] : [evidenceOf(judged.sort(strongestFirst))];
  });
}

const ORDER: readonly Strength[] = ['emergency', 'major', 'minor', 'context'];

const strongestFirst = (a: Judged, b: Judged): number =>
  ORDER.indexOf(a.strength) - ORDER.indexOf(b.strength) ||
  (b.day ?? -Infinity) - (a.day ?? -Infinity) ||
  a.sign.reference.localeCompare(b.sign.reference);

/** @param judged the records of one feature, the strongest first */
function evidenceOf(judged: readonly Judged[]): EmergencyEvidence {
  const [best] = judged as readonly [Judged, ...Judged[]];
  const asStrong = judged.filter((one) => one.strength === best.strength);
  const pattern = asStrong.find((one) => isCaudaEquina(one.sign));
  const shown = pattern === undefined || isCaudaEquina(best.sign) ? [best] : [best, pattern];
  return {
    feature: best.sign.feature,
    strength: best.strength,
    ...(best.day === undefined ? {} : { day: best.day }),
    asserted: assertedByRecords(judged),
    findings: shown.map(findingOf),
  };
}

function findingOf({ sign, strength, why }: Judged): Finding {
  const { match, feature, when, reference } = sign;
  const date = when.kind === 'dated' && when.text !== '' ? when.text : undefined;
  const words = [sign.words, why].filter((text) => text !== undefined).join('; ');
  const sources = [sourceOf(reference, match)];
  if (sign.beside) sources.push(sourceOf(sign.beside.reference, sign.beside.match));
  return finding(feature, basisOf(match, sign.basis), words, { strength, date, sources });
}
