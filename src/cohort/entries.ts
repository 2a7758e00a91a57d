/** The resources of one input as a chart counts them: of its own type, a resource that comes twice under one id once. */
import type { ChartInputs, InputName } from '../chart/inputs.js';
import { RESOURCE_TYPE } from '../chart/inputs.js';
import type { Resource } from '../fhir/resource.js';

/** In the order of the chart. Never throws. */
export function resourcesOf(inputs: ChartInputs, input: InputName): readonly Resource[] {
  const seen = new Set<unknown>();
  return inputs[input].entries
    .map(({ resource }) => resource)
    .filter((resource) => {
      if (resource.resourceType !== RESOURCE_TYPE[input]) return false;
      const { id } = resource;
      if (typeof id !== 'string' || id === '') return true;
      if (seen.has(id)) return false;
      seen.add(id);
      return true;
    });
}
