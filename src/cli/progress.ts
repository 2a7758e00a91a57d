/** How far a long command is, as lines: what is done, how fast, and how long it will take. */
import type { Writable } from 'node:stream';

const EVERY_MS = 2_000;

/**
 * @param now milliseconds of a clock that never goes back
 * @returns told the stage, and how much of how much is done in it
 */
export function progressLines(output: Writable, now: () => number) {
  let stage = '';
  let began = now();
  let first = 0;
  let told = -Infinity;
  return (next: string, done: number, of: number): void => {
    if (next !== stage) {
      stage = next;
      began = now();
      first = done;
      told = began;
      if (done < of) return;
    }
    if (now() - told < EVERY_MS && done < of) return;
    told = now();
    const seconds = (now() - began) / 1000;
    const rate = (done - first) / Math.max(seconds, 0.001);
    const share = `${Math.floor((100 * done) / Math.max(1, of))} %`;
    const left = rate > 0 && done < of ? `, ${duration((of - done) / rate)} left` : '';
    output.write(`${stage}: ${share} of ${amount(of)}, ${amount(rate)}/s${left}\n`);
  };
}

const amount = (number: number): string =>
  number >= 1_000_000 ? `${(number / 1_000_000).toFixed(1)} MB` : `${Math.round(number)}`;

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 120) return `${whole} s`;
  return whole < 7_200 ? `${Math.ceil(whole / 60)} min` : `${Math.ceil(whole / 3_600)} h`;
}
