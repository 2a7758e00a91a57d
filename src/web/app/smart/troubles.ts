/** What can be wrong with a launch that signed in. */
import { Trouble } from './page.js';

export const FAILED = new Trouble(
  'The evidence could not be shown.',
  'Close this and open it again from the chart in the EHR; if it stays so, tell whoever runs Spinewatch.',
);
export const ODD = new Trouble(
  'The link that opened this page came with a note (appContext) that is none of Spinewatch’s, so it is not known what it is about.',
  'Open it from the card in the EHR, or from the EHR’s own list of apps.',
);
export const OTHER_SITE = new Trouble(
  'The link that opened this page is of another site’s card.',
  'Open it from the card in the EHR in which the chart is open.',
);
export const unknownService = (id: string): Trouble =>
  new Trouble(
    `The link that opened this page is of a card of the service “${id}”, which this Spinewatch does not have.`,
    'It may have been taken away since the card was shown: open the chart again, and take the link on its card.',
  );
