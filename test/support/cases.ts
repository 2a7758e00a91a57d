/** Finds the case files of a service and reads them. */
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { Json } from '../../src/fhir/resource.js';

export interface Expectation {
  readonly tier: string;
  readonly reason?: string;
  readonly level?: string;
  readonly sites?: readonly string[];
  readonly features?: readonly string[];
  readonly strengths?: Readonly<Record<string, string>>;
  readonly variant?: string;
  readonly not?: readonly string[];
  readonly found?: readonly string[];
  readonly notFound?: readonly string[];
  /** Features that must not be said to be "not found". */
  readonly unsaid?: readonly string[];
  readonly notEvaluated?: readonly { readonly criterion: string; readonly reason: string }[];
  readonly unavailable?: readonly { readonly input: string; readonly state: string }[];
  readonly notes?: readonly string[];
  /** Words of a line of `found`, or of the reason. */
  readonly says?: readonly string[];
  readonly saysNot?: readonly string[];
  /** Of the first line of a criterion; `none` where it bears none. */
  readonly dates?: Readonly<Record<string, string>>;
  /** Until the MRI that the card's order asks for, at the latest. */
  readonly hours?: number;
}

export interface Case {
  readonly file: string;
  readonly name: string;
  readonly why: string;
  readonly asOf: string;
  readonly chart: readonly Json[];
  readonly inputs?: Readonly<Record<string, string>>;
  readonly settings?: { readonly otherCancers?: boolean };
  readonly encounterId?: string;
  readonly userId?: string;
  readonly expect: Expectation;
}

const FOLDER = fileURLToPath(new URL('../../cds-services/metastatic-back-pain/cases', import.meta.url));

/** Every case, by file name. Dates stay strings: a case means days, not instants. */
export function readCases(folder: string = FOLDER): readonly Case[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const parsed = parse(readFileSync(path, 'utf8'), { schema: 'core' }) as Omit<Case, 'file'>;
      return { ...parsed, asOf: String(parsed.asOf), file: relative(folder, path) };
    });
}
