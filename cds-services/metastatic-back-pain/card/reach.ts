/** How long and how short the words can be that a summary is filled with. */
import type { Vocabulary } from './wording.js';
import { fill } from './wording.js';

const DATE = ' 30 Sep 2026';
/** Names of inputs come with a server's own account, of any length. */
const ENDLESS = '…'.repeat(200);

/** The longest words of each name: every site at once, the longest feature without its date (a date gives way). */
export function longestWords(vocabulary: Vocabulary): Readonly<Record<string, string>> {
  const sites = Object.values(vocabulary.sites);
  const values = { sites: sites.join(' + '), 'sites-and': sites.join(' and ') };
  const levels = Object.values(vocabulary.levels);
  const of = (key: 'now' | 'history' | 'background'): string =>
    longest(levels.map((level) => fill(level[key], values)));
  const names = Object.values(vocabulary.features).flatMap(({ short, where }) => [
    short,
    ...(where ?? []).map((one) => one.short),
  ]);
  const before = longest(vocabulary.remarks.map((one) => one.before));
  const feature = `${before} ${longest(names)}`;
  const pain = longest(Object.values(vocabulary.pain));
  return {
    ...both('cancer', of('now')),
    ...both('history', of('history')),
    ...both('background', of('background')),
    feature,
    features: ENDLESS,
    signs: ENDLESS,
    others: ENDLESS,
    inputs: ENDLESS,
    pain,
    'pain-since': `${pain} since${DATE}`,
    'since-year': '2026',
    fever: `${vocabulary.features['fever']?.short ?? ''}${DATE}`,
    'fever-unit': `${vocabulary.features['fever']?.short ?? ''}${DATE}`,
    ...both('calcium', 'calcium >3.25'),
    ...both('calcium-mg-dl', 'calcium >13.2 mg/dL'),
  };
}

/** The shortest words of each name. */
export function shortestWords(vocabulary: Vocabulary): Readonly<Record<string, string>> {
  const sites = { sites: shortest(Object.values(vocabulary.sites)), 'sites-and': '' };
  const levels = Object.values(vocabulary.levels);
  const of = (key: 'now' | 'history' | 'background'): string =>
    shortest(levels.map((level) => fill(level[key], sites)));
  const pain = shortest(Object.values(vocabulary.pain));
  return {
    ...both('cancer', of('now')),
    ...both('history', of('history')),
    ...both('background', of('background')),
    feature: shortest(Object.values(vocabulary.features).map(({ short }) => short)),
    features: '',
    signs: '',
    others: '',
    inputs: 'patient: error',
    pain,
    'pain-since': pain,
    'since-year': '2026',
    fever: 'fever 38',
    'fever-unit': 'fever 38 °C',
    ...both('calcium', 'calcium 3'),
    ...both('calcium-mg-dl', 'calcium 12 mg/dL'),
  };
}

const both = (name: string, words: string): Readonly<Record<string, string>> => ({
  [name]: words,
  [name.charAt(0).toUpperCase() + name.slice(1)]: words,
});

const longest = (all: readonly string[]): string => all.reduce((a, b) => (b.length > a.length ? b : a), '');
const shortest = (all: readonly string[]): string => all.reduce((a, b) => (b.length < a.length ? b : a));
