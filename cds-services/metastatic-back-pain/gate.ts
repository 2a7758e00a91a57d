/**
 * The gate of a run over many charts: a resource that could be evidence of a cancer. It asks the rule itself, with the
 * resource alone in a chart and without whatever could lower what it says (dates, statuses, whose it is), so that it is
 * never narrower than the rule.
 */
import type { AssessmentRequest, CancerLevel, ChartInputs, Gate, InputState, Resource } from '../../src/sdk/index.js';
import type { Terminology } from '../../src/sdk/index.js';
import { INPUTS } from '../../src/sdk/index.js';

/** Elements that say when, how sure, for whom and under which name, never what. */
const ASIDE =
  /^(id|meta|implicitRules|identifier|text|contained|subject|patient|encounter|recorder|asserter|performer|recordedDate|issued|note|clinicalStatus|verificationStatus|onset.*|abatement.*|effective.*|status|_.*)$/;
const INPUT_OF = { Condition: 'conditions', Observation: 'observations' } as const;
const NOTHING: InputState = { state: 'empty', entries: [] };
const UNKNOWN: InputState = { state: 'missing', entries: [] };
/** What else of a Condition the rule looks at when it asks for a cancer, and what could hold another `code`. */
const BESIDE_CODE = [
  'stage',
  'bodySite',
  'evidence',
  'extension',
  'modifierExtension',
  'contained',
  'severity',
  '_code',
];
/** Different resources remembered; most charts say the same few hundred things. */
const REMEMBERED = 20_000;

/** @param cancerIn the rule's first question */
export function createGate(cancerIn: (request: AssessmentRequest) => CancerLevel, terminology: Terminology): Gate {
  const known = new Map<string, boolean>();
  const asks = (resource: Resource): boolean => {
    const input = INPUT_OF[resource.resourceType as keyof typeof INPUT_OF];
    const rest = Object.fromEntries(INPUTS.map((name) => [name, NOTHING])) as ChartInputs;
    const entries = [{ resource: { id: 'x', status: 'final', ...resource } }];
    const inputs = { ...rest, patient: UNKNOWN, [input]: { state: 'present', entries } as InputState };
    return cancerIn({ inputs, asOf: 0, settings: { otherCancers: true } }) !== 'none';
  };
  return {
    types: {
      Condition: { element: { name: 'code', unless: BESIDE_CODE } },
      Observation: { codes: new Set(terminology.codesOf('mcode')) },
    },
    opens(resource) {
      if (!(resource.resourceType in INPUT_OF)) return false;
      const said = Object.fromEntries(Object.entries(resource).filter(([name]) => !ASIDE.test(name)));
      const key = JSON.stringify(said);
      const before = known.get(key);
      if (before !== undefined) return before;
      const answer = asks(said as Resource);
      if (known.size >= REMEMBERED) known.clear();
      known.set(key, answer);
      return answer;
    },
  };
}
