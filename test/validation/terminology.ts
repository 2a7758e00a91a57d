/** The shipped terminology, watched: which rows a chart's codes met, and what is left without some of them. */
import type { MatchedCoding, Meaning, Terminology } from '../../src/sdk/index.js';

/** A row as the coverage table counts it: its value set, and what it means there. */
export const rowKey = ({ set, role, feature }: Pick<Meaning, 'set' | 'role' | 'feature'>): string =>
  [set, [role, feature].filter((one) => one !== undefined).join(' ')].filter((one) => one !== '').join(': ');

export class WatchedTerminology implements Terminology {
  /** Row keys and `<set> @ <code system>` met since the last look. */
  met = new Set<string>();
  /** The rows that are left out. */
  without: string | undefined;
  readonly sets: readonly string[];

  constructor(private readonly whole: Terminology) {
    this.sets = whole.sets;
  }

  match(coding: Parameters<Terminology['match']>[0]): MatchedCoding | undefined {
    const found = this.whole.match(coding);
    if (!found) return undefined;
    for (const { set } of found.meanings) this.met.add(`${set} @ ${found.canonicalSystem}`);
    return { ...found, meanings: this.left(found.meanings) };
  }

  meaningsOf(system: unknown, code: unknown): readonly Meaning[] {
    return this.left(this.whole.meaningsOf(system, code));
  }

  knows(system: unknown, code: unknown): boolean {
    return this.meaningsOf(system, code).length > 0;
  }

  codesOf(...asked: Parameters<Terminology['codesOf']>): readonly string[] {
    return this.whole.codesOf(...asked);
  }

  private left(meanings: readonly Meaning[]): readonly Meaning[] {
    for (const meaning of meanings) this.met.add(rowKey(meaning));
    const { without } = this;
    return without === undefined ? meanings : meanings.filter((meaning) => rowKey(meaning) !== without);
  }
}
