/** The shipped content, loaded once for the tests of this folder, and value sets made for one test. */
import { fileURLToPath } from 'node:url';
import { loadContent } from '../../src/registry/content.js';
import { compileTerminology, type CompiledTerminology } from '../../src/terminology/compile.js';
import { filterValue } from '../../src/terminology/ranges.js';
import { ROW_EXTENSION } from '../../src/terminology/row.js';

export const CONTENT_FOLDER = fileURLToPath(
  new URL('../../cds-services/metastatic-back-pain/content', import.meta.url),
);
export const shipped = loadContent(CONTENT_FOLDER);

export const SCT = 'http://snomed.info/sct';
export const LOINC = 'http://loinc.org';
export const CM = 'http://hl7.org/fhir/sid/icd-10-cm';
export const ICD10 = 'http://hl7.org/fhir/sid/icd-10';
export const ICD9 = 'http://hl7.org/fhir/sid/icd-9-cm';
export const ICDO3 = 'http://terminology.hl7.org/CodeSystem/icd-o-3';

type Fields = Readonly<Record<string, string | readonly string[]>>;
const extension = (fields: Fields) => [
  {
    url: ROW_EXTENSION,
    extension: Object.entries({ confidence: 'high', ...fields }).flatMap(([url, value]) =>
      (typeof value === 'string' ? [value] : value).map((valueString) => ({ url, valueString })),
    ),
  },
];

export const concept = (system: string, code: string, fields: Fields = {}) => ({
  system,
  concept: [{ code, display: `display of ${code}`, extension: extension(fields) }],
});

export const filter = (
  system: string,
  op: 'prefix' | 'in' | 'prefixRange',
  value: string | readonly string[],
  fields: Fields = {},
) => {
  const values = typeof value === 'string' ? [value] : value;
  const listOf = (key: string): readonly string[] => [fields[key] ?? []].flat();
  const plain = filterValue({ op, values, except: listOf('except'), except7th: listOf('except7th') });
  return {
    system,
    filter: [
      {
        property: 'code',
        op: op === 'in' ? 'in' : 'regex',
        value: plain,
        extension: extension({ op, value: values, meaning: `meaning of ${values.join()}`, ...fields }),
      },
    ],
  };
};

/** A value set as its file holds it. */
export const valueSet = (id: string, ...include: readonly unknown[]) => ({
  file: `content/valuesets/${id}.json`,
  content: {
    resourceType: 'ValueSet',
    id,
    url: `https://spinewatch.org/fhir/ValueSet/${id}`,
    version: '1.0.0',
    name: 'Name',
    title: 'Title',
    status: 'draft',
    description: 'Description',
    copyright: 'Copyright',
    compose: { include },
  },
});

export const compiled = (...sets: readonly ReturnType<typeof valueSet>[]): CompiledTerminology =>
  compileTerminology(sets);

/** The ids of the sets that a coding matches, in order. */
export const setsOf = (terminology: CompiledTerminology, system: unknown, code: unknown): readonly string[] =>
  (terminology.match({ system, code })?.meanings ?? []).map((meaning) => meaning.set);
