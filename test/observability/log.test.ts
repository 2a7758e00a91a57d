import { Writable } from 'node:stream';
import { CodedError } from '../../src/errors/index.js';
import { createLogger, describeError, type LogLevel } from '../../src/observability/log.js';

function logged(write: (logger: ReturnType<typeof createLogger>) => void, level: LogLevel = 'info') {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  write(createLogger(level, destination));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

const SECRET = Object.assign(new TypeError('Unexpected token J, "Jane Doe" is not JSON\n    at Jane (file:Jane)'), {
  headers: { authorization: 'Bearer s3cret' },
  code: 'ERR_TEST',
});

describe('the log', () => {
  test.each<[string, (logger: ReturnType<typeof createLogger>) => void]>([
    ['alone', (logger) => logger.error(SECRET)],
    ['with a text', (logger) => logger.error(SECRET, 'reading failed')],
    ['as err', (logger) => logger.error({ err: SECRET })],
    ['as err with a text', (logger) => logger.error({ err: SECRET, input: 'conditions' }, 'reading failed')],
    ['as error', (logger) => logger.error({ error: SECRET }, 'reading failed')],
    ['in a child', (logger) => logger.child({ requestId: 'r' }).error(SECRET)],
  ])('shows of an error given %s its kind and place, never its words', (_how, write) => {
    const [line] = logged(write);
    expect(JSON.stringify(line)).not.toMatch(/Jane|s3cret/);
    expect(line?.['err'] ?? line?.['error']).toMatchObject({
      name: 'TypeError',
      code: 'ERR_TEST',
      at: expect.arrayContaining([expect.stringContaining('log.test.ts')]),
    });
  });

  test('of a coded error shows the code', () => {
    expect(describeError(new CodedError('busy', { text: 'x' }))).toEqual({ name: 'CodedError', code: 'busy' });
  });

  test.each([[undefined], ['Jane'], [{ message: 'Jane' }], [null]])('of %j, thrown, shows its type alone', (thrown) => {
    expect(JSON.stringify(describeError(thrown))).not.toContain('Jane');
  });

  test('writes what is as severe as its level', () => {
    const lines = logged((logger) => {
      logger.info('a');
      logger.warn({ n: 1 }, 'b');
    }, 'warn');
    expect(lines).toMatchObject([{ level: 'warn', msg: 'b', n: 1, time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) }]);
  });
});
