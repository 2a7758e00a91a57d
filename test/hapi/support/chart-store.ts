/** Charts on a FHIR server under test: put under ids of their own, and taken away again. */
import { randomUUID } from 'node:crypto';
import type { Resource } from '../../../src/fhir/resource.js';
import { localName, withReferences } from '../../../src/samples/references.js';

const HEADERS = {
  'content-type': 'application/fhir+json',
  accept: 'application/fhir+json',
  'cache-control': 'no-cache',
  prefer: 'return=representation',
};
/** Resources in one transaction: servers bound the bytes of a request. */
const AT_ONCE = 200;

export interface StoredChart {
  /** Id of the Patient on the server. */
  readonly patientId: string;
  /** `Type/id` of the chart as given, by `Type/id` on the server. */
  readonly givenNames: ReadonlyMap<string, string>;
}

export interface ChartStore {
  /** Puts a chart on the server; its references are renamed with its ids. Marks of samples are taken off. */
  put(resources: readonly Resource[]): Promise<StoredChart>;
  /** Takes resources away, by `Type/id` on the server. */
  remove(...names: readonly string[]): Promise<void>;
  /** Takes away whatever was put here, or named by `own`, and is still there. */
  removeAll(): Promise<void>;
  /** Any other request, to a path below the base. */
  send(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>;
  /** Something else that is to be taken away in the end, by `Type/id`. */
  own(name: string): void;
}

export function createChartStore(baseUrl: string): ChartStore {
  const run = `e2e-${randomUUID().slice(0, 8)}`;
  let last = 0;
  const there = new Set<string>();

  const send: ChartStore['send'] = async (method, path, body) => {
    const response = await fetch(path === '' ? baseUrl : `${baseUrl}/${path}`, {
      method,
      headers: HEADERS,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: JSON.parse(text === '' ? 'null' : text) as unknown };
  };
  const transact = async (entry: readonly object[]): Promise<void> => {
    const { status, body } = await send('POST', '', { resourceType: 'Bundle', type: 'transaction', entry });
    if (status !== 200)
      throw new Error(`the transaction was answered ${status}: ${JSON.stringify(body).slice(0, 500)}`);
  };
  /** What is referred to goes last: HAPI keeps references whole, within a transaction of deletes too. */
  const remove = async (names: readonly string[]): Promise<void> => {
    const referredTo = (name: string): boolean => /^(?:Patient|Practitioner|Encounter)\//.test(name);
    const steps = [
      names.filter((name) => !referredTo(name)),
      names.filter((name) => name.startsWith('Encounter/')),
      names.filter((name) => referredTo(name) && !name.startsWith('Encounter/')),
    ];
    for (const step of steps) {
      for (let i = 0; i < step.length; i += AT_ONCE) {
        await transact(step.slice(i, i + AT_ONCE).map((url) => ({ request: { method: 'DELETE', url } })));
      }
    }
    for (const name of names) there.delete(name);
  };

  return {
    send,
    own: (name) => void there.add(name),
    async put(resources) {
      const ids = new Map(resources.map((one) => [localName(one), `${run}-${(last += 1)}`]));
      const names = new Map(
        resources.map((one) => [localName(one), `${one.resourceType}/${ids.get(localName(one)) ?? ''}`]),
      );
      const entries = resources.map((one) => {
        const { identifier: _mark, meta: _tag, ...rest } = withReferences(one, names);
        const resource = { ...rest, id: ids.get(localName(one)) };
        return { resource, request: { method: 'PUT', url: names.get(localName(one)) } };
      });
      // Patients first: a chart in several transactions refers back only.
      entries.sort((a, b) => Number(isPatient(b.resource)) - Number(isPatient(a.resource)));
      for (let i = 0; i < entries.length; i += AT_ONCE) await transact(entries.slice(i, i + AT_ONCE));
      for (const name of names.values()) there.add(name);
      const patient = resources.find(isPatient);
      return {
        patientId: patient === undefined ? '' : (ids.get(localName(patient)) ?? ''),
        givenNames: new Map([...names].map(([given, stored]) => [stored, given])),
      };
    },
    remove: (...names) => remove(names),
    removeAll: () => remove([...there].reverse()),
  };
}

const isPatient = (resource: object): boolean => 'resourceType' in resource && resource.resourceType === 'Patient';
