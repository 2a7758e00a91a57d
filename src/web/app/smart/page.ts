/** What a page of the SMART app is told by the service, and where it says what went wrong. */

/** Something that a person has to be told: what is wrong, and what to do. Holds no token and nothing of the chart. */
export class Trouble extends Error {
  constructor(
    readonly why: string,
    readonly whatToDo: string,
  ) {
    super(why);
  }
}

export const place = (): HTMLElement => document.querySelector<HTMLElement>('#app') as HTMLElement;

export const settingsOf = <Settings>(from: HTMLElement): Settings =>
  JSON.parse(from.dataset['settings'] ?? '{}') as Settings;

/** The address as it was when the page was opened, and out of the address bar and the history from then on. */
export function takeAddress(): URL {
  const address = new URL(location.href);
  history.replaceState(null, '', address.pathname);
  return address;
}

/** In words, never as what was thrown: that may hold an answer of the server's. */
export const troubleOf = (error: unknown, otherwise: Trouble): Trouble =>
  error instanceof Trouble ? error : otherwise;

/** @throws what `late` makes, where the work takes longer than `ms` */
export async function within<T>(ms: number, work: Promise<T>, late: () => Trouble): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(late()), ms);
  });
  return Promise.race([work, end]).finally(() => clearTimeout(timer));
}

/** How long an authorisation server may take to answer. */
export const SIGN_IN_MS = 15_000;
