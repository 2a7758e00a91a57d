/** The pages and their files, described for the OpenAPI document: every address that src/web serves. */
import { z } from 'zod';
import { INPUTS } from '../chart/inputs.js';
import { requestSchema } from '../hooks/request-schema.js';
import { answer, answerOf, error, type Paths, read } from '../http/openapi/describe.js';
import type { Sample } from '../samples/sample.js';
import type { CdsService } from '../sdk/service.js';
import { ASSETS, ICON_PATH } from './assets.js';
import { dashboardPaths } from './dashboard/described.js';
import { legendSchema } from './legend-schema.js';
import { describedSmart } from './smart/described.js';

/** @param samplesOf the sample charts of a service */
export function describedPages(
  services: readonly CdsService[],
  samplesOf: (serviceId: string) => readonly Pick<Sample, 'name'>[],
): Paths {
  const about = services.filter((service) => service.about !== undefined).map(aboutOf);
  const names = services.flatMap(({ id }) => samplesOf(id).map(({ name }) => name));
  const legends = services.filter((service) => service.about && service.legend).map(legendOf);
  return Object.assign(
    { '/': home, '/assets/{file}': asset, [ICON_PATH]: icon },
    dashboardPaths,
    ...about,
    ...legends,
    sampleOf(services, names),
    describedSmart(services),
  ) as Paths;
}

const html = z.string().meta({ description: 'A page' });

const home = read({
  summary: 'The start page, with sample charts to open',
  operationId: 'home',
  responses: { '200': answerOf('A page for people', { 'text/html': html }) },
});

/** One of a closed list of names in an address; every other is 404. */
const oneOf = (name: string, values: readonly string[], description: string) => ({
  name,
  in: 'path' as const,
  required: true,
  description,
  schema: { type: 'string' as const, enum: [...values] },
});

const asset = read({
  summary: 'The scripts and the style of the pages',
  operationId: 'asset',
  parameters: [oneOf('file', Object.keys(ASSETS), 'The name of the file.')],
  responses: {
    '200': answerOf('The file', { 'text/javascript': z.string(), 'text/css': z.string() }),
    '404': error(404, ['not-found']),
  },
});

const icon = read({
  summary: 'The icon of the pages',
  operationId: 'icon',
  responses: { '200': answerOf('A drawing', { 'image/svg+xml': z.string() }) },
});

/** @param names of all services' samples, which differ */
function sampleOf(services: readonly CdsService[], names: readonly string[]): Paths {
  const bodies = [...new Set(services.map(({ hook }) => hook))].map(requestSchema);
  if (names.length === 0) return {};
  return {
    '/samples/{sample}.json': read({
      summary: 'A sample chart as the body of a hook call, dated by today',
      operationId: 'sample',
      parameters: [oneOf('sample', names, 'The name of the sample.')],
      responses: {
        '200': answer('The body of a hook call', z.union(bodies)),
        '404': error(404, ['not-found']),
      },
    }),
  };
}

const DAY = z.iso.date();
const texts = z.array(z.string());

/** src/sdk/about.ts as it is sent, with what the service reads. */
const aboutSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    version: z.string(),
    status: z.enum(['draft', 'approved', 'retired']),
    owner: z.string(),
    approval: z
      .object({ by: z.string(), date: DAY })
      .nullable()
      .meta({ description: 'null: nobody has approved it for live use.' }),
    released: DAY,
    revised: DAY,
    reviewDue: DAY,
    intendedUser: z.string(),
    intendedPopulation: z.string(),
    intendedUse: z.string(),
    notIntendedFor: texts,
    limits: texts,
    sources: z.array(
      z.object({
        id: z.string(),
        citation: z.string(),
        url: z.url().optional(),
        seen: z.enum(['read', 'second-hand', 'not-read']),
        strength: z.enum(['guideline', 'study', 'review', 'own']),
      }),
    ),
    sourceAttributes: z.record(z.string(), z.string()),
    changeLog: z.array(z.object({ version: z.string(), date: DAY, change: z.string() })),
    hazards: z.array(z.object({ id: z.string(), hazard: z.string(), control: z.string(), cases: texts, tests: texts })),
    contentHash: z.string(),
    inputs: z.array(
      z.object({
        input: z.enum(INPUTS),
        resourceType: z.string(),
        required: z.boolean(),
        lookbackDays: z.number().optional(),
      }),
    ),
  })
  .meta({ id: 'About' });

const aboutOf = (service: CdsService): Paths => ({
  [`/about/${service.id}`]: read({
    summary: `Governance, intended use, sources and hazard log of ${service.title}`,
    operationId: `about-${service.id}`,
    responses: {
      '200': answerOf(
        'HTML for people, JSON for whoever asks for it with `Accept`',
        { 'text/html': html, 'application/json': aboutSchema },
        'Vary',
      ),
    },
  }),
});

const legendOf = (service: CdsService): Paths => ({
  [`/about/${service.id}/legend`]: read({
    summary: `Names, units, thresholds and decision table of ${service.title}, to draw an assessment with`,
    operationId: `legend-${service.id}`,
    responses: { '200': answer('The legend', legendSchema) },
  }),
});
