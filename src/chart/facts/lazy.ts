/**
 * Facts whose members are read when they are first asked for, each once: of most resources the rule asks two or three
 * things, and a chart holds hundreds. What a resource does not say is `undefined`.
 */
import type { Entry } from '../../fhir/resource.js';
import type { Reading } from './reading.js';

/** How each member of a fact is read. */
type Readers<F> = { readonly [K in keyof F]-?: (entry: Entry, reading: Reading) => F[K] | undefined };

type ReadFact<F> = (entry: Entry, reading: Reading) => F;

/** What has not been read yet; `undefined` is an answer. */
const UNREAD = Symbol('unread');

/** @param early members that are read at once, in this order: where words of a chart are read, their order counts */
export function lazyFacts<F extends object>(readers: Readers<F>, early: readonly (keyof F)[] = []): ReadFact<F> {
  const members = Object.entries(readers) as [keyof F, Readers<F>[keyof F]][];
  const unread: readonly unknown[] = members.map(() => UNREAD);

  class LazyFact {
    readonly values = unread.slice();

    constructor(
      readonly entry: Entry,
      readonly reading: Reading,
    ) {}
  }

  const readMember = (fact: LazyFact, index: number, read: Readers<F>[keyof F]): unknown => {
    const known = fact.values[index];
    return known === UNREAD ? (fact.values[index] = read(fact.entry, fact.reading)) : known;
  };
  members.forEach(([name, read], index) => {
    Object.defineProperty(LazyFact.prototype, name, {
      get(this: LazyFact) {
        return readMember(this, index, read);
      },
    });
  });
  const first = early.map((name) => ({ index: members.findIndex(([member]) => member === name), read: readers[name] }));
  return (entry, reading) => {
    const fact = new LazyFact(entry, reading);
    for (const { index, read } of first) readMember(fact, index, read);
    return fact as unknown as F;
  };
}
