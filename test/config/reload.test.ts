import { holdSettings } from '../../src/config/reload.js';
import { file, linesOf, load, tenant } from './support.js';

describe('reload', () => {
  let content: unknown;
  const holder = (): ReturnType<typeof holdSettings> => holdSettings(() => load(content));

  it('takes a changed file', () => {
    content = file({ deadlineMs: 1000 });
    const held = holder();
    const before = held.current();
    content = file({ deadlineMs: 2000 });
    expect(held.current().deadlineMs).toBe(1000);
    expect(held.reload()).toEqual({ ok: true, settings: held.current() });
    expect(held.current().deadlineMs).toBe(2000);
    // A call that is running keeps what it began with.
    expect(before.deadlineMs).toBe(1000);
  });

  it.each([
    ['a wrong value', () => file({ deadlineMs: 1 }), /deadlineMs: found 1; allowed: a whole number from 100 to 10000$/],
    ['two wrong values', () => file({ deadlineMs: 1, trustProxy: -1 }), /deadlineMs: found 1; .*\(and 1 more\)$/],
    ['a broken rule', () => file({ tenants: [tenant({ clients: [] })] }), /tenants\[0\]\.clients: /],
    ['a half-written file', () => '{"publicBaseUrl": "https://cds.', /CONFIG_FILE: /],
  ])('keeps the old settings on %s, and says why in one line', (_what, changed, line) => {
    content = file({ deadlineMs: 1000 });
    const held = holder();
    const before = held.current();
    content = changed();
    const result = held.reload();
    expect(result).toEqual({ ok: false, error: expect.stringMatching(line) });
    expect(JSON.stringify(result)).not.toContain('\\n');
    expect(held.current()).toBe(before);
    content = file({ deadlineMs: 3000 });
    expect(held.reload().ok).toBe(true);
    expect(held.current().deadlineMs).toBe(3000);
  });

  it('survives a failure of another kind without its words', () => {
    content = file();
    let fail = false;
    const held = holdSettings(() => {
      if (fail) throw new TypeError('hunter2');
      return load(content);
    });
    fail = true;
    expect(held.reload()).toEqual({ ok: false, error: 'configuration kept as it was: the file could not be loaded' });
  });

  it('is no way around the checks at the start', () => {
    content = file({ deadlineMs: 1 });
    expect(linesOf(holder)).toHaveLength(1);
  });
});
