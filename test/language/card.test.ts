/** Words of the chart on the card and in the evidence: as written, in quotes, and marked as text. */
import { inputsOf } from '../support/case-chart.js';
import { realService } from '../support/service.js';
import type { CardContext, CardSettings } from '../../src/sdk/index.js';
import { parseDay } from '../../src/sdk/index.js';

const service = realService();
const settings: CardSettings = {
  selectionBehavior: 'any',
  emergencyContact: 'MSCC coordinator, 020 7946 0000',
  emergencyContactOutOfHours: '',
  mriContrast: 'without',
  guidance: 'uk',
};

const context: CardContext = {
  patientId: 'p1',
  now: '2026-06-15T10:00:00.000Z',
  newUuid: () => '00000000-0000-4000-8000-000000000000',
};

function assess(text: string) {
  const inputs = inputsOf([
    { Patient: { birthDate: '1954-01-10' } },
    { Condition: { text: 'Ca breast 2011, NED', onset: '2011-02-01' } },
    { Condition: { text: 'LBP', onset: '2026-05-20' } },
    { Condition: { text, onset: '2026-06-10' } },
  ]);
  return service.assess({ inputs, asOf: parseDay('2026-06-15') as number, settings: { otherCancers: true } });
}

function detailOf(text: string): string {
  const card = service.renderCard(assess(text), settings, context);
  return card?.detail ?? '';
}

test('the evidence holds the words as written, without a code', () => {
  const found = assess('Tender T8; NO POWER in  legs').found.find((one) => one.criterion === 'limb-weakness');
  expect(found).toMatchObject({ basis: 'text', text: 'NO POWER in  legs', date: '2026-06-10' });
  expect(found?.sources).toEqual([{ reference: 'Condition/condition-3', display: 'NO POWER in  legs' }]);
});

test('the card quotes them, and what the rule adds stands outside the quotes', () => {
  const detail = detailOf('r/o cauda equina');
  expect(detail).toContain('“r/o cauda equina”, recorded as text, suspected');
  expect(detail).toContain('“LBP”, recorded as text');
  expect(detail).toContain('“Ca breast 2011, NED”, recorded as text');
});

test('the card says which words were read', () => {
  expect(detailOf('leg weakness')).toContain('the words of problems, visit reasons and observations are read');
});

test('markup in a text is shown, never obeyed', () => {
  expect(detailOf('leg weakness <script>alert(1)</script> [x](https://evil.example)')).not.toContain('<script>');
});
