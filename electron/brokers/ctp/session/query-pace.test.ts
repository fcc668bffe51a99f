import { expect, test } from 'vitest';
import { QueryPace } from './query-pace.ts';

/** Time by hand: tasks that wait, in order of their moment. */
function handTime() {
  let time = 0;
  const tasks: { readonly at: number; readonly run: () => void }[] = [];
  return {
    clock: {
      now: () => time,
      after: (ms: number, run: () => void) => {
        const task = { at: time + ms, run };
        tasks.push(task);
        return () => void tasks.splice(tasks.indexOf(task), 1);
      },
    },
    async pass(ms: number) {
      const end = time + ms;
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        const next = tasks.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        tasks.splice(tasks.indexOf(next), 1);
        time = next.at;
        next.run();
      }
      time = end;
    },
  };
}

test('a second apart, urgent ones first, and all answered when it ends', async () => {
  const time = handTime();
  const { clock } = time;
  const pace = new QueryPace(clock, 1_000);
  const asked: [string, number][] = [];
  const add = (name: string, isUrgent: boolean): Promise<string> => pace.add(isUrgent, () => (asked.push([name, clock.now()]), Promise.resolve(name)), 'ended');
  const answers = [add('rate 1', false), add('rate 2', false), add('orders', true), add('trades', true)];
  await time.pass(3_500);
  expect(asked).toEqual([['rate 1', 0], ['orders', 1_000], ['trades', 2_000], ['rate 2', 3_000]]);
  const late = add('late', true);
  pace.end();
  expect(await late).toBe('ended');
  expect(await add('after', true)).toBe('ended');
  expect(await Promise.all(answers)).toEqual(['rate 1', 'rate 2', 'orders', 'trades']);
});
