/**
 * For each change of the content one case that fails then. A search through all cases takes a minute, so what it found is
 * kept (witnesses.yaml), and looked at first: a kept case that no longer fails is searched for anew, and told.
 */
import type { Run } from './rule.js';

export class Witnesses {
  private readonly found = new Map<string, string>();

  /** @param kept change → file of the case */
  constructor(private readonly kept: Readonly<Record<string, string>>) {}

  /** The file of a case that fails; `undefined` where none does. */
  find(change: string, near: readonly Run[], fails: (run: Run) => boolean): string | undefined {
    const file = this.kept[change];
    const known = near.find(({ one }) => one.file === file);
    const witness = known && fails(known) ? known : near.find(fails);
    if (witness) this.found.set(change, witness.one.file);
    return witness?.one.file;
  }

  /** What was found, by change, as it is to be kept. */
  get all(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.found].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
