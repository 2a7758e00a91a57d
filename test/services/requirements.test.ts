/** What the rule asks a server for: every code an Observation can be recognised by. */
import { realService } from '../support/service.js';

const codes = realService().requirements.find(({ input }) => input === 'observations')?.codes ?? [];

test.each([
  ['body weight', '29463-7'],
  ['numbness of the saddle area as an Observation', '449813001'],
  ['low back pain as an Observation', '279039007'],
  ['mCODE stage group', '21908-9'],
  ['mCODE history of metastatic cancer, the one SNOMED CT code that is no value', '1287652008'],
])('Observations are searched for %s', (_name, code) => {
  expect(codes).toContain(code);
});

test('coded values are not searched for as if they were codes', () => {
  expect(codes).not.toContain('1229903009');
});
