/** The table of silences ends the start where it is wrong, and names its file. */
import { createService } from '../../cds-services/metastatic-back-pain/index.js';
import { realContent } from '../support/service.js';

const content = realContent();
type Table = Record<string, Record<string, unknown>>;
const withTable = (change: (table: Table) => void): (() => unknown) => {
  const quiet = structuredClone(content.documents['quiet']) as Table;
  change(quiet);
  return () => createService({ ...content, documents: { ...content.documents, quiet } });
};

test.each<[string, (table: Table) => void, RegExp]>([
  ['an endless silence', (t) => (t['overridden']!['urgent'] = '9999 d'), /overridden\.urgent: at most 90 days/],
  ['a silence of no time', (t) => (t['accepted']!['urgent'] = '0 d'), /accepted\.urgent: a duration such as/],
  ['a number without a unit', (t) => (t['accepted']!['urgent'] = 7), /accepted\.urgent/],
  ['another hearer', (t) => (t['accepted']!['who'] = 'nobody'), /accepted\.who/],
  ['a row without a source', (t) => delete t['accepted']!['source'], /accepted\.source/],
  [
    'an emergency hidden from others for longer than from the one who answered',
    (t) => (t['emergency']!['everyone'] = '25 h'),
    /emergency: everyone must not be quiet for longer/,
  ],
  [
    'a reason that no card offers',
    (t) => (t['reasons']!['gone-home'] = t['reasons']!['defer-24h']),
    /"gone-home" is no reason of content\/override-reasons\.yaml/,
  ],
  [
    'a settling reason that no card offers',
    (t) => (t['emergency-settled-by'] = ['gone-home'] as never),
    /"gone-home" is no reason/,
  ],
])('%s', (_what, change, message) => {
  expect(withTable(change)).toThrow(message);
  expect(withTable(change)).toThrow(/content\/quiet\.yaml/);
});

test('the shipped one is right', () => expect(withTable(() => undefined)).not.toThrow());
