/** How many cards are the first of their patient, and how many say it again: what quieting could keep back. */
import { rateOf, type Rate } from '../../analytics/interval.js';
import type { Tier } from '../../sdk/assessment.js';
import type { PatientRecord } from '../record.js';

/** The tiers by how much they ask; `incomplete` asks least. */
export const RANK: Readonly<Record<Tier, number>> = { emergency: 4, urgent: 3, recommended: 2, incomplete: 1 };
export const rankOf = (tier: Tier | null): number => (tier === null ? 0 : RANK[tier]);

export interface Repeats {
  /** Each patient's first card: as many as there are patients with a card. */
  readonly first: number;
  /** Later cards of a higher tier than any of the patient before. */
  readonly higher: number;
  /** All other later cards. */
  readonly repeated: number;
  /** Patients with a card, of all that were assessed. */
  readonly patientsWithCard: Rate;
  /** Cards of a patient that has any: how many patients had 1, 2, 3, 4, and 5 or more. */
  readonly cardsPerPatient: Readonly<Record<'1' | '2' | '3' | '4' | '5+', number>>;
}

const LONGEST = 5;

export class RepeatsFold {
  #assessed = 0;
  #first = 0;
  #higher = 0;
  #repeated = 0;
  readonly #patients = [0, 0, 0, 0, 0];

  add({ assessed }: PatientRecord, times = 1): void {
    if (assessed.length === 0) return;
    this.#assessed += times;
    let [highest, cards] = [0, 0];
    for (const { row } of assessed) {
      const rank = rankOf(row.tier);
      if (rank === 0) continue;
      if (cards === 0) this.#first += times;
      else if (rank > highest) this.#higher += times;
      else this.#repeated += times;
      cards += 1;
      highest = Math.max(highest, rank);
    }
    if (cards > 0) this.#patients[Math.min(cards, LONGEST) - 1]! += times;
  }

  merge(other: RepeatsFold): void {
    this.#assessed += other.#assessed;
    this.#first += other.#first;
    this.#higher += other.#higher;
    this.#repeated += other.#repeated;
    other.#patients.forEach((count, index) => (this.#patients[index]! += count));
  }

  done(): Repeats {
    const [one, two, three, four, more] = this.#patients as [number, number, number, number, number];
    return {
      first: this.#first,
      higher: this.#higher,
      repeated: this.#repeated,
      patientsWithCard: rateOf(this.#first, this.#assessed),
      cardsPerPatient: { '1': one, '2': two, '3': three, '4': four, '5+': more },
    };
  }
}
