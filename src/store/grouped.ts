/** Several callers, one commit: what comes in while a commit is under way goes into the next one. */

/** @param write all of them or none; answers in order */
export function grouped<T, R>(write: (items: readonly T[]) => Promise<readonly R[]>, most: number) {
  type Waiting = {
    readonly items: readonly T[];
    readonly resolve: (results: readonly R[]) => void;
    readonly reject: (error: unknown) => void;
  };
  let waiting: Waiting[] = [];
  let busy = false;

  const next = async (): Promise<void> => {
    busy = true;
    while (waiting.length > 0) {
      let size = 0;
      const group = waiting.filter(({ items }, index) => (size += items.length) <= most || index === 0);
      waiting = waiting.slice(group.length);
      try {
        const results = await write(group.flatMap(({ items }) => items));
        let start = 0;
        for (const { items, resolve } of group) resolve(results.slice(start, (start += items.length)));
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    busy = false;
  };

  return (items: readonly T[]): Promise<readonly R[]> =>
    new Promise((resolve, reject) => {
      waiting.push({ items, resolve, reject });
      if (!busy) void next();
    });
}
