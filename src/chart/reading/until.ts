/** Waiting that ends. */

/** Resolves with the work or at the signal, whichever is first: a request that ignores its signal holds nobody up. */
export async function until(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  let release = (): void => undefined;
  const deadline = new Promise<void>((resolve) => {
    release = resolve;
    signal.addEventListener('abort', release, { once: true });
  });
  await Promise.race([work, deadline]).catch(() => undefined);
  signal.removeEventListener('abort', release);
}
