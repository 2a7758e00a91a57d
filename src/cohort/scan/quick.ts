/**
 * The first reading of a line that is written as servers write it, from its bytes: id and patient as hashes, and whether it
 * opens the gate. Such are all but a few lines of an export, so this is most of what a reading costs. A line that is
 * written in another way, of which the bytes alone do not tell or that is not whole is left to whoever parses it.
 */
import type { Resource } from '../../fhir/resource.js';
import { RESOURCE_TYPES } from '../../fhir/resource-types.js';
import type { Gate, GateType } from '../../sdk/service.js';
import type { Terminology } from '../../terminology/meaning.js';
import { bytesOf, CLOSE, OPEN, plainEnd, standsAt } from './bytes.js';
import { Answers } from './gate.js';
import { hashBytes, hashOf, hashStart, HashTable, type Hash, type HashStart } from './hash.js';
import { isIdAt, LONGEST_ID } from './id-bytes.js';
import { parseLine } from './lines.js';
import { mayHoldCode, Members } from './members.js';
import { patientIdOf } from './patient-id.js';
import { isRead } from './read-types.js';

/**
 * What a line was found to be. `unusual`: ask another way · `unread`: of a type that no chart is made of · `visit`, `record`:
 * of a patient, as far as `whose` tells.
 */
export type Quick = 'unusual' | 'unread' | 'patient' | 'medication' | 'visit' | 'record';

const START = '{"resourceType":"';
const START_BYTES = bytesOf(START);
const LOCAL = bytesOf('Patient/');
/** A reference or an id longer than this is none. */
const LONGEST = 512;
const NO_TEXT = hashStart('');

const KINDS: ReadonlyMap<string, Quick> = new Map([
  ['Patient', 'patient'],
  ['Medication', 'medication'],
  ['Encounter', 'visit'],
]);

/** How the lines of one type are looked at. */
interface Plan {
  readonly type: string;
  readonly kind: Quick;
  /** What such a line begins with, as far as its id where the type is read. */
  readonly start: Uint8Array;
  readonly idStart: HashStart;
  readonly members: Members;
  readonly gate?: GateType;
  readonly codes?: HashTable;
  readonly answers: Answers;
}

export class QuickReader {
  /** Of the resource last read. */
  readonly id: Hash = { high: 0, low: 0 };
  /** Of its patient; of a Patient its own. Both 0 where the bytes do not tell. */
  readonly whose: Hash = { high: 0, low: 0 };
  /** The patient of whom it says that anything could matter, a copy of its own. */
  candidate: string | undefined;

  readonly #plans = new Map<string, Plan>();
  #plan: Plan | undefined;
  readonly #code: Hash = { high: 0, low: 0 };

  /** @param gate without one every line is left to whoever asks for it */
  constructor(
    readonly gate: Gate | undefined,
    readonly terminology?: Terminology,
  ) {}

  /** @param to the newline of the line */
  read(bytes: Buffer, from: number, to: number): Quick {
    this.candidate = undefined;
    if (!this.gate || bytes[to - 1] !== CLOSE) return 'unusual';
    let plan = this.#plan;
    if (!plan || !standsAt(bytes, from, plan.start)) {
      plan = this.#plan = this.#planOf(bytes, from);
      if (!plan || !standsAt(bytes, from, plan.start)) return 'unusual';
    }
    const { kind } = plan;
    if (kind === 'unread' || kind === 'unusual') return kind;
    const id = from + plan.start.length;
    const idEnd = plainEnd(bytes, id);
    if (idEnd < 0 || idEnd - id > LONGEST) return 'unusual';
    if (kind === 'patient') {
      if (!isIdAt(bytes, id, idEnd)) return 'unusual';
      hashBytes(NO_TEXT, bytes, id, idEnd, this.whose);
    } else if (kind !== 'medication' && !this.#look(plan, bytes, from, idEnd + 1, to)) return 'unusual';
    hashBytes(plan.idStart, bytes, id, idEnd, this.id);
    return kind;
  }

  #planOf(bytes: Buffer, from: number): Plan | undefined {
    if (!standsAt(bytes, from, START_BYTES)) return undefined;
    const name = from + START_BYTES.length;
    const end = plainEnd(bytes, name);
    if (end < 0 || end - name > LONGEST_ID) return undefined;
    const type = bytes.toString('latin1', name, end);
    let plan = this.#plans.get(type);
    // No more than there are types: a file may hold anything.
    if (!plan && RESOURCE_TYPES.has(type) && type !== 'Bundle') this.#plans.set(type, (plan = this.#make(type)));
    return plan;
  }

  #make(type: string): Plan {
    const kind: Quick = isRead(type) ? (KINDS.get(type) ?? 'record') : 'unread';
    const gate = this.gate?.types[type];
    const { element, codes } = gate ?? {};
    return {
      type,
      // Where the gate asks about what is about no patient, or in two ways, it is asked itself.
      kind: gate && (!['visit', 'record'].includes(kind) || (codes && element)) ? 'unusual' : kind,
      start: bytesOf(`${START}${type}"${kind === 'unread' ? '' : ',"id":"'}`),
      idStart: hashStart(`${type}/`),
      members: new Members(element?.name ?? (codes ? 'code' : ''), element?.unless),
      ...(gate ? { gate } : {}),
      ...(codes ? { codes: tableOf(codes) } : {}),
      answers: new Answers(this.terminology),
    };
  }

  /** Finds whose it is. @returns false where it is unusual, or may open the gate and is not told from the bytes */
  #look(plan: Plan, bytes: Buffer, from: number, at: number, to: number): boolean {
    const { members, gate } = plan;
    this.whose.high = this.whose.low = 0;
    // Without a gate nothing is asked of the line now: the second reading looks at it again.
    if (!members.find(bytes, at, to)) return !gate;
    const opens = gate ? this.#opens(plan, bytes, from, to) : false;
    if (opens === undefined) return false;
    const { reference, referenceEnd } = members;
    if (reference < 0) return !opens;
    const id = reference + LOCAL.length;
    if (standsAt(bytes, reference, LOCAL) && isIdAt(bytes, id, referenceEnd)) {
      hashBytes(NO_TEXT, bytes, id, referenceEnd, this.whose);
      if (opens) this.candidate = bytes.toString('latin1', id, referenceEnd);
      return true;
    }
    if (opens || referenceEnd - reference > LONGEST) return !opens;
    const patient = patientIdOf(bytes.toString('latin1', reference, referenceEnd));
    if (patient !== undefined) hashOf(patient, this.whose);
    return true;
  }

  /** @returns undefined where it has to be parsed to be told */
  #opens({ gate, codes, members, answers }: Plan, bytes: Buffer, from: number, to: number): boolean | undefined {
    const { element, elementEnd } = members;
    if (codes) {
      const may =
        element >= 0 && mayHoldCode(bytes, element, elementEnd, (start, end) => this.#isCode(codes, bytes, start, end));
      return may ? undefined : false;
    }
    if (!gate?.element || members.beside || element < 0 || bytes[element] !== OPEN) return undefined;
    try {
      return answers.of(
        bytes.toString('latin1', element, elementEnd),
        () => this.gate?.opens(parseLine(bytes.toString('latin1', from, to)) as Resource) === true,
      );
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  /** Blanks around a code count as nothing where it is compared. */
  #isCode(codes: HashTable, bytes: Uint8Array, from: number, to: number): boolean {
    if (to > from && ((bytes[from] as number) <= BLANK || (bytes[to - 1] as number) <= BLANK)) return true;
    // Beyond ASCII a byte is not a character, and other blanks are to be had.
    if ((bytes[from] as number) > ASCII || (bytes[to - 1] as number) > ASCII) return true;
    return codes.get(hashBytes(NO_TEXT, bytes, from, to, this.#code)) !== 0;
  }
}

const BLANK = 0x20;
const ASCII = 0x7f;

function tableOf(texts: ReadonlySet<string>): HashTable {
  const table = new HashTable(texts.size);
  const hash = { high: 0, low: 0 };
  for (const text of texts) table.add(hashOf(text, hash), 1);
  return table;
}
