/**
 * fhirclient's way to the browser, made stricter: it sees no parameter of the address that it was not given, since some
 * would change whom it trusts, and keeps no token (kept.ts).
 */
import browser from 'fhirclient/lib/adapters/BrowserAdapter.js';
import { fromBase64Url } from './base64url.js';
import type { Kept } from './kept.js';

export class PageAdapter extends browser.default {
  /** @param address what fhirclient may see of the page's own address */
  constructor(
    private readonly address: URL,
    private readonly kept: Kept,
  ) {
    super({ replaceBrowserHistory: false, fullSessionStorageSupport: false });
  }

  override getUrl(): URL {
    return this.address;
  }

  override getStorage(): Kept & ReturnType<InstanceType<typeof browser.default>['getStorage']> {
    return this.kept as ReturnType<PageAdapter['getStorage']>;
  }

  /** Without a way back to here, which would begin the sign-in anew. */
  override redirect(to: string): void {
    location.replace(to);
  }

  /** Asked for the claims of tokens that may be none: then they have none. */
  override atob(text: string): string {
    try {
      const claims = fromBase64Url(text);
      JSON.parse(claims);
      return claims;
    } catch {
      return 'null';
    }
  }
}
