import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHandClock } from '#test/stand-ins/hand-clock.ts';
import { DelayLine } from './delay-line.ts';

describe('a delay line', () => {
  it('delivers in order whatever the latency is changed to, none early, none twice (property)', () => {
    const step = fc.record({ latency: fc.constantFrom(0, 0, 5, 30, 200), wait: fc.integer({ min: 0, max: 60 }) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
        const clock = createHandClock();
        const line = new DelayLine(0, clock.now, (ms, task) => void clock.after(ms, task));
        const arrived: number[] = [];
        steps.forEach(({ latency, wait }, at) => {
          line.latency = latency;
          const least = clock.now() + latency;
          const atOnce = line.send(() => {
            arrived.push(at);
            expect(clock.now()).toBeGreaterThanOrEqual(least);
          });
          expect(atOnce).toBe(arrived.at(-1) === at);
          clock.run(wait);
        });
        clock.run(1_000);
        expect(arrived).toEqual(steps.map((_, at) => at));
      }),
    );
  });

  it('delivers at once what is under way, and that once', () => {
    const clock = createHandClock();
    const line = new DelayLine(50, clock.now, (ms, task) => void clock.after(ms, task));
    const arrived: number[] = [];
    line.send(() => arrived.push(1));
    line.send(() => arrived.push(2));
    line.deliverAll();
    clock.run(100);
    expect(arrived).toEqual([1, 2]);
  });
});
