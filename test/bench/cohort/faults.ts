/** What goes wrong with lines of real exports, put in on purpose. Pure. */
import type { Chance } from './chance.js';
import type { Line } from './patient.js';

export const FAULTS = ['broken-line', 'no-subject', 'unknown-type', 'duplicate'] as const;
export type Fault = (typeof FAULTS)[number];

/** The lines that stand in the export in place of this one. */
export function spoiled({ type, text }: Line, fault: Fault, chance: Chance): readonly string[] {
  switch (fault) {
    case 'broken-line':
      return [text.slice(0, chance.whole(1, text.length - 1))];
    case 'no-subject':
      return [withoutSubject(text)];
    case 'unknown-type':
      return [text.replace(`"resourceType":"${type}"`, '"resourceType":"VendorNote"')];
    case 'duplicate':
      return [text, text];
  }
}

/** Of a Patient, which is the subject itself, the id. */
function withoutSubject(text: string): string {
  const resource = JSON.parse(text) as Record<string, unknown>;
  const name = resource['resourceType'] === 'Patient' ? 'id' : 'subject' in resource ? 'subject' : 'patient';
  return JSON.stringify({ ...resource, [name]: undefined });
}
