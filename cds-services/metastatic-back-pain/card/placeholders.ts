/** The names in braces: which may stand in which text, and which a text must not lose. */

/** Filled from the assessment (words.ts). */
const ASSESSMENT = [
  'cancer',
  'Cancer',
  'history',
  'History',
  'background',
  'Background',
  'pain',
  'pain-since',
  'since-year',
  'features',
  'signs',
  'others',
  'fever',
  'fever-unit',
  'calcium',
  'Calcium',
  'calcium-mg-dl',
  'Calcium-mg-dl',
  'inputs',
];
const ACTION = [...ASSESSMENT, 'contact', 'call', 'call24', 'elsewhere'];

/** By the beginning of a text's path, the first that fits; elsewhere nothing may be filled in. */
const ALLOWED: readonly (readonly [string, readonly string[]])[] = [
  ['summary.', [...ASSESSMENT, 'feature']],
  ['action.', ACTION],
  ['lines.', ACTION],
  ['notes.', ACTION],
  ['why.', ASSESSMENT],
  ['contact-hours', ['contact', 'outOfHours']],
  ['call', ['contact']],
  ['more', ['count']],
  ['labels.suggestion-mri', ['text']],
  ['labels.action-mri', ['text', 'priority']],
  ['labels.order-note', ['features', 'safety']],
  ['labels.suggestion-bloods', ['names']],
  ['labels.action-bloods', ['names', 'priority']],
  ['labels.bloods-text', ['names']],
];

export const allowedIn = (path: string): readonly string[] =>
  ALLOWED.find(([beginning]) => path.startsWith(beginning))?.[1] ?? [];

const CALCIUM = '{Calcium}|{Calcium-mg-dl}';
const FEVER = '{fever}|{fever-unit}';

/**
 * What a text, or the lines of a list together, must hold: who to call, by when, and what was found. `|` parts choices.
 * A summary gives names up for length, so its first line is asked.
 */
export const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  'summary.emergency[0]': ['{cancer}', '{pain}', '{feature}', '24 h'],
  'summary.emergency-cauda-equina[0]': ['{cancer}', '{pain}', '{feature}', '4 h'],
  'summary.emergency-cauda-equina-inpatient[0]': ['{cancer}', '{pain}', '{feature}', '4 h'],
  'summary.urgent[0]': ['{cancer}', '{pain}', '{feature}', '24 h', '1 week'],
  'summary.urgent-infection[0]': [FEVER, '{pain}', '{cancer}', 'today', '24 h'],
  'summary.urgent-calcium[0]': [CALCIUM, '{pain}', '{cancer}', 'same-day', '24 h', '1 week'],
  'summary.urgent-known-metastases[0]': ['{pain}', '{cancer}', '24 h', '1 week'],
  'summary.recommended[0]': ['{History}', '{pain-since}', 'MRI', 'Examine neurology today'],
  'summary.recommended-long-standing[0]': ['{History}', '{pain}', '{since-year}', 'MRI', 'Examine neurology today'],
  'summary.incomplete-cancer[0]': ['{inputs}', 'Not an all-clear'],
  'summary.incomplete[0]': ['{inputs}', 'Not an all-clear'],
  'action.emergency': ['{call}', 'as soon as possible, always within 24 h', 'within 4 h of request', 'never X-ray'],
  'action.emergency-cauda-equina': [
    '{call}',
    'as soon as possible, always within 24 h',
    'within 4 h of request',
    'never X-ray',
  ],
  'action.urgent': ['{call24}', 'as soon as possible, at the latest within 1 week', '{contact}|{call}|call now'],
  'action.urgent-infection': ['{contact}|{call}', 'today', 'as soon as possible, at the latest within 24 h'],
  'action.urgent-calcium': [
    `{calcium}|{calcium-mg-dl}|${CALCIUM}`,
    '{call24}',
    'as soon as possible, at the latest within 1 week',
  ],
  'action.recommended': ['{background}', '{contact}|{call}'],
  'action.incomplete-cancer': ['{inputs}', 'Not an all-clear'],
  'action.incomplete': ['{inputs}', 'Not an all-clear'],
  'lines.calcium-severe': [`{calcium}|{calcium-mg-dl}|${CALCIUM}`],
  'lines.deficit-not-new': ['{contact}'],
  'why.emergency': ['{signs}'],
  'why.emergency-with-others': ['{signs}', '{others}'],
  'why.urgent': ['{features}'],
  'why.recommended-with-features': ['{features}'],
  'contact-hours': ['{contact}', '{outOfHours}'],
  call: ['{contact}'],
  'call-24h': ['{contact}', '24 h'],
  more: ['{count}'],
  'more-records': ['{count}'],
  'labels.suggestion-mri': ['{text}'],
  'labels.action-mri': ['{text}', '{priority}'],
  'labels.order-note': ['{features}', '{safety}'],
  'labels.suggestion-bloods': ['{names}'],
  'labels.action-bloods': ['{names}', '{priority}'],
  'labels.bloods-text': ['{names}'],
};
