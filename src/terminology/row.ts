/** The structured extension of a row (`…/StructureDefinition/row`): what a code or filter means, read and checked. */

export const ROW_EXTENSION = 'https://spinewatch.org/fhir/StructureDefinition/row';

/** What a row says of itself, besides its code or filter (docs/terminology.md lists the fields). */
export interface RowFields {
  readonly confidence: 'high' | 'medium' | 'low';
  readonly feature?: string;
  readonly role?: string;
  readonly site?: string;
  readonly regions?: readonly string[];
  readonly undated?: 'emergency' | 'major';
  readonly strength?: 'major';
  readonly pattern?: string;
  readonly order?: 'never';
  readonly requiresText?: RegExp;
  readonly otherwise?: string;
  readonly sex?: string;
  readonly appliesTo?: string;
}

/** The parts that only a filter has. */
export interface FilterParts {
  readonly op: string | undefined;
  readonly values: readonly string[];
  readonly except: readonly string[];
  readonly except7th: readonly string[];
  readonly meaning: string | undefined;
}

export interface RowEntry {
  readonly url: string;
  readonly valueCode?: string | undefined;
  readonly valueString?: string | undefined;
}

const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const oneOf = (...words: readonly string[]) => ({ words: words.join(', '), allows: (v: string) => words.includes(v) });
const name = { words: 'a name in lower case with hyphens', allows: (v: string) => NAME.test(v) };
const text = { words: 'a text', allows: (v: string) => v.trim() !== '' };

/** Every entry a row may hold, whether it may repeat, and what it may say. A name outside this list is an error. */
const ENTRIES: Readonly<Record<string, { many?: true; words: string; allows: (value: string) => boolean }>> = {
  confidence: oneOf('high', 'medium', 'low'),
  feature: name,
  role: name,
  site: name,
  region: { many: true, ...oneOf('cervical', 'thoracic', 'lumbar', 'sacral') },
  undated: oneOf('emergency', 'major'),
  strength: oneOf('major'),
  pattern: name,
  order: oneOf('never'),
  requiresText: text,
  otherwise: name,
  sex: oneOf('male', 'female'),
  appliesTo: oneOf('all', 'all-older-than-365-days', 'sensory-loss', 'bladder-bowel'),
  confirmedIn: { many: true, ...text },
  note: text,
  op: oneOf('prefix', 'in', 'prefixRange'),
  value: { many: true, ...text },
  except: { many: true, ...text },
  except7th: { many: true, words: 'one character', allows: (v: string) => /^[A-Z]$/.test(v) },
  meaning: text,
};
const FILTER_ONLY = ['op', 'value', 'except', 'except7th', 'meaning'];

export type RowReading =
  | { readonly ok: true; readonly fields: RowFields; readonly filter: FilterParts }
  | { readonly ok: false; readonly why: string };

const wrong = (why: string): RowReading => ({ ok: false, why });

/** Reads the entries of one row; what is wrong with them comes back as a sentence, for the caller to name the code. */
export function readRow(entries: readonly RowEntry[], kind: 'concept' | 'filter'): RowReading {
  const found = new Map<string, string[]>();
  for (const { url, valueCode, valueString } of entries) {
    const entry = Object.hasOwn(ENTRIES, url) ? ENTRIES[url] : undefined;
    const value = valueCode ?? valueString ?? '';
    if (!entry) return wrong(`unknown row entry "${url}"`);
    if (kind === 'concept' && FILTER_ONLY.includes(url)) return wrong(`"${url}" belongs to filters only`);
    if (!entry.allows(value)) return wrong(`"${url}" is "${value}", allowed: ${entry.words}`);
    const values = found.get(url) ?? [];
    if (values.length > 0 && !entry.many) return wrong(`"${url}" stands twice`);
    found.set(url, [...values, value]);
  }
  const one = (key: string): string | undefined => found.get(key)?.[0];
  const confidence = one('confidence');
  if (confidence === undefined) return wrong('"confidence" is missing');
  if (one('otherwise') !== undefined && one('requiresText') === undefined && one('sex') === undefined) {
    return wrong('"otherwise" needs "requiresText" or "sex"');
  }
  const fields: Record<string, unknown> = { confidence };
  for (const key of [
    'feature',
    'role',
    'site',
    'undated',
    'strength',
    'pattern',
    'order',
    'otherwise',
    'sex',
    'appliesTo',
  ]) {
    const value = one(key);
    if (value !== undefined) fields[key] = value;
  }
  const regions = found.get('region');
  if (regions) fields['regions'] = regions;
  const requiresText = one('requiresText');
  if (requiresText !== undefined) {
    try {
      fields['requiresText'] = new RegExp(requiresText, 'i');
    } catch {
      return wrong(`"requiresText" is no regular expression: ${requiresText}`);
    }
  }
  return {
    ok: true,
    // Every entry was checked against ENTRIES above, which is stricter than the type.
    fields: fields as unknown as RowFields,
    filter: {
      op: one('op'),
      values: found.get('value') ?? [],
      except: found.get('except') ?? [],
      except7th: found.get('except7th') ?? [],
      meaning: one('meaning'),
    },
  };
}
