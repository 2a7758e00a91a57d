import fc from 'fast-check';
import { isTimeZone, todayIn } from '../../src/config/today.js';
import { formatDay } from '../../src/fhir/dates.js';

describe('todayIn', () => {
  it.each([
    ['UTC', '2026-06-15T23:59:59Z', '2026-06-15'],
    ['Europe/London', '2026-06-15T23:30:00Z', '2026-06-16'],
    ['Europe/London', '2026-12-15T23:30:00Z', '2026-12-15'],
    ['America/Los_Angeles', '2026-06-15T06:59:00Z', '2026-06-14'],
    ['America/Los_Angeles', '2026-06-15T07:00:00Z', '2026-06-15'],
    ['Pacific/Kiritimati', '2026-12-31T10:00:00Z', '2027-01-01'],
    ['Asia/Kathmandu', '2024-02-28T18:15:00Z', '2024-02-29'],
  ])('in %s at %s it is %s', (timeZone, instant, date) => {
    expect(formatDay(todayIn(timeZone, new Date(instant)))).toBe(date);
  });

  it('is the date of the instant in UTC', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true }),
        (instant) => {
          // The calendar of `Intl` is Julian before 1582.
          fc.pre(instant.getUTCFullYear() > 1582);
          expect(formatDay(todayIn('UTC', instant))).toBe(instant.toISOString().slice(0, 10));
        },
      ),
    );
  });
});

describe('isTimeZone', () => {
  it.each([
    ['UTC', true],
    ['Europe/London', true],
    ['America/Argentina/Buenos_Aires', true],
    ['Etc/GMT+5', true],
    ['Europe/Atlantis', false],
    ['+01:00', false],
    ['', false],
    ['../etc/passwd', false],
  ])('%j: %s', (name, expected) => {
    expect(isTimeZone(name)).toBe(expected);
  });
});
