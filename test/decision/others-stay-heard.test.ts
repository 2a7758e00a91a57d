/** What one clinician answers must not silence the card of an emergency for another, but for seven reasons and eight hours (hazard H6). */
import { decide } from '../../src/decision/decide.js';
import { evidenceOf } from '../../src/decision/evidence.js';
import type { Assessment } from '../../src/sdk/index.js';
import { parseDay } from '../../src/sdk/index.js';
import { inputsOf } from '../support/case-chart.js';
import { realContent, realService } from '../support/service.js';

const HOUR = 3_600_000;
const SHOWN_AT = Date.parse('2026-06-15T10:00:00Z');
const content = realContent();
const service = realService(content);
const reasons = (content.documents['override-reasons'] as { code: string }[]).map(({ code }) => code);
/** The reasons that say that the emergency is being dealt with (clinical specification 4.3). */
const DEALT_WITH = [
  'discussed-oncology-mscc',
  'already-imaged',
  'imaging-booked-elsewhere',
  'goals-of-care',
  'mri-contraindicated-ct-planned',
  'assessed-benign-cause',
  'patient-declined',
];

const assess = (...rows: Parameters<typeof inputsOf>[0]): Assessment =>
  service.assess({
    inputs: inputsOf([
      { Patient: { birthDate: '1958-03-04' } },
      { Condition: { code: 'SCT#254837009 Malignant neoplasm of breast', onset: '2018-04-02' } },
      { Condition: { code: 'SCT#279039007 Low back pain', onset: '2026-05-20' } },
      ...rows,
    ]),
    asOf: parseDay('2026-06-15') as number,
    settings: { otherCancers: true },
  });
const weak = { Condition: { code: 'SCT#713514005 Muscle weakness of limb', onset: '2026-06-12' } };
const feverish = { Observation: { code: 'LOINC#8310-5 Body temperature', value: '38.6 Cel', date: '2026-06-14' } };

const evidence = (assessment: Assessment) => {
  const found = evidenceOf(assessment, { tenant: 't', patient: 'p' }, (text) => text);
  if (!found) throw new Error('no evidence');
  return found;
};

/** What is shown to `user`, hours after Dr One answered the card. */
function shownTo(user: string, hours: number, reason: string, then: Assessment, now: Assessment = then): string {
  const response = { outcome: 'overridden' as const, reasons: [reason], at: SHOWN_AT };
  const entries = [{ at: SHOWN_AT, user: 'one', shown: 'card' as const, evidence: evidence(then), response }];
  const tenant = { mode: 'live' as const, quiet: { repeat: 'off' as const, visitHours: 12 } };
  return decide(now, { evidence: evidence(now), user, entries }, tenant, service.quiet, SHOWN_AT + hours * HOUR).shown;
}

describe('an emergency overridden by one clinician', () => {
  const emergency = assess(weak);

  test.each(reasons)('%s', (reason) => {
    expect(emergency.tier).toBe('emergency');
    const settled = DEALT_WITH.includes(reason);
    expect(shownTo('two', 1, reason, emergency)).toBe(settled ? 'no' : 'card');
    expect(shownTo('two', 7.9, reason, emergency)).toBe(settled ? 'no' : 'card');
    expect(shownTo('two', 8, reason, emergency)).toBe('card');
    expect(shownTo('one', 23.9, reason, emergency)).toBe('no');
    expect(shownTo('one', 24, reason, emergency)).toBe('card');
  });
});

test.each(reasons)('no snooze for %s holds an emergency that comes after it', (reason) => {
  for (const then of [assess(), assess(feverish)]) {
    for (const user of ['one', 'two']) expect(shownTo(user, 1, reason, then, assess(weak))).toBe('card');
  }
});

test('"not my role" and "remind me" quiet nobody else', () => {
  for (const tier of [assess(), assess(feverish)]) {
    for (const reason of ['not-my-patient-role', 'defer-24h']) {
      expect(shownTo('one', 1, reason, tier)).toBe('no');
      expect(shownTo('two', 1, reason, tier)).toBe('card');
    }
  }
});
