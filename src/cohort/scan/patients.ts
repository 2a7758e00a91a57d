/**
 * The Patient of a chart in which nothing could matter, from the bytes of its line: what is asked of it is its birth, its
 * death and its groups, and whether the line is JSON throughout.
 */
import { groupsOf } from '../groups.js';
import { BoundedMemo } from '../../terminology/memo.js';
import { bytesOf, CLOSE, COLON, COMMA, plainEnd, QUOTE, standsAt } from './bytes.js';
import { hashBytes, hashStart, type Hash } from './hash.js';
import { isIdAt } from './id-bytes.js';
import { afterBlanks, jsonEnd } from './json.js';
import { asLine, parseLine } from './lines.js';
import type { Resource } from '../../fhir/resource.js';

const START = bytesOf('{"resourceType":"Patient","id":"');
const NO_TEXT = hashStart('');
/** In the order in which they are written of every Patient (src/cohort/assess/bare.ts). */
const LIFE = ['birthDate', '_birthDate', 'deceasedBoolean', 'deceasedDateTime'].map(bytesOf);
const GROUPS = ['gender', 'extension'].map(bytesOf);
const NAMES = [...LIFE, ...GROUPS];
/** Different groups remembered, by what is written of them. */
const REMEMBERED = 20_000;

export class PatientReader {
  /** Of the Patient last read, its id. */
  readonly hash: Hash = { high: 0, low: 0 };
  readonly #groups = new BoundedMemo<string>(REMEMBERED);
  /** Of each name where its value begins and ends; -1 where it is not there. */
  readonly #values = new Int32Array(2 * NAMES.length);

  /** Whether a Patient begins here as servers write it; `hash` then is that of its id. @returns the id, else undefined */
  id(bytes: Buffer, from: number): string | undefined {
    if (!standsAt(bytes, from, START)) return undefined;
    const id = from + START.length;
    const end = plainEnd(bytes, id);
    if (end < 0 || !isIdAt(bytes, id, end)) return undefined;
    hashBytes(NO_TEXT, bytes, id, end, this.hash);
    return bytes.toString('latin1', id, end);
  }

  /**
   * As `essenceOf` says it, of the line that `id` was found in.
   * @param to its newline
   * @returns undefined where the line is written in another way, or is no JSON
   */
  essence(bytes: Buffer, from: number, to: number): string | undefined {
    if (!this.#find(bytes, from + 1, to)) return undefined;
    const life: string[] = ['{"resourceType":"Patient"'];
    LIFE.forEach((_, at) => {
      const value = this.#value(bytes, at);
      if (value !== '') life.push(`,"${LIFE_NAMES[at]}":${value}`);
    });
    const gender = this.#value(bytes, LIFE.length);
    const extension = this.#value(bytes, LIFE.length + 1);
    const key = `${gender}\t${extension}`;
    let groups = this.#groups.get(key);
    if (groups === undefined) {
      const said = `{"gender":${gender || 'null'},"extension":${extension || 'null'}}`;
      groups = asLine(JSON.stringify(groupsOf(parseLine(said) as Resource)));
      this.#groups.set(key, groups);
    }
    return `${life.join('')}}\t${groups}`;
  }

  #value(bytes: Buffer, name: number): string {
    const from = this.#values[2 * name] as number;
    return from < 0 ? '' : bytes.toString('latin1', from, this.#values[2 * name + 1]);
  }

  /** Walks over all members; of two of one name the later counts, as where it is parsed. */
  #find(bytes: Uint8Array, from: number, to: number): boolean {
    this.#values.fill(-1);
    for (let at = from; ;) {
      const key = afterBlanks(bytes, at) + 1;
      const keyEnd = bytes[key - 1] === QUOTE ? plainEnd(bytes, key) : -1;
      if (keyEnd < 0) return false;
      const colon = afterBlanks(bytes, keyEnd + 1);
      if (bytes[colon] !== COLON) return false;
      const value = afterBlanks(bytes, colon + 1);
      const end = jsonEnd(bytes, value);
      if (end < 0) return false;
      NAMES.forEach((name, index) => {
        if (keyEnd - key !== name.length || !standsAt(bytes, key, name)) return;
        this.#values[2 * index] = value;
        this.#values[2 * index + 1] = end;
      });
      at = afterBlanks(bytes, end);
      if (bytes[at] === CLOSE) return afterBlanks(bytes, at + 1) >= to;
      if (bytes[at] !== COMMA) return false;
      at++;
    }
  }
}

const LIFE_NAMES = LIFE.map((name) => Buffer.from(name).toString('latin1'));
