/** Finding, checking and loading CDS services: each way in which one can be wrong names its file. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadContent, loadServices } from '../../src/registry/load.js';
import { concept, CONTENT_FOLDER, SCT, shipped, valueSet } from '../terminology/content.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'spinewatch-registry-'));
  // As in the product: TypeScript outside of an ES module package would be compiled to CommonJS.
  writeFileSync(join(root, 'package.json'), '{"type":"module"}');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const putSet = (path: string, id = 'a', code = '94222008'): void =>
  put(path, JSON.stringify(valueSet(id, concept(SCT, code)).content));

/** A service folder with one value set and one document; `change` is source text that alters the service. */
const putService = (folder: string, change = '', index = 'index.ts'): void => {
  putSet(`${folder}/content/valuesets/a.json`);
  put(`${folder}/content/rule.yaml`, 'days: 30\n');
  put(
    `${folder}/${index}`,
    `export const createService = (content) => {
      const service = {
        id: '${folder}', hook: 'patient-view', title: 'Title', description: 'Description', version: '1.0.0',
        requirements: [{ input: 'patient', required: true }, { input: 'observations', required: false, codes: ['29463-7'], count: 100, sort: '-date' }],
        assess: () => content.documents.rule, renderCard: () => undefined,
      };
      ${change}
      return service;
    };\n`,
  );
};

describe('the content of a service', () => {
  it('is value sets, documents by path, and a hash', () => {
    putSet('content/valuesets/a.json');
    put('content/rule.yaml', 'days: 30\n');
    put('content/wording/uk.yaml', 'title: MRI\n');
    put('content/cases/one.yaml', 'not: read\n');
    put('content/README.md', '# not read\n');
    const content = loadContent(join(root, 'content'));
    expect(content.terminology.sets).toEqual(['a']);
    expect(content.documents).toEqual({ rule: { days: 30 }, 'wording.uk': { title: 'MRI' } });
    expect(content.contentHash).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('hashes names and bytes of content, and nothing else', () => {
    putSet('content/valuesets/a.json');
    put('content/rule.yaml', 'days: 30\n');
    const hash = () => loadContent(join(root, 'content')).contentHash;
    const before = hash();
    put('content/cases/one.yaml', 'a: 1\n');
    put('content/README.md', 'words\n');
    expect(hash()).toBe(before);
    put('content/rule.yaml', 'days: 31\n');
    const changed = hash();
    expect(changed).not.toBe(before);
    put('content/rule.yaml', 'days: 30\n');
    expect(hash()).toBe(before);
    rmSync(join(root, 'content/rule.yaml'));
    put('content/other.yaml', 'days: 30\n');
    expect([before, changed]).not.toContain(hash());
  });

  it('is the same wherever it lies', () => {
    cpSync(CONTENT_FOLDER, join(root, 'elsewhere'), { recursive: true });
    expect(loadContent(join(root, 'elsewhere')).contentHash).toBe(shipped.contentHash);
  });

  it.each([
    ['valuesets/a.json', '{', /content\/valuesets\/a\.json: is no JSON/],
    ['valuesets/a.json', '\uFFFD'.repeat(3), /a\.json: is no JSON/],
    [
      'valuesets/b.json',
      JSON.stringify(valueSet('a', concept(SCT, '94222008')).content),
      /b\.json: holds value set "a"/,
    ],
    [
      'valuesets/a.json',
      JSON.stringify(valueSet('a', concept(SCT, '94222009')).content),
      /a\.json: 94222009: is not a SNOMED/,
    ],
    ['other.json', '{}', /other\.json: JSON belongs into valuesets/],
    ['rule.yaml', 'a: 1\na: 2\n', /content\/rule\.yaml: is no YAML/],
    ['rule.yaml', 'a: [1\n', /rule\.yaml: is no YAML/],
    ['rule.yml', 'a: 1\n', /content\/rule\.yml: is the same document "rule"/],
    ['exclusive-sets.yaml', 'everyTwo: [[a, b]]\neachWithEach: []\n', /exclusive-sets\.yaml: unknown value set "b"/],
  ])('%s %#: names the file', (path, text, message) => {
    put('content/rule.yaml', 'days: 30\n');
    put(`content/${path}`, text);
    if (path === 'exclusive-sets.yaml') putSet('content/valuesets/a.json');
    expect(() => loadContent(join(root, 'content'))).toThrow(message);
  });

  it('must be there', () => expect(() => loadContent(join(root, 'none'))).toThrow(/none: cannot be read/));

  it('of the product loads, every time to the same hash', () => {
    expect(loadContent(CONTENT_FOLDER).contentHash).toBe(loadContent(CONTENT_FOLDER).contentHash);
  });
});

describe('the services', () => {
  it('are found by folder, compiled or not, and sorted', async () => {
    putService('second', '', 'index.js');
    putService('first');
    put('.hidden/note.txt', '');
    const services = await loadServices(root);
    expect(services.map((service) => service.id)).toEqual(['first', 'second']);
    expect((services[0]?.assess as unknown as () => unknown)()).toEqual({ days: 30 });
  });

  it.each([
    ['an id that is not its folder', "service.id = 'other';", 'id "other" should be the name of its folder, "one"'],
    ['an id that is no path', "service.id = 'One Two';", 'lower-case'],
    ['no id', 'delete service.id;', 'id "undefined"'],
    ['no version', "service.version = '1';", 'no semantic version'],
    ['no title', "service.title = ' ';", 'title is missing'],
    ['no hook', 'delete service.hook;', 'hook is missing'],
    ['no assess', 'delete service.assess;', 'assess is no function'],
    ['no requirements', 'service.requirements = [];', 'requirements are missing'],
    ['an unknown input', "service.requirements[0].input = 'patients';", 'requirement "patients": unknown input'],
    ['an input twice', 'service.requirements.push(service.requirements[0]);', 'input "patient" is required twice'],
    [
      'a code that opens a template',
      "service.requirements[1].codes = ['{{context.userId}}'];",
      'cannot stand in a search',
    ],
    ['a code that adds a parameter', "service.requirements[1].codes = ['1&_count=9'];", 'cannot stand in a search'],
    ['no codes', 'service.requirements[1].codes = [];', 'an empty list'],
    ['codes elsewhere', "service.requirements[0].codes = ['1'];", 'only observations'],
    ['a count', 'service.requirements[1].count = 0.5;', 'count 0.5'],
    ['a sort', "service.requirements[1].sort = '-date&x=1';", 'no sort key'],
    ['a lookback', 'service.requirements[1].lookbackDays = -1;', 'lookbackDays'],
    ['an unknown value set', "content.terminology.codesOf('cancer-brest');", 'unknown value set "cancer-brest"'],
    ['a factory that fails', "throw new Error('no thresholds');", 'createService failed: no thresholds'],
    ['no service', 'return null;', 'no service'],
  ])('with %s end the start with the file', async (_, change, words) => {
    putService('one', change);
    await expect(loadServices(root)).rejects.toMatchObject({ name: 'ContentError', file: 'cds-services/one/index.ts' });
    await expect(loadServices(root)).rejects.toThrow(words);
  });

  it('of one id are refused, naming both files', async () => {
    putService('one');
    putService('two', "service.id = 'ONE';");
    await expect(loadServices(root)).rejects.toThrow(
      'cds-services/two/index.ts: duplicate id "ONE", also that of cds-services/one/index.ts',
    );
  });

  it('with wrong content name the file of the content', async () => {
    putService('one');
    putSet('one/content/valuesets/a.json', 'a', '94222009');
    await expect(loadServices(root)).rejects.toThrow('one/content/valuesets/a.json: 94222009: ');
  });

  it.each([
    ['no code', () => put('one/content/rule.yaml', 'a: 1\n'), 'cds-services/one: has no index.js or index.ts'],
    [
      'code that cannot be loaded',
      () => (putService('one'), put('one/index.ts', "throw new Error('boom');")),
      'cannot be loaded: boom',
    ],
    [
      'no factory',
      () => (putService('one'), put('one/index.ts', 'export const x = 1;')),
      'exports no function createService',
    ],
    ['no service at all', () => mkdirSync(root, { recursive: true }), 'holds no CDS service'],
  ])('with %s end the start', async (_, prepare, words) => {
    prepare();
    await expect(loadServices(root)).rejects.toThrow(words);
  });

  it('need their folder', async () => await expect(loadServices(join(root, 'none'))).rejects.toThrow('no such folder'));
});
