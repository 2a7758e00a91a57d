/** Marks to plant where patients, users and secrets stand, and the search for them in every spelling. */

/** All marks have this in them, whatever they stand for. */
const STEM = 'zqmark';
export const mark = (what: string): string => `${STEM}${what}`;

/** The stem as it looks within base64, at each of the three places where it may begin. */
const BASE64 = [0, 1, 2].map((shift) =>
  Buffer.from(`${'x'.repeat(shift)}${STEM}yyy`)
    .toString('base64')
    // The characters that depend on the stem alone.
    .slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + STEM.length) * 8) / 6)),
);
const HEX = Buffer.from(STEM).toString('hex');

/** What of the marks is in a text: nothing, or some words around each. */
export function marksIn(text: string): readonly string[] {
  return [STEM, HEX, ...BASE64].flatMap((spelt) => {
    const flags = spelt === STEM || spelt === HEX ? 'gi' : 'g';
    return [...text.matchAll(new RegExp(`.{0,40}${spelt}.{0,40}`, flags))].map(([found]) => found);
  });
}
