/** The resources of a line: most often one, of a Bundle each of its entries. What costs is done when it is asked for. */
import { isObject, isResource, listOf, stringOf, type Resource } from '../../fhir/resource.js';
import { patientIdOf, subjectOf } from './patient-id.js';
import { asLine, parseLine } from './lines.js';
import { looksWhole, peekId, peekSubject, peekType, trimmed } from './peek.js';

/** One resource where it was found. */
export interface Scanned {
  readonly type: string;
  id(): string | undefined;
  /** Bare id of the patient it is about; for a Patient its own. */
  patient(): string | undefined;
  /** The line it stands in, a character a byte, where nothing was parsed yet. */
  readonly line?: string;
  /** @throws SyntaxError where its line is no JSON after all */
  resource(): Resource;
  /** The resource as an entry of a Bundle, in JSON, a character a byte. */
  entry(): string;
}

export type LineProblem = 'malformed-line' | 'invalid-resource';

/** Calls `visit` for every resource of the line, or `refuse` once. A blank line has none. */
export function eachResource(line: string, visit: (one: Scanned) => void, refuse: (code: LineProblem) => void): void {
  const own = trimmed(line);
  if (own === '') return;
  const type = peekType(own);
  if (type !== undefined && type !== 'Bundle') {
    if (looksWhole(own)) visit(new PeekedResource(type, own));
    else refuse('malformed-line');
    return;
  }
  const parsed = parse(own);
  if (parsed === undefined) return refuse('malformed-line');
  eachOf(parsed.value, visit, refuse);
}

/** As `eachResource`, of JSON that is parsed already. */
export function eachOf(value: unknown, visit: (one: Scanned) => void, refuse: (code: LineProblem) => void): void {
  if (!isResource(value)) return refuse('invalid-resource');
  if (value.resourceType !== 'Bundle') return visit(new ParsedResource(value));
  for (const one of entriesOf(value, refuse)) visit(one);
}

function parse(line: string): { readonly value: unknown } | undefined {
  try {
    return { value: parseLine(line) };
  } catch {
    return undefined;
  }
}

class PeekedResource implements Scanned {
  #resource: Resource | undefined;

  constructor(
    readonly type: string,
    readonly line: string,
  ) {}

  id(): string | undefined {
    return peekId(this.line, this.type) ?? stringOf(this.resource()['id']);
  }

  patient(): string | undefined {
    if (this.type === 'Patient') return this.id();
    const reference = peekSubject(this.line) ?? subjectOf(this.resource());
    return reference === undefined ? undefined : patientIdOf(reference);
  }

  resource(): Resource {
    return (this.#resource ??= parseLine(this.line) as Resource);
  }

  entry(): string {
    return `{"resource":${this.line}}`;
  }
}

class ParsedResource implements Scanned {
  readonly type: string;

  constructor(
    readonly own: Resource,
    readonly fullUrl?: string,
    readonly patients: ReadonlyMap<string, string> = new Map(),
  ) {
    this.type = own.resourceType;
  }

  id(): string | undefined {
    return stringOf(this.own['id']);
  }

  patient(): string | undefined {
    if (this.type === 'Patient') return this.id();
    const reference = subjectOf(this.own);
    if (reference === undefined) return this.patients.size === 1 ? [...this.patients.values()][0] : undefined;
    return this.patients.get(reference.trim()) ?? patientIdOf(reference);
  }

  resource(): Resource {
    return this.own;
  }

  entry(): string {
    const { own, fullUrl } = this;
    return asLine(JSON.stringify(fullUrl === undefined ? { resource: own } : { fullUrl, resource: own }));
  }
}

/** The entries of a Bundle and of Bundles in it; a subject may be named by the address its Patient came under. */
function entriesOf(bundle: Resource, refuse: (code: LineProblem) => void): readonly Scanned[] {
  const flat: { readonly fullUrl: string | undefined; readonly resource: Resource }[] = [];
  const collect = (one: Resource): void => {
    for (const entry of listOf(one['entry'])) {
      const resource = isObject(entry) ? entry['resource'] : undefined;
      if (resource === undefined) continue;
      if (!isResource(resource)) refuse('invalid-resource');
      else if (resource.resourceType === 'Bundle') collect(resource);
      else flat.push({ fullUrl: stringOf((entry as Record<string, unknown>)['fullUrl']), resource });
    }
  };
  collect(bundle);
  const patients = new Map<string, string>();
  for (const { fullUrl, resource } of flat) {
    const id = resource.resourceType === 'Patient' ? stringOf(resource['id']) : undefined;
    if (id !== undefined) patients.set(fullUrl ?? `Patient/${id}`, id);
  }
  return flat.map(({ fullUrl, resource }) => new ParsedResource(resource, fullUrl, patients));
}
