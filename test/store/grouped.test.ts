/** Several callers, one commit. */
import { expect, test } from '@jest/globals';
import { grouped } from '../../src/store/grouped.js';

/** Writes that end when the test says so. */
function written() {
  const commits: { items: readonly number[]; done: () => void; fail: (error: Error) => void }[] = [];
  const write = (items: readonly number[]): Promise<readonly string[]> =>
    new Promise((resolve, reject) => {
      commits.push({ items, done: () => resolve(items.map((item) => `r${item}`)), fail: reject });
    });
  return { commits, write };
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('who comes alone is written at once; who comes meanwhile goes together, each with its own results', async () => {
  const { commits, write } = written();
  const add = grouped(write, 100);
  const first = add([1]);
  const others = [add([2, 3]), add([]), add([4])];
  expect(commits.map(({ items }) => items)).toEqual([[1]]);
  commits[0]?.done();
  expect(await first).toEqual(['r1']);
  await turn();
  expect(commits.map(({ items }) => items)).toEqual([[1], [2, 3, 4]]);
  commits[1]?.done();
  expect(await Promise.all(others)).toEqual([['r2', 'r3'], [], ['r4']]);
});

test('a group has so many items and no more, but a request is never split; none is overtaken', async () => {
  const { commits, write } = written();
  const add = grouped(write, 3);
  const all = [add([0]), add([1, 2]), add([3, 4, 5, 6]), add([7])];
  for (let commit = 0; commit < 4; commit += 1) {
    await turn();
    commits[commit]?.done();
  }
  await turn();
  expect(commits.map(({ items }) => items)).toEqual([[0], [1, 2], [3, 4, 5, 6], [7]]);
  expect(await Promise.all(all)).toHaveLength(4);
});

test('what fails fails for those in it, and for nobody after them', async () => {
  const { commits, write } = written();
  const add = grouped(write, 100);
  const results = [add([1]), add([2]), add([3])].map((one) =>
    one.then(
      () => 'stored',
      (error: Error) => error.message,
    ),
  );
  commits[0]?.done();
  await turn();
  commits[1]?.fail(new Error('full'));
  expect(await Promise.all(results)).toEqual(['stored', 'full', 'full']);
  const next = add([4]);
  commits[2]?.done();
  expect(await next).toEqual(['r4']);
});
