/** The knowledge as FHIR says what the running rule says: rows, orders, requirements, value sets, governance. */
import type { ActivityDefinition, Bundle, Library, PlanDefinition } from 'fhir/r4.js';
import { DECISION_TABLE } from '../../cds-services/metastatic-back-pain/triage.js';
import { exportFiles, knowledgeOf } from '../../src/knowledge/index.js';
import { loadValueSets } from '../../src/registry/value-sets.js';
import { ContentError } from '../../src/sdk/index.js';
import { realContent, realService } from '../support/service.js';

const content = realContent();
const service = realService(content);
const valueSets = loadValueSets(service.id);
const resources = knowledgeOf(service, valueSets);
const only = <T>(type: string): T => resources.find(({ resourceType }) => resourceType === type) as T;
const plan = only<PlanDefinition>('PlanDefinition');
const about = service.about!;

describe('the decision table as a PlanDefinition', () => {
  it('has one action a row, in order, with the row’s tier, levels and words', () => {
    expect(plan.action?.map(({ prefix }) => Number(prefix))).toEqual(DECISION_TABLE.map(({ row }) => row));
    for (const [i, row] of DECISION_TABLE.entries()) {
      const action = plan.action?.[i];
      expect(action?.code?.[0]?.text).toBe(row.tier);
      const words = action?.condition?.[0]?.expression?.description ?? '';
      expect(words).toContain(row.levels.join(' or '));
      expect(words.length).toBeGreaterThan(60);
    }
  });

  it('has the priorities and the deadlines of the order', () => {
    expect(plan.action?.map(({ priority, timingDuration }) => `${priority} ${timingDuration?.value} h`)).toEqual([
      'stat 24 h',
      'urgent 168 h',
      'urgent 168 h',
      'routine 336 h',
      'routine 336 h',
    ]);
    expect(plan.action?.[0]?.textEquivalent).toContain('within 4 hours');
    expect(plan.action?.[1]?.textEquivalent).toContain('within 24 hours where fever');
  });

  it('cites the governance’s sources, for the plan all and for a row its own', () => {
    expect(plan.relatedArtifact?.map(({ label }) => label)).toEqual(about.sources.map(({ id }) => id));
    for (const action of plan.action ?? []) expect(action.documentation?.length).toBeGreaterThan(0);
    expect(plan.action?.[0]?.documentation?.map(({ label }) => label)).toContain('nice-ng234');
  });

  it('says why there may be no card, and never that it is safe', () => {
    expect(plan.usage).toContain('no-cancer: No cancer found in this record.');
    expect(plan.status).toBe('draft');
  });

  it('names orders that are in the export, in the same version', () => {
    const orders = resources.filter(
      ({ resourceType }) => resourceType === 'ActivityDefinition',
    ) as ActivityDefinition[];
    expect(orders.map(({ code }) => code?.coding?.map((one) => one.code))).toEqual([
      ['241645008', '30854-4'],
      ['241645008', '30855-1'],
    ]);
    const named = new Set(plan.action?.map(({ definitionCanonical }) => definitionCanonical));
    expect([...named]).toEqual([`${orders[0]?.url}|${service.version}`]);
  });
});

describe('the Library', () => {
  const library = only<Library>('Library');

  it('has the requirements of the service as data requirements', () => {
    expect(library.dataRequirement?.map(({ type }) => type)).toEqual([
      'Patient',
      'Condition',
      'Observation',
      'Encounter',
      'MedicationRequest',
      'Procedure',
      'DiagnosticReport',
      'ServiceRequest',
      'CarePlan',
    ]);
    const observations = service.requirements.find(({ input }) => input === 'observations');
    const codes = library.dataRequirement?.[2]?.codeFilter?.[0]?.code ?? [];
    expect(codes.map(({ code }) => code)).toEqual(observations?.codes);
    expect(codes.filter(({ system }) => system === undefined)).toEqual([]);
    expect(library.dataRequirement?.[2]?.dateFilter?.[0]?.valueDuration?.value).toBe(observations?.lookbackDays);
  });

  it('depends on every value set, and names the content it came from', () => {
    const depends = library.relatedArtifact?.filter(({ type }) => type === 'depends-on') ?? [];
    expect(depends.map(({ resource }) => resource)).toEqual(valueSets.map(({ url, version }) => `${url}|${version}`));
    expect(library.description).toContain(content.contentHash);
  });
});

describe('the export', () => {
  it('has every value set of the running rule, as shipped', () => {
    expect(valueSets.map(({ id }) => id).sort()).toEqual(content.terminology.sets);
    const bundle = only<Bundle>('Bundle');
    const ids = bundle.entry?.filter((entry) => entry.resource?.resourceType === 'ValueSet').map((e) => e.resource?.id);
    expect([...(ids ?? [])].sort()).toEqual(content.terminology.sets);
  });

  it('has canonical addresses and ids that fit one another, each once', () => {
    for (const { resourceType, id, ...rest } of resources) {
      if (resourceType === 'Bundle') continue;
      expect((rest as { url?: string }).url).toBe(`https://spinewatch.org/fhir/${resourceType}/${id}`);
      expect(id.length).toBeLessThanOrEqual(64);
    }
    const names = exportFiles(service, valueSets).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('refuses a service that does not say what it knows', () => {
    const { knowledge: _knowledge, ...silent } = service;
    expect(() => knowledgeOf(silent, valueSets)).toThrow(ContentError);
  });
});

describe('the words of the table', () => {
  const withRows = (change: (rows: Record<string, unknown>[]) => unknown) => {
    const document = content.documents['decision-table'] as { rows: Record<string, unknown>[] };
    return () =>
      realService({
        ...content,
        documents: { ...content.documents, 'decision-table': { rows: change(structuredClone(document.rows)) } },
      });
  };

  it('must be of the rows of the table', () => {
    expect(withRows((rows) => rows.slice(1))).toThrow(
      /decision-table.yaml: has rows 2, 3, 4, 5; the decision table has/,
    );
  });

  it('must name sources that the governance lists', () => {
    expect(withRows(([first, ...rest]) => [{ ...first, sources: ['hearsay'] }, ...rest])).toThrow(
      /"hearsay" is not in/,
    );
  });
});
