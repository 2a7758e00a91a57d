/** A chart cut to what the service takes in one request. What is left out is told as `truncated`, never in silence. Pure. */
import type { ChartInputs, InputName, InputState } from '../../../chart/inputs.js';
import type { Entry } from '../../../fhir/resource.js';

/** Room for everything of the request but the entries. */
const FRAME_BYTES = 16_384;
const encoder = new TextEncoder();
const bytesOf = (entry: Entry): number => encoder.encode(JSON.stringify(entry)).length + 1;

/**
 * Takes from the end of the largest input, over and over: what is sorted stands newest first. The Patient is left alone.
 * @param most bytes of the whole request
 */
export function fitting(inputs: ChartInputs, most: number): ChartInputs {
  const sizes = new Map<InputName, number[]>(
    (Object.entries(inputs) as [InputName, InputState][]).map(([input, { entries }]) => [input, entries.map(bytesOf)]),
  );
  const sums = new Map([...sizes].map(([input, all]) => [input, all.reduce((sum, one) => sum + one, 0)] as const));
  let total = FRAME_BYTES + [...sums.values()].reduce((sum, one) => sum + one, 0);
  if (total <= most) return inputs;
  const cut = new Set<InputName>();
  while (total > most) {
    const [input, sum] = [...sums]
      .filter(([name]) => name !== 'patient')
      .reduce((a, b) => (b[1] > a[1] ? b : a), ['conditions', 0] as readonly [InputName, number]);
    const all = sizes.get(input) ?? [];
    if (all.length === 0) break;
    let freed = 0;
    // A twentieth at a time, so that a chart of thousands needs no thousands of rounds.
    for (let left = Math.ceil(all.length / 20); left > 0 && total - freed > most; left -= 1) freed += all.pop() ?? 0;
    total -= freed;
    sums.set(input, sum - freed);
    cut.add(input);
  }
  return Object.fromEntries(
    (Object.entries(inputs) as [InputName, InputState][]).map(([input, state]) => [
      input,
      cut.has(input) ? shortened(state, sizes.get(input)?.length ?? 0) : state,
    ]),
  ) as unknown as ChartInputs;
}

function shortened(state: InputState, length: number): InputState {
  const entries = state.entries.slice(0, length);
  const complete = state.state === 'present' || state.state === 'empty';
  return {
    ...state,
    entries,
    ...(complete ? { state: 'truncated', why: 'more than this service takes at once' } : {}),
  };
}
