/** Each rule of content, broken once: the error names the file and the code. */
import { ContentError } from '../../src/sdk/service.js';
import { compileTerminology, readValueSets } from '../../src/terminology/compile.js';
import { checkExclusive } from '../../src/terminology/exclusive.js';
import { CM, concept, filter, ICD10, ICD9, LOINC, SCT, valueSet } from './content.js';

const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
const errorOf = (run: () => unknown): ContentError => {
  try {
    run();
  } catch (error) {
    if (error instanceof ContentError) return error;
    throw error;
  }
  throw new Error('no error');
};
const withContent = (change: object) => {
  const good = valueSet('a', concept(SCT, '94222008'));
  return { ...good, content: { ...good.content, ...change } };
};

describe('a wrong value set', () => {
  it.each([
    ['a SNOMED check digit', valueSet('a', concept(SCT, '94222009')), '94222009'],
    ['a SNOMED description', valueSet('a', concept(SCT, '751689013')), '751689013'],
    ['a LOINC check digit', valueSet('a', concept(LOINC, '29463-8')), '29463-8'],
    ['an ICD-10-CM form', valueSet('a', concept(CM, 'C509')), 'C509'],
    ['an ICD-10 form', valueSet('a', concept(ICD10, 'C50.911')), 'C50.911'],
    ['an ICD-9-CM form', valueSet('a', concept(ICD9, '84.60')), '84.60'],
    ['an ATC form', valueSet('a', concept('http://www.whocc.no/atc', 'N02A')), 'N02A'],
    ['an RxNorm form', valueSet('a', concept(RXNORM, 'X1')), 'X1'],
    ['an ICPC-2 form', valueSet('a', concept('http://hl7.org/fhir/sid/icpc-2', 'L2')), 'L2'],
    ['a prefix', valueSet('a', filter(CM, 'prefix', 'C5.0')), 'C5.0'],
    ['a range', valueSet('a', filter(CM, 'prefixRange', 'C96-C00')), 'C96-C00'],
    ['an exact list', valueSet('a', filter(CM, 'in', ['C7A.090', 'C7'])), 'C7'],
    ['an exception', valueSet('a', filter(CM, 'prefix', 'C50', { except: ['C5!'] })), 'C5!'],
    ['an exception elsewhere', valueSet('a', filter(CM, 'prefix', 'C50', { except: ['C61'] })), 'C61'],
    ['a seventh character elsewhere', valueSet('a', filter(ICD10, 'prefix', 'M48.5', { except7th: ['S'] })), 'M48.5'],
    ['a filter over SNOMED', valueSet('a', filter(SCT, 'prefix', '94222008')), '94222008'],
    ['a code twice', valueSet('a', concept(SCT, '94222008'), concept(SCT, '94222008')), '94222008'],
    ['a filter twice', valueSet('a', filter(CM, 'prefix', 'C50'), filter(CM, 'prefix', 'C50')), 'C50'],
    ['an unknown system', valueSet('a', concept('http://local.example', 'x')), 'http://local.example'],
    ['an alias as system', valueSet('a', concept('urn:oid:2.16.840.1.113883.6.96', '94222008')), 'urn:oid'],
    ['an unknown entry', valueSet('a', concept(SCT, '94222008', { fature: 'x' })), '94222008'],
    ['an unknown confidence', valueSet('a', concept(SCT, '94222008', { confidence: 'sure' })), '94222008'],
    ['an entry twice', valueSet('a', concept(SCT, '94222008', { feature: ['x', 'y'] })), '94222008'],
    ['a filter entry on a code', valueSet('a', concept(SCT, '94222008', { except: 'x' })), '94222008'],
    ['an expression', valueSet('a', concept(SCT, '94222008', { requiresText: '(' })), '94222008'],
    ['an otherwise of nothing', valueSet('a', concept(SCT, '94222008', { otherwise: 'major' })), '94222008'],
  ])('%s', (_, file, code) => {
    const error = errorOf(() => compileTerminology([valueSet('fine', concept(SCT, '94222008')), file]));
    expect(error.file).toBe('content/valuesets/a.json');
    expect(error.message).toContain(code);
  });

  it.each([
    ['no object', null, 'content/valuesets/a.json'],
    ['another resource', { resourceType: 'CodeSystem' }, 'resourceType'],
    ['no version', { version: undefined }, 'version'],
    ['no copyright', { copyright: '' }, 'copyright'],
    ['another url', { url: 'https://spinewatch.org/fhir/ValueSet/b' }, 'url should be'],
    ['no compose', { compose: {} }, 'compose.include'],
  ])('%s', (_, change, words) => {
    const file = change === null ? { ...valueSet('a'), content: null } : withContent(change);
    expect(errorOf(() => compileTerminology([file])).message).toContain(words);
  });

  it('names the code of a row without its extension', () => {
    const bare = { system: SCT, concept: [{ code: '94222008', display: 'x' }] };
    expect(errorOf(() => compileTerminology([valueSet('a', bare)])).message).toMatch(
      /content\/valuesets\/a\.json: .*extension.*94222008/,
    );
  });

  it('names a filter that says something else in plain FHIR', () => {
    const include = filter(CM, 'prefix', 'C50');
    const other = { ...include, filter: include.filter.map((one) => ({ ...one, value: 'C51.*' })) };
    expect(errorOf(() => compileTerminology([valueSet('a', other)])).message).toContain(
      'C50: filter.value should be "C50.*"',
    );
  });

  it('refuses two sets of one id', () =>
    expect(
      errorOf(() =>
        compileTerminology([
          valueSet('a', concept(SCT, '94222008')),
          { ...valueSet('a', concept(SCT, '94222008')), file: 'other.json' },
        ]),
      ).message,
    ).toContain('other.json: value set id "a" is also that of content/valuesets/a.json'));
});

describe('sets that exclude each other', () => {
  const check = (everyTwo: unknown, ...files: ReturnType<typeof valueSet>[]) =>
    checkExclusive(readValueSets(files), { everyTwo, eachWithEach: [] }, 'exclusive-sets.yaml');
  const clash = (left: unknown, right: unknown) => () => check([['a', 'b']], valueSet('a', left), valueSet('b', right));

  it.each([
    ['the same code', concept(SCT, '94222008'), concept(SCT, '94222008'), '94222008'],
    ['a code and a filter', concept(CM, 'C50.911'), filter(CM, 'prefix', 'C50'), 'C50.911'],
    ['a filter and a code', filter(CM, 'prefix', 'C50'), concept(CM, 'C50'), 'C50'],
    ['a filter within a filter', filter(CM, 'prefix', 'C50'), filter(CM, 'prefix', 'C50.9'), 'C50.9'],
    ['a filter within a range', filter(CM, 'prefixRange', 'C00-C96'), filter(CM, 'prefix', 'C44'), 'C44'],
    ['two ranges', filter(ICD10, 'prefixRange', 'D37-D44'), filter(ICD10, 'prefixRange', 'D44-D48'), 'D44'],
    ['an exact list', filter(CM, 'in', ['C7A.090']), filter(CM, 'prefix', 'C7A'), 'C7A.090'],
    [
      'an exception that leaves a rest',
      filter(CM, 'prefix', 'Z85', { except: ['Z85.31'] }),
      filter(CM, 'prefix', 'Z85.3'),
      'Z85.3',
    ],
  ])('%s', (_, left, right, code) => {
    const message = errorOf(clash(left, right)).message;
    expect(message).toMatch(/content\/valuesets\/[ab]\.json: /);
    expect(message).toContain(`: ${code} (`);
    expect(message).toMatch(/\(content\/valuesets\/[ab]\.json\)/);
  });

  it.each([
    ['another code', concept(SCT, '94222008'), concept(SCT, '126906006')],
    ['the same digits of another system', concept(SCT, '94222008'), concept(RXNORM, '94222008')],
    ['a longer code than an exact list', filter(CM, 'in', ['C7A.09']), concept(CM, 'C7A.090')],
    ['an exception', filter(CM, 'prefix', 'Z85', { except: ['Z85.3'] }), concept(CM, 'Z85.3')],
    ['an exception above a filter', filter(CM, 'prefix', 'C7B', { except: ['C7B.0'] }), filter(CM, 'prefix', 'C7B.01')],
    ['a letter outside a range', filter(CM, 'prefixRange', 'C00-C96', {}), filter(CM, 'prefix', 'C7A')],
  ])('%s is none', (_, left, right) => expect(clash(left, right)).not.toThrow());

  it('lets sets that belong together share codes, and excludes both from others', () => {
    const files = ['a', 'b', 'c'].map((id) => valueSet(id, concept(SCT, '94222008')));
    expect(() =>
      check([[['a', 'b'], 'd']], ...files.slice(0, 2), valueSet('d', concept(SCT, '126906006'))),
    ).not.toThrow();
    expect(() => check([[['a', 'b'], 'c']], ...files)).toThrow('94222008');
  });

  it('names a value set that does not exist', () =>
    expect(errorOf(() => check([['a', 'cancer-brest']], valueSet('a', concept(SCT, '94222008')))).message).toBe(
      'exclusive-sets.yaml: unknown value set "cancer-brest"',
    ));

  it('names what is unreadable', () =>
    expect(errorOf(() => checkExclusive([], { everyTwo: 'x' }, 'exclusive-sets.yaml')).message).toContain(
      'exclusive-sets.yaml: everyTwo',
    ));
});
