import { expect, it } from 'vitest';
import { createHandClock } from '#test/stand-ins/hand-clock.ts';
import { Deadlines } from './deadlines.ts';

it('tells of what still waits when its limit passes, in order, with one timer', () => {
  const clock = createHandClock();
  const deadlines = new Deadlines(1_000, () => clock.now(), (ms, task) => clock.after(ms, task));
  const told: number[] = [];
  const answered = new Set<number>();
  for (let n = 0; n < 1_000; n++) {
    deadlines.watch(() => !answered.has(n), () => told.push(n));
    if (n % 100 === 99) clock.run(10);
    expect(clock.waiting).toBe(1);
  }
  for (let n = 0; n < 1_000; n++) if (n % 250 !== 0) answered.add(n);
  clock.run(895);
  expect(told).toEqual([]);
  clock.run(20);
  expect(told).toEqual([0]);
  clock.run(2_000);
  expect(told).toEqual([0, 250, 500, 750]);
  expect(clock.waiting).toBe(0);
  deadlines.watch(() => true, () => told.push(-1));
  clock.run(1_000);
  expect(told.at(-1)).toBe(-1);
});
