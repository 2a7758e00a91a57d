/**
 * The kinds of values in the configuration file. Each says in words what it allows: that text is the `error` of the
 * schema, so a wrong value's message and the table in docs/configuration.md come from one place.
 */
import { z } from 'zod';
import { baseUrl } from './addresses.js';

/** An object whose unknown keys are refused, with the known ones named. */
export const section = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? Object.keys(shape).join(', ')
        : `an object with ${Object.keys(shape).join(', ')}`,
  });

export const wholeNumber = (min: number, max: number) => {
  const error = `a whole number from ${min} to ${max}`;
  return z.number({ error }).int({ error }).min(min, { error }).max(max, { error });
};

export const yesNo = () => z.boolean({ error: 'true or false' });

export const choice = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, { error: values.join(', ') });

/** A line of text; control characters would break a card or a log line. */
export const line = (min: number, max: number) => {
  const error = min > 0 ? `a line of text of ${min} to ${max} characters` : `a line of text of up to ${max} characters`;
  return z
    .string({ error })
    .refine((text) => text.length <= max && text.trim().length >= min && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text), {
      error,
    });
};

export const matching = (pattern: RegExp, error: string) => z.string({ error }).regex(pattern, { error });

/** A list; `error` says what it holds. */
export const list = <Item extends z.ZodType>(item: Item, error: string, min = 0) =>
  z.array(item, { error }).min(min, { error }).max(1000, { error });

/** An http(s) URL of an endpoint or a base: no user name, password, query or fragment. Whether http will do is `checks.ts`. */
export const url = () => {
  const error = 'an http(s) URL without user name, password, query or fragment';
  return z
    .string({ error })
    .max(2048, { error })
    .refine((text) => baseUrl(text) !== undefined, { error });
};

/** The name of an environment variable that holds a secret; the file itself holds none. */
export const variableName = () =>
  matching(/^[A-Z][A-Z0-9_]{0,63}$/, 'the name of an environment variable (A-Z, 0-9, _), never the secret itself');

/** A file, looked for from the folder of the configuration file. */
export const filePath = () => line(1, 4096);
