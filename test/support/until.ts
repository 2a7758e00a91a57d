/** Waiting for what another process does: ask again until it holds, with a deadline, never a fixed sleep. */
import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 30;

/**
 * Asks until `holds` answers true; an attempt that throws counts as false.
 *
 * @param what - said in the error, e.g. `http://127.0.0.1:8090/fhir/metadata answers`
 * @param withinMs - milliseconds
 * @throws Error naming what did not come to hold and the last failure
 */
export async function until(what: string, holds: () => Promise<boolean>, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  let last = '';
  for (;;) {
    try {
      if (await holds()) return;
    } catch (error) {
      last = error instanceof Error ? ` (${error.message})` : '';
    }
    if (performance.now() >= deadline) throw new Error(`Waited ${withinMs} ms in vain until ${what}${last}`);
    await pause(EVERY_MS);
  }
}
