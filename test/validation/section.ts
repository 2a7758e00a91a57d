/** One part of the coverage table: what has to have cases, and which of it has none. */
export interface Section {
  readonly title: string;
  /** What a row and its figures mean, in a sentence or two. */
  readonly intro: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What has no case, in words; empty where all is covered. */
  readonly gaps: readonly string[];
}

/** `–` where a combination cannot be; a number of cases otherwise. */
export const cell = (count: number | undefined): string => (count === undefined ? '–' : String(count));

export const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** A case by its file, as the tables name it. */
export const caseName = (file: string | undefined): string =>
  file === undefined ? '–' : `\`${file.replace(/\.yaml$/, '')}\``;
