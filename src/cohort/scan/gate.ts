/** The service's gate, asked as seldom as can be: by codes before parsing, and once for resources that say the same. */
import { isObject, listOf, type Resource } from '../../fhir/resource.js';
import type { Gate } from '../../sdk/service.js';
import { BoundedMemo } from '../../terminology/memo.js';
import { kept } from './lines.js';
import { mayCarry, peekObject } from './peek.js';
import type { Scanned } from './resources.js';

/** Different elements remembered of a type; most charts say the same few hundred things. */
const REMEMBERED = 50_000;

/** Could a resource matter? @throws SyntaxError where its line is no JSON after all */
export type Opens = (one: Scanned) => boolean;

/** What was said of elements, by type and then by the text of the element. */
export class Answers {
  readonly #byType = new Map<string, BoundedMemo<boolean>>();

  of(type: string): BoundedMemo<boolean> {
    let known = this.#byType.get(type);
    if (!known) this.#byType.set(type, (known = new BoundedMemo(REMEMBERED)));
    return known;
  }
}

/** @param answers shared with whoever asks about the same gate in another way */
export function asker(gate: Gate | undefined, answers = new Answers()): Opens {
  if (!gate) return () => true;
  return (one) => {
    const type = gate.types[one.type];
    if (!type) return false;
    const { codes, element } = type;
    if (codes && !(one.line === undefined ? carries(one.resource(), codes) : mayCarry(one.line, codes))) return false;
    const written = element && one.line !== undefined ? peekObject(one.line, element.name, element.unless) : undefined;
    if (written === undefined) return gate.opens(one.resource());
    const known = answers.of(one.type);
    const before = known.get(written);
    if (before !== undefined) return before;
    const answer = gate.opens(one.resource());
    known.set(kept(written), answer);
    return answer;
  };
}

const carries = ({ code }: Resource, codes: ReadonlySet<string>): boolean =>
  listOf(isObject(code) ? code['coding'] : undefined).some(
    (coding) => isObject(coding) && typeof coding['code'] === 'string' && codes.has(coding['code'].trim()),
  );
