/** What a clinician may change in a template, and what ends the start: always with the file and the key. */
import { createService } from '../../../cds-services/metastatic-back-pain/index.js';
import type { Json, ServiceContent } from '../../../src/sdk/index.js';
import { ContentError } from '../../../src/sdk/index.js';
import { realContent } from '../../support/service.js';

const content = realContent();

/** The content with the text at `path` of one document replaced; `undefined` takes it away. */
function edited(document: string, path: readonly (string | number)[], value: unknown): ServiceContent {
  const documents = structuredClone(content.documents) as Record<string, Json>;
  let part: unknown = documents[document];
  for (const key of path.slice(0, -1)) part = (part as Record<string | number, unknown>)[key];
  const last = path.at(-1) as string | number;
  if (value === undefined) delete (part as Record<string | number, unknown>)[last];
  else (part as Record<string | number, unknown>)[last] = value;
  return { ...content, documents };
}

function failure(given: ServiceContent): string {
  try {
    createService(given);
  } catch (error) {
    expect(error).toBeInstanceOf(ContentError);
    return (error as Error).message;
  }
  return 'started';
}

const LAST =
  'Possible spinal metastases: {cancer} + {pain} + {feature}. Call MSCC coordinator within 24 h; MRI in 1 week';

describe('a summary', () => {
  test.each([
    [
      'a last line that may be too long',
      ['summary', 'urgent', 3],
      LAST,
      /summary\.urgent\[3\]: the last line must always fit 139 characters; it can have \d+/,
    ],
    [
      'a line that can never fit',
      ['summary', 'urgent', 0],
      `${'x'.repeat(140)} {cancer} {pain} {feature} 24 h 1 week`,
      /summary\.urgent\[0\]: has at least \d+ characters; a summary has 139 at most/,
    ],
    [
      'a last line with what has no end',
      ['summary', 'incomplete', 1],
      'Could not be checked ({inputs})',
      /summary\.incomplete\[1\]: the last line must always fit/,
    ],
    [
      'a lost name',
      ['summary', 'recommended', 0],
      'Cancer + {pain-since}: MRI. Examine neurology today',
      /summary\.recommended\[0\]: must say \{History\}/,
    ],
    [
      'a lost deadline',
      ['summary', 'emergency', 0],
      '{cancer}, {pain}, {feature}: act now',
      /summary\.emergency\[0\]: must say 24 h/,
    ],
    [
      'a week beside a fever',
      ['summary', 'urgent-infection', 1],
      '{fever}: MRI in 1 week',
      /summary\.urgent-infection\[1\]: must not say "1 week"/,
    ],
    ['no line', ['summary', 'urgent'], [], /summary\.urgent: /],
    ['a missing list', ['summary', 'urgent'], undefined, /summary\.urgent: /],
  ] as const)('%s', (_name, path, value, message) => {
    const said = failure(edited('wording.uk', path, value));
    expect(said).toMatch(/^content\/wording\/uk\.yaml: /);
    expect(said).toMatch(message);
  });
});

describe('any other text', () => {
  test.each([
    [
      'a name nobody knows',
      ['lines', 'fracture'],
      'Fracture: {fracture}',
      /lines\.fracture: \{fracture\} is not known here; allowed: cancer, /,
    ],
    [
      'a name that is filled elsewhere',
      ['labels', 'mri-without'],
      'MRI {feature}',
      /labels\.mri-without: \{feature\} is not known here; nothing is filled in here/,
    ],
    ['a brace alone', ['consider'], 'Consider {pain', /consider: a brace stands alone/],
    [
      'nobody to call',
      ['action', 'emergency', 0],
      'Act now. MRI as soon as possible, always within 24 h; within 4 h of request',
      /action\.emergency: must say \{call\}/,
    ],
    ['no contact in the call', ['call'], 'Call somebody.', /call: must say \{contact\}/],
    ['a lost way out', ['action', 'emergency', 4], 'CT whole spine', /action\.emergency: must say never X-ray/],
    ['six lines of an emergency', ['action', 'emergency', 5], 'And more.', /action\.emergency: /],
    [
      'a patient who may wait',
      ['lines', 'fracture'],
      'This patient can wait.',
      /lines\.fracture: must not say "can wait"/,
    ],
    ['a claimed absence', ['why', 'recommended'], 'No neurological deficit.', /why\.recommended: must not say/],
    ['HTML', ['notes', 'pregnancy'], '<b>Pregnancy</b>', /notes\.pregnancy: holds HTML/],
    ['a link', ['limits'], 'See [here](https://example.org)', /limits: holds HTML, a link/],
    ['a heading', ['consider'], '# Consider', /consider: holds HTML, a link, a heading/],
    ['an unknown key', ['lines', 'extra'], 'Words', /lines: /],
  ] as const)('%s', (_name, path, value, message) => {
    const said = failure(edited('wording.uk', path, value));
    expect(said).toMatch(/^content\/wording\/uk\.yaml: /);
    expect(said).toMatch(message);
  });

  test('the US words name neither MSCC nor NICE', () => {
    expect(failure(edited('wording.us', ['lines', 'fracture'], 'See NICE NG234.'))).toMatch(
      /^content\/wording\/us\.yaml: lines\.fracture: must not say "NICE"/,
    );
    expect(failure(edited('wording.uk', ['lines', 'fracture'], 'See NICE NG234.'))).toBe('started');
  });
});

describe('the vocabulary', () => {
  test.each([
    [
      'a longer name that no summary holds',
      ['pain', 'none'],
      'x'.repeat(90),
      /content\/wording\/uk\.yaml: summary\.urgent-known-metastases\[1\]: the last line/,
    ],
    ['a feature in no group', ['groups', 'general', 'features'], ['fever'], /groups: "weight-loss" stands in none/],
    [
      'a feature in two groups',
      ['groups', 'general', 'features', 0],
      'night-pain',
      /"night-pain" also stands in groups\.pain/,
    ],
    [
      'a feature nobody knows',
      ['groups', 'general', 'features', 0],
      'hiccups',
      /groups\.general: "hiccups" is no feature/,
    ],
    ['words that are no expression', ['remarks', 0, 'words'], '(', /remarks\.0\.words: is no regular expression/],
  ] as const)('%s', (_name, path, value, message) => {
    expect(failure(edited('vocabulary', path, value))).toMatch(message);
  });
});

test('a harmless edit is taken, and the card says it', () => {
  expect(failure(edited('wording.uk', ['lines', 'fracture'], 'Fracture on record: see the images.'))).toBe('started');
});
