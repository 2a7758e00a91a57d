/** The service's gate, asked as seldom as can be: by codes before parsing, and once for resources that say the same. */
import { isObject, listOf, type Resource } from '../../fhir/resource.js';
import type { Gate } from '../../sdk/service.js';
import type { Terminology } from '../../terminology/meaning.js';
import { BoundedMemo } from '../../terminology/memo.js';
import { kept } from './lines.js';
import { mayCarry, peekObject } from './peek.js';
import type { Scanned } from './resources.js';

/** Different elements remembered of a type; most charts say the same few hundred things. */
const REMEMBERED = 50_000;

/** Could a resource matter? @throws SyntaxError where its line is no JSON after all */
export type Opens = (one: Scanned) => boolean;

/** What was said of elements of one type, by their text. */
export class Answers {
  readonly #known = new BoundedMemo<boolean>(REMEMBERED);
  readonly #foreign = new BoundedMemo<boolean>(SYSTEMS_REMEMBERED);

  /** @param terminology without it every code counts */
  constructor(readonly terminology: Terminology | undefined) {}

  /** @param answer asked for what was not said yet */
  of(written: string, answer: () => boolean): boolean {
    const before = this.#known.get(written);
    if (before !== undefined) return before;
    const plain = written.replace(CODED, (whole, start: string, system: string, between: string) =>
      this.#isForeign(system) ? `${start}${system}${between}x"` : whole,
    );
    const said = this.#known.get(plain) ?? answer();
    this.#known.set(kept(plain), said);
    return said;
  }

  /** No value set knows any code of such a system: whatever it is, it means the same, nothing. */
  #isForeign(system: string): boolean {
    if (!this.terminology || system.trim() === '') return false;
    let foreign = this.#foreign.get(system);
    if (foreign === undefined) {
      foreign = this.terminology.match({ system, code: 'x' })?.canonicalSystem === undefined;
      this.#foreign.set(kept(system), foreign);
    }
    return foreign;
  }
}

const SYSTEMS_REMEMBERED = 1_000;
/** A coding as most servers write it; a code that is blank is none. */
const CODED = /("system":")([^"\\]*)(",(?:"version":"[^"\\]*",)?"code":")[^"\\]*[^"\\\s][^"\\]*"/g;

export function asker(gate: Gate | undefined, terminology?: Terminology): Opens {
  if (!gate) return () => true;
  const answers = new Map(Object.keys(gate.types).map((type) => [type, new Answers(terminology)]));
  return (one) => {
    const type = gate.types[one.type];
    if (!type) return false;
    const { codes, element } = type;
    if (codes && !(one.line === undefined ? carries(one.resource(), codes) : mayCarry(one.line, codes))) return false;
    const written = element && one.line !== undefined ? peekObject(one.line, element.name, element.unless) : undefined;
    if (written === undefined) return gate.opens(one.resource());
    return (answers.get(one.type) as Answers).of(written, () => gate.opens(one.resource()));
  };
}

const carries = ({ code }: Resource, codes: ReadonlySet<string>): boolean =>
  listOf(isObject(code) ? code['coding'] : undefined).some(
    (coding) => isObject(coding) && typeof coding['code'] === 'string' && codes.has(coding['code'].trim()),
  );
