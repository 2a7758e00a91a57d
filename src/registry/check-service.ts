/** What a CDS service must say of itself before it may be offered: a wrong service ends the start. */
import { INPUTS, type DataRequirement } from '../chart/inputs.js';
import { ContentError, type CdsService } from '../sdk/service.js';

/** FHIR's rule for ids, in lower case: it stands in URLs. */
const SERVICE_ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const SEMVER = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;
/** What may stand in a search without escaping: codes joined by commas, a sort key. Nothing that opens a template. */
const SEARCH_CODE = /^[A-Za-z0-9.-]{1,40}$/;
const SORT_KEY = /^-?[a-z][a-z-]{0,30}$/;
const MAX_COUNT = 10_000;

/** @throws ContentError naming the service's file */
export function checkService(service: CdsService, folder: string, file: string): void {
  const fail = (why: string): never => {
    throw new ContentError(file, why);
  };
  if (typeof service !== 'object' || service === null) fail('createService returned no service');
  if (!SERVICE_ID.test(service.id)) fail(`id "${service.id}" should be lower-case words joined by hyphens`);
  if (service.id !== folder) fail(`id "${service.id}" should be the name of its folder, "${folder}"`);
  if (!SEMVER.test(service.version)) fail(`version "${service.version}" is no semantic version`);
  for (const field of ['hook', 'title', 'description'] as const) {
    if (typeof service[field] !== 'string' || service[field].trim() === '') fail(`${field} is missing`);
  }
  for (const method of ['assess', 'renderCard'] as const) {
    if (typeof service[method] !== 'function') fail(`${method} is no function`);
  }
  if (!Array.isArray(service.requirements) || service.requirements.length === 0) fail('requirements are missing');
  const inputs = service.requirements.map((requirement) => requirement.input);
  const twice = inputs.find((input, i) => inputs.indexOf(input) !== i);
  if (twice !== undefined) fail(`input "${twice}" is required twice`);
  for (const requirement of service.requirements) {
    const why = whyRequirementIsWrong(requirement);
    if (why !== undefined) fail(`requirement "${requirement.input}": ${why}`);
  }
}

/** A requirement becomes a prefetch template and a search, so that whatever it holds must be safe in both. */
function whyRequirementIsWrong({ input, codes, count, sort, lookbackDays }: DataRequirement): string | undefined {
  if (!INPUTS.includes(input)) return `unknown input, allowed: ${INPUTS.join(', ')}`;
  if (codes !== undefined && input !== 'observations') return 'only observations are searched by code';
  if (codes?.length === 0) return 'an empty list of codes would search for nothing';
  const code = codes?.find((candidate) => !SEARCH_CODE.test(candidate));
  if (code !== undefined) return `"${code}" cannot stand in a search`;
  if (count !== undefined && !(Number.isInteger(count) && count > 0 && count <= MAX_COUNT)) {
    return `count ${count} is not a whole number from 1 to ${MAX_COUNT}`;
  }
  if (sort !== undefined && !SORT_KEY.test(sort)) return `"${sort}" is no sort key`;
  if (lookbackDays !== undefined && !(Number.isInteger(lookbackDays) && lookbackDays > 0)) {
    return 'lookbackDays is not a whole number of days';
  }
  return undefined;
}
