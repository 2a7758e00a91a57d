type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** The object without its undefined members, so that facts obey exactOptionalPropertyTypes. */
export function defined<T extends object>(object: T): Defined<T> {
  const result: Partial<T> = {};
  for (const key in object) if (object[key] !== undefined) result[key] = object[key];
  return result as Defined<T>;
}
