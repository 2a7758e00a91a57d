/**
 * Does this server find a patient by the bare id? Some find nobody by `patient=1` and do by `patient=Patient/1`, and
 * answer the first with an empty Bundle, which looks exactly like a chart without anything in it.
 *
 * So until a server has found something by one form, an empty answer is not believed: when no search of the call has
 * found anything, the empty ones are sent again in the other form. What is learned is kept with the server; in the
 * ordinary way the first call with anything in the chart settles it, and no search is ever sent twice.
 */
import type { ServerHabits } from '../../fhir/client/index.js';

export class FirstLook {
  private waiting: number;
  private settle: (nothing: boolean) => void = () => undefined;
  private readonly nothing = new Promise<boolean>((resolve) => (this.settle = resolve));

  /** @param searches how many searches of the call report here, each once */
  constructor(
    private readonly habits: ServerHabits,
    searches: number,
  ) {
    this.waiting = searches;
  }

  /** A search in the known form, or by id where none is known, has ended. */
  report(found: boolean): void {
    this.waiting -= 1;
    if (found) {
      this.habits.patientForm ??= 'id';
      this.settle(false);
    } else if (this.waiting <= 0) this.settle(true);
  }

  /** Whether an empty answer should be asked again by reference: every search has ended, and none found anything. */
  async isDoubtful(): Promise<boolean> {
    return this.habits.patientForm === undefined && (await this.nothing) && this.habits.patientForm !== 'id';
  }

  /** A search by reference found what the one by id did not. */
  foundByReference(): void {
    this.habits.patientForm ??= 'reference';
  }
}
