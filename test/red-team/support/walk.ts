/** Every place of a JSON value, one after another, with something else planted in it. */
export type Path = readonly (string | number)[];

/** The paths of all strings. */
export function stringsOf(value: unknown, at: Path = []): readonly Path[] {
  if (typeof value === 'string') return [at];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    stringsOf(one, [...at, Array.isArray(value) ? Number(key) : key]),
  );
}

/** A copy in which `plant` gives what stands at the path. */
export function planted<T>(value: T, path: Path, plant: (before: string) => unknown): T {
  const copy = structuredClone(value);
  let holder = copy as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) holder = holder[key] as typeof holder;
  const last = path.at(-1) as string | number;
  holder[last] = plant(String(holder[last]));
  return copy;
}

/** A copy with each string as `change` gives it. */
export function changed<T>(value: T, change: (text: string, path: Path) => string, at: Path = []): T {
  if (typeof value === 'string') return change(value, at) as T;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one, i) => changed<unknown>(one, change, [...at, i])) as T;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, changed(one, change, [...at, key])])) as T;
}
