/** What later records say that the spine was involved (content/screening.yaml), checked at start. */
import { z } from 'zod';
import type { OutcomeRow, Outcomes, ServiceContent } from '../../src/sdk/index.js';
import { ContentError } from '../../src/sdk/index.js';
import { words } from './content-rows.js';
import { readDocument } from './content.js';

const FILE = 'content/screening.yaml';
const provenance = { source: z.string().min(1), confidence: z.enum(['guideline', 'convention', 'chosen']) };
const schema = z.strictObject({
  truth: z
    .array(
      z.strictObject({
        set: z.string(),
        feature: z.string().optional(),
        'at-the-spine': z.boolean().default(false),
        'with-cancer': z.boolean().default(false),
        except: z.array(z.strictObject({ system: z.url(), codes: words })).default([]),
        ...provenance,
      }),
    )
    .min(1),
  cancer: z.strictObject({ sets: words, 'within-days': z.int().nonnegative(), ...provenance }),
  uncertain: words,
  'report-statuses': words,
});

/**
 * @param spine words and codes of a spinal body site
 * @throws ContentError naming the file and what is wrong with it
 */
export function readOutcomes({ documents, terminology }: ServiceContent, spine: RegExp): Outcomes {
  const { truth, cancer, uncertain, 'report-statuses': reportStatuses } = readDocument(documents, 'screening', schema);
  const unknown = [...truth.map(({ set }) => set), ...cancer.sets].find((set) => !terminology.sets.includes(set));
  if (unknown !== undefined) throw new ContentError(FILE, `"${unknown}" is no value set of content/valuesets`);
  return {
    sets: new Set(truth.map(({ set }) => set)),
    rows: truth.map((row): OutcomeRow => ({
      set: row.set,
      ...(row.feature === undefined ? {} : { feature: row.feature }),
      except: row.except.flatMap(({ system, codes }) =>
        codes.map((code) => ({ system, prefix: code.replaceAll('.', '') })),
      ),
      ...(row['at-the-spine'] ? { at: spine } : {}),
      needsCancer: row['with-cancer'],
    })),
    cancerSets: new Set(cancer.sets),
    cancerWithinDays: cancer['within-days'],
    uncertain: new Set(uncertain),
    reportStatuses: new Set(reportStatuses),
  };
}
