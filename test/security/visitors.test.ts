/** Who needs no token is bounded by his address, and all of them together by a few places. */
import { createVisitors, networkOf } from '../../src/security/visitors.js';

describe('visitors', () => {
  test('so many a minute of each network', async () => {
    const visitors = createVisitors();
    const enter = async (address: string) => (await visitors.enter(address, 2))();
    await enter('2001:db8::1');
    await enter('2001:db8::2');
    await expect(enter('2001:db8::3')).rejects.toMatchObject({ code: 'too-many-requests' });
    await enter('2001:db8:0:1::1');
  });

  test('so many at once, and a short queue', async () => {
    const visitors = createVisitors({ atOnce: 1, ofOne: 1, waiting: 1, waitMs: 1 });
    const leave = await visitors.enter('10.0.0.1', 100);
    await expect(visitors.enter('10.0.0.2', 100)).rejects.toMatchObject({ code: 'busy' });
    leave();
    (await visitors.enter('10.0.0.2', 100))();
  });

  test('one network takes no more than its places', async () => {
    const visitors = createVisitors({ atOnce: 3, ofOne: 2, waiting: 1, waitMs: 1 });
    const [first] = await Promise.all([visitors.enter('10.0.0.1', 100), visitors.enter('10.0.0.1', 100)]);
    await expect(visitors.enter('10.0.0.1', 100)).rejects.toMatchObject({ code: 'busy' });
    (await visitors.enter('10.0.0.2', 100))();
    first();
    (await visitors.enter('10.0.0.1', 100))();
  });

  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:DB8:1:2::6', '2001:db8:1:2'],
    ['2001:db8::6', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
  ])('%s counts as %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
