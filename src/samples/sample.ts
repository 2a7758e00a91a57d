/**
 * Sample charts: invented patients to try a service with, each with the tier it should give. A service keeps them in its
 * `samples` folder, an `index.yaml` and one FHIR Bundle each. Pure: reading the files is the registry's.
 */
import * as z from 'zod';
import type { Day } from '../fhir/dates.js';
import type { Entry, Resource } from '../fhir/resource.js';
import { isObject, isResource, listOf } from '../fhir/resource.js';
import type { Tier } from '../sdk/assessment.js';
import { TIERS } from '../sdk/assessment.js';
import { ContentError } from '../sdk/service.js';
import { dated, unknownPlaceholder } from './dates.js';
import { isTagged, sampleNameOf } from './marks.js';
import { inSteps, localName, referencesIn } from './references.js';

export interface SampleBundle {
  readonly resourceType: 'Bundle';
  readonly type: 'collection';
  readonly entry: readonly Entry[];
}

export interface Sample {
  /** Lower-case words joined by hyphens, e.g. `breast-history`. */
  readonly name: string;
  readonly title: string;
  readonly story: string;
  /** What the service should answer; `none` for no card. */
  readonly tier: Tier | 'none';
  /** Why there is no card. */
  readonly reason?: string;
  readonly variant?: string;
  readonly why: string;
  /** Id of the Patient within the Bundle. */
  readonly patientId: string;
  /** The chart as it stands on a day. Each call gives a copy of its own. */
  readonly bundle: (today: Day) => SampleBundle;
}

const line = z.string().trim().min(1);
const entrySchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'should be lower-case words joined by hyphens'),
  title: line,
  story: line,
  tier: z.enum(['none', ...TIERS]),
  reason: line.optional(),
  variant: line.optional(),
  why: line,
});
const indexSchema = z.array(entrySchema).min(1);

export type SampleEntry = z.infer<typeof entrySchema>;

/** The entries of an `index.yaml`. @throws ContentError */
export function parseIndex(content: unknown, file: string): readonly SampleEntry[] {
  const result = indexSchema.safeParse(content);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new ContentError(file, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong'}`);
  }
  const names = result.data.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new ContentError(file, `sample "${twice}" stands twice`);
  return result.data;
}

/** One sample from its entry and its Bundle. @throws ContentError naming what a chart lacks to be shown and loaded */
export function parseSample(entry: SampleEntry, content: unknown, file: string): Sample {
  const fail = (why: string): never => {
    throw new ContentError(file, why);
  };
  if (!isObject(content) || content['resourceType'] !== 'Bundle') fail('is no Bundle');
  const placeholder = unknownPlaceholder(content);
  if (placeholder !== undefined) fail(`unknown placeholder in "${placeholder}"; write {{today-26d}}`);
  const entries = entriesOf(content as Record<string, unknown>, fail);
  checkResources(entries, entry.name, fail);
  const { reason, variant, ...rest } = entry;
  const patients = entries.filter(({ resource }) => resource.resourceType === 'Patient');
  if (patients.length !== 1) fail(`has ${patients.length} Patients, should have one`);
  return {
    ...rest,
    ...(reason === undefined ? {} : { reason }),
    ...(variant === undefined ? {} : { variant }),
    patientId: patients[0]?.resource['id'] as string,
    bundle: (today) => ({
      resourceType: 'Bundle',
      type: 'collection',
      entry: dated(entries, today) as readonly Entry[],
    }),
  };
}

type Fail = (why: string) => never;

function entriesOf(bundle: Record<string, unknown>, fail: Fail): readonly Entry[] {
  const list = listOf(bundle['entry']);
  if (!list.every((one) => isObject(one) && isResource(one['resource']))) fail('has an entry without a resource');
  return list as readonly Entry[];
}

/** Each is marked as the sample's own, or loading could not find it again and removing would leave it behind. */
function checkResources(entries: readonly Entry[], name: string, fail: Fail): void {
  const resources: readonly Resource[] = entries.map(({ resource }) => resource);
  const names = resources.map(localName);
  for (const [i, resource] of resources.entries()) {
    const own = names[i] ?? '';
    if (own.endsWith('/')) fail(`a ${resource.resourceType} has no id`);
    if (names.indexOf(own) !== i) fail(`${own} stands twice`);
    if (!isTagged(resource)) fail(`${own} lacks the tag of samples`);
    if (sampleNameOf(resource) !== name) fail(`${own} lacks an identifier of this sample`);
    const lost = referencesIn(resource).find((reference) => !names.includes(reference));
    if (lost !== undefined) fail(`${own} refers to ${lost}, which is not in the chart`);
  }
  if (inSteps(resources) === undefined) fail('its resources refer to each other in a circle');
}
