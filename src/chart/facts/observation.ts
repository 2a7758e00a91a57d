/**
 * Observations as facts, read on demand: a chart may hold 20,000 of them, and the rule looks at a few kinds.
 * An Observation and each of its components are facts of their own with one provenance.
 */
import type { FhirDate } from '../../fhir/dates.js';
import { parseFhirDate } from '../../fhir/dates.js';
import type { Entry, Json } from '../../fhir/resource.js';
import { isObject, listOf, stringOf } from '../../fhir/resource.js';
import type { Meaning } from '../../terminology/meaning.js';
import type { Concept } from './concept.js';
import { readConcept, statusOf, wordsIn } from './concept.js';
import { happenedOf } from './dates.js';
import { defined } from './defined.js';
import type { Measurement, ObservationFact } from './facts.js';
import type { Reading } from './reading.js';
import { worded } from './reading.js';
import { nameOf, referenceOf } from './references.js';

/** What has not been read yet; `undefined` is an answer. */
const UNREAD = Symbol('unread');
type Lazy<T> = T | typeof UNREAD;

/** Elements that may tell a result where no usable number does. */
const RESULTS = [
  'valueQuantity',
  'valueInteger',
  'valueString',
  'valueCodeableConcept',
  'valueRange',
  'valueRatio',
  'valueSampledData',
  'interpretation',
];

class LazyObservation implements ObservationFact {
  private lazyConcept: Lazy<Concept> = UNREAD;
  private lazyValue: Lazy<Concept> = UNREAD;
  private lazyDate: Lazy<FhirDate | undefined> = UNREAD;

  constructor(
    private readonly entry: Entry,
    /** The Observation itself, or one of its components. */
    private readonly holder: Json,
    private readonly reading: Reading,
  ) {}

  get reference(): string {
    return nameOf(this.entry);
  }

  get status(): string | undefined {
    return statusOf(this.entry.resource['status']);
  }

  get concept(): Concept {
    if (this.lazyConcept === UNREAD) {
      const concept = readConcept(this.holder['code'], this.reading.terminology);
      this.lazyConcept = isInWords(this.holder) ? worded(concept, this.reading) : concept;
    }
    return this.lazyConcept;
  }

  get value(): Concept {
    if (this.lazyValue === UNREAD) {
      const { holder } = this;
      const value = readConcept(holder['valueCodeableConcept'] ?? holder['valueString'], this.reading.terminology);
      this.lazyValue = isInWords(holder) ? worded(value, this.reading) : value;
    }
    return this.lazyValue;
  }

  get date(): FhirDate | undefined {
    if (this.lazyDate === UNREAD) {
      const { resource } = this.entry;
      this.lazyDate = happenedOf(resource, 'effective') ?? parseFhirDate(resource['issued']);
    }
    return this.lazyDate;
  }

  get measurement(): Measurement | undefined {
    return readMeasurement(this.holder);
  }

  get isOtherwiseTold(): boolean {
    const { holder } = this;
    if (holder['dataAbsentReason'] !== undefined || this.measurement !== undefined) return false;
    return RESULTS.some((name) => holder[name] !== undefined && holder[name] !== null);
  }

  get upperLimit(): Measurement | undefined {
    return readUpperLimit(this.holder);
  }

  get negative(): boolean {
    const { holder } = this;
    return (
      holder['valueBoolean'] === false ||
      holder['dataAbsentReason'] !== undefined ||
      holder['valueInteger'] === 0 ||
      this.measurement?.value === 0 ||
      this.reading.isNegative(this.value) ||
      this.isDenied
    );
  }

  /** "Leg weakness: none today". */
  private get isDenied(): boolean {
    const words = isInWords(this.holder) ? this.value.text : undefined;
    return words !== undefined && (this.reading.text?.denies(words) ?? false);
  }

  get sites(): readonly string[] {
    return wordsIn(this.entry.resource['bodySite']);
  }

  get encounter(): string | undefined {
    const { resource } = this.entry;
    const visit = this.reading.references.resolve(referenceOf(resource['encounter']), resource);
    return visit && nameOf(visit);
  }
}

/** Only what has no code at all is read in words: most of a chart's Observations are coded, and there may be 20,000. */
const isInWords = ({ code }: Json): boolean =>
  isObject(code) && code['coding'] === undefined && code['code'] === undefined;

function readMeasurement(holder: Json): Measurement | undefined {
  if (Number.isFinite(holder['valueInteger'])) return { value: holder['valueInteger'] as number };
  const quantity = holder['valueQuantity'];
  if (!isObject(quantity) || typeof quantity['value'] !== 'number' || !Number.isFinite(quantity['value'])) {
    return undefined;
  }
  return defined({
    value: quantity['value'],
    unit: stringOf(quantity['code']) ?? stringOf(quantity['unit']),
    printed: quantity['code'] === quantity['unit'] ? undefined : stringOf(quantity['unit']),
    comparator: stringOf(quantity['comparator']),
  }) as Measurement;
}

/** A range without a type, or of type "normal"; therapeutic and critical ranges say nothing of what is normal. */
function readUpperLimit(holder: Json): Measurement | undefined {
  let lowest: Measurement | undefined;
  for (const range of listOf(holder['referenceRange'])) {
    if (!isObject(range) || !isObject(range['high'])) continue;
    const types = wordsIn(range['type']);
    if (types.length > 0 && !types.some((type) => type.toLowerCase().includes('normal'))) continue;
    const high = readMeasurement({ valueQuantity: range['high'] });
    if (high && (!lowest || high.value < lowest.value)) lowest = high;
  }
  return lowest;
}

/** The Observations of a chart by what their codes and coded values mean. */
export class ObservationIndex {
  /** All that any value set can say something about. */
  readonly all: readonly ObservationFact[];
  private readonly bySet = new Map<string, ObservationFact[]>();
  private readonly byRole = new Map<string, ObservationFact[]>();
  private readonly named = new Set<string>();

  /** Every feature that a code or a value of theirs may mean. */
  get features(): ReadonlySet<string> {
    return this.named;
  }

  constructor(entries: readonly Entry[], reading: Reading) {
    const all: ObservationFact[] = [];
    for (const entry of entries) {
      const { resource } = entry;
      this.add(all, entry, resource, reading);
      const components = resource['component'];
      if (!Array.isArray(components)) continue;
      for (const component of listOf(components)) if (isObject(component)) this.add(all, entry, component, reading);
    }
    this.all = all;
  }

  /** Those whose code or coded value stands in one of these sets, in the chart's order. */
  inSets(sets: ReadonlySet<string>): readonly ObservationFact[] {
    const lists = [...sets].map((set) => this.bySet.get(set) ?? []).filter((list) => list.length > 0);
    if (lists.length <= 1) return lists[0] ?? [];
    return [...new Set(lists.flat())];
  }

  /** Those whose code has this role in its set (`weight`, `temperature`). */
  withRole(role: string): readonly ObservationFact[] {
    return this.byRole.get(role) ?? [];
  }

  private add(all: ObservationFact[], entry: Entry, holder: Json, reading: Reading): void {
    const fact = new LazyObservation(entry, holder, reading);
    let isKnown = this.fileConcept(fact, holder['code'], reading, true);
    const value = holder['valueCodeableConcept'];
    if (value !== undefined && this.fileConcept(fact, value, reading, false)) isKnown = true;
    if (reading.text && isInWords(holder)) {
      for (const { meanings } of [...fact.concept.codings, ...fact.value.codings]) {
        if (this.file(fact, meanings, false)) isKnown = true;
      }
    }
    if (isKnown) all.push(fact);
  }

  /** Files the fact under what the codings mean; answers whether they mean anything. Walks thousands of resources. */
  private fileConcept(fact: ObservationFact, concept: unknown, { terminology }: Reading, isCode: boolean): boolean {
    if (!isObject(concept)) return false;
    const codings = concept['coding'];
    if (!Array.isArray(codings)) {
      return this.file(fact, terminology.meaningsOf(concept['system'], concept['code']), isCode);
    }
    let isKnown = false;
    for (const coding of codings as readonly unknown[]) {
      if (!isObject(coding)) continue;
      if (this.file(fact, terminology.meaningsOf(coding['system'], coding['code']), isCode)) isKnown = true;
    }
    return isKnown;
  }

  private file(fact: ObservationFact, meanings: readonly Meaning[], isCode: boolean): boolean {
    for (const { set, role, feature } of meanings) {
      put(this.bySet, set, fact);
      if (isCode && role !== undefined) put(this.byRole, role, fact);
      if (feature !== undefined) this.named.add(feature);
    }
    return meanings.length > 0;
  }
}

function put(lists: Map<string, ObservationFact[]>, key: string, fact: ObservationFact): void {
  const list = lists.get(key);
  if (!list) lists.set(key, [fact]);
  else if (list.at(-1) !== fact) list.push(fact);
}
