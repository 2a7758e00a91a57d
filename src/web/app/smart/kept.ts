/** What is known of a sign-in from its beginning to its end: in this tab alone, for one use, and never a token. */

import { Trouble } from './page.js';

/** As fhirclient asks for it: the verifier of PKCE, endpoints, names. */
export interface Kept {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<unknown>;
  unset(key: string): Promise<boolean>;
}

const PREFIX = 'spinewatch.launch.';

const holdsToken = (value: unknown): boolean => {
  const { tokenResponse } = (value ?? {}) as { readonly tokenResponse?: { readonly access_token?: unknown } };
  return tokenResponse?.access_token !== undefined;
};

/** The tab's storage. @throws Trouble where the browser has none for a page of ours here */
export function tabStorage(): Storage {
  try {
    return sessionStorage;
  } catch {
    throw new Trouble(
      'The browser keeps nothing for a page within a page of another site, so the sign-in could not be brought to an end.',
      'Open it in a window or tab of its own. Whoever runs the EHR can have it do so, or have Spinewatch under a name of the same site as the EHR.',
    );
  }
}

/** @param storage the tab's */
export function createKept(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>): Kept {
  return {
    // Taken, not read: neither the code nor its verifier can be used a second time.
    async get(key) {
      const text = storage.getItem(PREFIX + key);
      storage.removeItem(PREFIX + key);
      return text === null ? null : (JSON.parse(text) as unknown);
    },
    async set(key, value) {
      if (!holdsToken(value)) storage.setItem(PREFIX + key, JSON.stringify(value));
      return value;
    },
    async unset(key) {
      storage.removeItem(PREFIX + key);
      return true;
    },
  };
}
