import { expect, test } from 'vitest';
import { doToMany } from './many';

test('one failure does not stop the others', async () => {
  const outcome = await doToMany([1, 2, 3, 4, 5, 6], async (item) => {
    if (item === 2) throw new Error('no');
  });
  expect(outcome.done.sort()).toEqual([1, 3, 4, 5, 6]);
  expect(outcome.failed.map((failure) => failure.item)).toEqual([2]);
});

test('only a few run at once', async () => {
  let running = 0;
  let most = 0;
  await doToMany(
    Array.from({ length: 20 }, (_, index) => index),
    async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running -= 1;
    },
    3,
  );
  expect(most).toBe(3);
});
