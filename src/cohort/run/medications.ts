/** Medications stand apart from patients: those that kept prescriptions point to are looked up once all of them are known. */
import { partName, PARTS, PartWriter } from '../scan/parts.js';
import { hashOf } from '../scan/hash.js';
import { gatheredName, type GatheredFile } from '../scan/process.js';
import type { PlannedTask } from '../scan/plan.js';
import { scan } from '../scan/scan.js';
import type { WorkFolder } from './files.js';
import { MEDICATIONS } from './partition.js';
import { rmSync } from 'node:fs';

export async function gatherMedications(
  folder: WorkFolder,
  tasks: readonly PlannedTask[],
  parts: number,
  hasMedications: (task: number) => boolean,
): Promise<void> {
  if (folder.has(MEDICATIONS)) return;
  // What a run that was ended in the middle wrote of them.
  for (let part = 0; part < parts; part++)
    rmSync(folder.in(`${PARTS}/${partName(part, MEDICATIONS)}`), { force: true });
  const wanted = new Map<string, Set<string>>();
  for (const { index } of tasks) {
    for (const [medication, patient] of folder.read<GatheredFile>(gatheredName(index)).wanted) {
      const patients = wanted.get(medication);
      if (patients) patients.add(patient);
      else wanted.set(medication, new Set([patient]));
    }
  }
  if (wanted.size > 0)
    await write(
      folder,
      tasks.filter(({ index }) => hasMedications(index)),
      parts,
      wanted,
    );
  folder.write(MEDICATIONS, true);
}

async function write(
  folder: WorkFolder,
  tasks: readonly PlannedTask[],
  count: number,
  wanted: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<void> {
  const parts = new PartWriter(folder.in(PARTS), count, MEDICATIONS);
  const hash = { high: 0, low: 0 };
  const left = new Map(wanted);
  for (const task of tasks) {
    await scan(task, {
      onResource(one, line) {
        if (one.type !== 'Medication') return;
        const id = one.id() ?? '';
        for (const patient of left.get(id) ?? []) {
          parts.write(hashOf(patient, hash).low % count, 'M', task.index, line, patient, one.entry());
        }
        // Of two with one id the first is used.
        left.delete(id);
      },
      onProblem: () => undefined,
      onUnread: () => undefined,
    });
  }
  parts.close();
}
