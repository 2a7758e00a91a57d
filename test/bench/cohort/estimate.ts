/** From measured sizes to one that nobody measured. Pure. */

/** What was measured at one size. */
export interface Point {
  readonly patients: number;
  readonly bytes: number;
  /** Without the start-up. */
  readonly bytesPerSecond: number;
  /** Of the largest process. */
  readonly peakBytes: number;
}

const whole = (number: number): string => Math.round(number).toLocaleString('en-GB');

/**
 * The time and memory of so many patients, with the formulas. Bytes a patient and speed are those of the largest size;
 * memory is a straight line through the two largest.
 */
export function estimate(patients: number, points: readonly Point[]): string {
  const [last, previous] = [...points].sort((a, b) => b.patients - a.patients);
  if (!last) return '';
  const perPatient = last.bytes / last.patients;
  const seconds = (patients * perPatient) / last.bytesPerSecond;
  const lines = [
    `On paper, ${whole(patients)} patients with two workers (patients × bytes a patient ÷ bytes/s): ` +
      `${whole(patients)} × ${whole(perPatient)} ÷ ${whole(last.bytesPerSecond)} = ${whole(seconds)} s ` +
      `(${(seconds / 3600).toFixed(1)} h).`,
  ];
  if (previous) {
    const slope = (last.peakBytes - previous.peakBytes) / (last.patients - previous.patients);
    const peak = last.peakBytes + slope * (patients - last.patients);
    lines.push(
      `Memory of the largest process (peak + bytes a further patient × further patients): ` +
        `${whole(last.peakBytes / 1e6)} MB + ${slope.toFixed(1)} B × ${whole(patients - last.patients)} = ${whole(peak / 1e6)} MB.`,
    );
  }
  return lines.join('\n');
}
