/**
 * One input while it is being read: pages come in, and at any moment it can be asked what it would end as.
 *
 * That is what lets a deadline cut in anywhere and keep every page that had arrived.
 */
import type { Entry } from '../../fhir/resource.js';
import type { InputName, InputState, InputStateName } from '../inputs.js';
import type { Page, PageProblem } from '../prefetch.js';

export class InputRead {
  /** Set by whoever reads: nothing more will come. */
  done = false;
  /** Pages that the server answered. */
  pages = 0;
  /** Milliseconds from the first request to the end; 0 where nothing was asked. */
  ms = 0;
  /** The state it was settled with. */
  settled: InputStateName = 'missing';
  /** Set where the server was asked. */
  asked = false;

  private list: readonly Entry[] = [];
  private matches = 0;
  private total: number | undefined;
  private ending: { readonly state: InputStateName; readonly why: string; readonly release?: string } | undefined;

  constructor(readonly input: InputName) {}

  get entries(): readonly Entry[] {
    return this.list;
  }

  /** Takes a page. The first is kept as it is, without copying. Answers whether reading may go on. */
  add(page: Page): boolean {
    this.list = this.list.length === 0 ? page.entries : this.list.concat(page.entries);
    this.matches += page.matches;
    this.total ??= page.total;
    if (page.problem) this.end(page.problem.state, page.problem.why);
    return page.problem === undefined || page.problem.state === 'truncated';
  }

  /** Adds resources that were resolved by reference: they are no matches. */
  attach(entries: readonly Entry[]): void {
    if (entries.length > 0) this.list = this.list.concat(entries);
  }

  /** Keeps the first `most` entries; what is left over makes the input truncated. */
  limit(most: number): boolean {
    if (this.list.length <= most) return false;
    this.list = this.list.slice(0, most);
    this.end('truncated', 'more resources than are read');
    return true;
  }

  /** The first reason stands, but a plain failure goes before "part of it was left out". */
  end(state: InputStateName | PageProblem['state'], why: string): void {
    if (this.ending === undefined || this.ending.state === 'truncated') this.ending = { state, why };
  }

  /**
   * The server speaks another release of FHIR: nothing it said is used, since the same element may mean something else
   * there (a refuted diagnosis of STU3 does not look refuted in R4).
   */
  refuseRelease(release: string): void {
    this.list = [];
    this.ending = { state: 'error', why: `server speaks FHIR ${release}, not R4`, release };
    this.done = true;
  }

  /** The state as things stand, over the entries that are the patient's own. */
  settle(own: readonly Entry[]): InputState {
    const state = this.stateOver(own);
    this.settled = state.state;
    return state;
  }

  private stateOver(own: readonly Entry[]): InputState {
    if (own.length !== this.list.length) {
      return { state: 'error', entries: own, why: 'resources about another patient were left out' };
    }
    if (this.ending?.state === 'truncated' || this.ending === undefined) {
      if (!this.done) return { state: 'timeout', entries: own, why: 'the server did not answer in time' };
    }
    if (this.ending) return { ...this.ending, entries: own };
    if (this.total !== undefined && this.total > this.matches) {
      return { state: 'truncated', entries: own, why: 'the server counts more matches than it sent' };
    }
    return { state: this.matches > 0 ? 'present' : 'empty', entries: own };
  }
}
