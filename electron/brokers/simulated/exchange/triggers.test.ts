import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOnTick, type PriceScale } from '#shared/price.ts';
import type { OrderCondition, OrderType, Side } from '#shared/model/order.ts';
import { TriggerBook } from './triggers.ts';

const PLAIN: PriceScale = { tickSize: 1, decimals: 0 };
/** A coarser tick from 100 on, as Hong Kong's spread table. */
const BANDED: PriceScale = { tickSize: 0.01, decimals: 2, bands: [{ from: 0, step: 1 }, { from: 100, step: 5 }] };

const at = (trigger: number): OrderCondition => ({ trigger, trail: null, limitOffset: null });
const by = (amount: number): OrderCondition => ({ trigger: null, trail: { amount }, limitOffset: null });
const part = (ratio: number): OrderCondition => ({ trigger: null, trail: { ratio }, limitOffset: null });

/** Lets a last price have all its effects, as the exchange does; what triggered, in turn. */
function print(book: TriggerBook, last: number): number[] {
  for (let entry = book.behind(last); entry; entry = book.behind(last)) book.follow(entry.order, last, book.triggerFor(entry, last));
  const triggered: number[] = [];
  for (let entry = book.due(last); entry; entry = book.due(last)) {
    triggered.push(entry.order);
    book.remove(entry.order);
  }
  return triggered;
}

describe('each type', () => {
  const cases: readonly [type: OrderType, side: Side, condition: OrderCondition, quiet: readonly number[], reached: number][] = [
    ['stop', 'buy', at(105), [100, 104], 105],
    ['stop', 'sell', at(95), [100, 96], 95],
    ['stop-limit', 'buy', at(105), [104], 106],
    ['touch', 'buy', at(95), [100, 96], 95],
    ['touch', 'sell', at(105), [100, 104], 107],
    ['touch-limit', 'sell', at(105), [104], 105],
    ['trailing-stop', 'sell', by(5), [100, 110, 106], 105],
    ['trailing-stop', 'buy', by(5), [100, 90, 94], 95],
    // 2 % of 150 is 3.
    ['trailing-stop', 'sell', part(0.02), [100, 150, 148], 147],
    ['trailing-stop-limit', 'buy', by(1), [100, 90], 91],
  ];
  it.each(cases)('%s %s %o waits through %o and triggers at %d', (type, side, condition, quiet, reached) => {
    const book = new TriggerBook(PLAIN);
    book.add(1, 1, { side, type, condition });
    for (const last of quiet) expect(print(book, last)).toEqual([]);
    expect(print(book, reached)).toEqual([1]);
    expect(book.size).toBe(0);
  });
});

it('triggers several at once by trigger, then by arrival', () => {
  const book = new TriggerBook(PLAIN);
  book.add(1, 1, { side: 'buy', type: 'stop', condition: at(105) });
  book.add(2, 2, { side: 'buy', type: 'stop', condition: at(103) });
  book.add(3, 3, { side: 'sell', type: 'touch', condition: at(103) });
  book.add(4, 4, { side: 'buy', type: 'stop', condition: at(120) });
  expect(print(book, 110)).toEqual([2, 3, 1]);
});

it('a trailing order before the first trade takes it as its best', () => {
  const book = new TriggerBook(PLAIN);
  book.add(1, 1, { side: 'sell', type: 'trailing-stop', condition: by(3) });
  expect(print(book, NaN)).toEqual([]);
  expect(print(book, 50)).toEqual([]);
  expect(book.get(1)).toMatchObject({ best: 50, trigger: 47 });
});

it('goes on from where a trailing order stood', () => {
  const book = new TriggerBook(PLAIN);
  book.add(1, 1, { side: 'sell', type: 'trailing-stop', condition: by(3) }, 97, 100);
  expect(print(book, 98)).toEqual([]);
  expect(print(book, 97)).toEqual([1]);
});

interface Model {
  readonly order: number;
  readonly type: OrderType;
  readonly side: Side;
  readonly condition: OrderCondition;
  best: number;
  trigger: number;
}

/** What the words of the definition say, looked through from the first to the last. */
function naivePrint(waiting: Model[], last: number): number[] {
  for (const one of waiting) {
    if (!one.type.startsWith('trailing')) continue;
    const better = Number.isNaN(one.best) || (one.side === 'sell' ? last > one.best : last < one.best);
    if (!better) continue;
    one.best = last;
    const { trail } = one.condition;
    const far = trail === null ? 0 : 'amount' in trail ? trail.amount : Math.abs(last) * trail.ratio;
    const whole = Math.max(1, Math.ceil(Math.round(far * 1e6) / 1e6));
    const next = one.side === 'sell' ? last - whole : last + whole;
    if (Number.isNaN(one.trigger) || (one.side === 'sell' ? next > one.trigger : next < one.trigger)) one.trigger = next;
  }
  const upward = (one: Model): boolean => (one.type.startsWith('touch') ? one.side === 'sell' : one.side === 'buy');
  const due = waiting.filter((one) => (upward(one) ? last >= one.trigger : last <= one.trigger));
  const ups = due.filter(upward).sort((a, b) => a.trigger - b.trigger || a.order - b.order);
  const downs = due.filter((one) => !upward(one)).sort((a, b) => b.trigger - a.trigger || a.order - b.order);
  for (const one of due) waiting.splice(waiting.indexOf(one), 1);
  return [...ups, ...downs].map((one) => one.order);
}

const condition = fc.oneof(
  fc.record({ type: fc.constantFrom<OrderType>('stop', 'stop-limit', 'touch', 'touch-limit'), condition: fc.integer({ min: -60, max: 60 }).map(at) }),
  fc.record({ type: fc.constantFrom<OrderType>('trailing-stop', 'trailing-stop-limit'), condition: fc.oneof(fc.integer({ min: 1, max: 20 }).map(by), fc.integer({ min: 1, max: 40 }).map((hundredths) => part(hundredths / 100))) }),
);
const step = fc.oneof(
  fc.record({ kind: fc.constant('place' as const), side: fc.constantFrom<Side>('buy', 'sell'), asked: condition }),
  fc.record({ kind: fc.constant('print' as const), last: fc.integer({ min: -60, max: 60 }) }),
  fc.record({ kind: fc.constant('cancel' as const), pick: fc.nat(1000) }),
);

it('equals a naive model on any stream, negative prices included; a trailing trigger never moves against its order (property)', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const book = new TriggerBook(PLAIN);
      const waiting: Model[] = [];
      let placed = 0;
      for (const one of steps) {
        if (one.kind === 'place') {
          placed++;
          const { type } = one.asked;
          book.add(placed, placed, { side: one.side, type, condition: one.asked.condition });
          waiting.push({ order: placed, type, side: one.side, condition: one.asked.condition, best: NaN, trigger: one.asked.condition.trigger ?? NaN });
        } else if (one.kind === 'cancel') {
          const gone = waiting.splice(one.pick % Math.max(1, waiting.length), 1)[0];
          if (gone) book.remove(gone.order);
        } else {
          const before = new Map(waiting.map((w) => [w.order, w.trigger]));
          expect(print(book, one.last)).toEqual(naivePrint(waiting, one.last));
          for (const { order, trigger, side, type } of waiting) {
            expect(book.get(order)?.trigger).toBe(trigger);
            const was = before.get(order) ?? NaN;
            if (type.startsWith('trailing') && !Number.isNaN(was)) expect(side === 'sell' ? trigger >= was : trigger <= was).toBe(true);
          }
        }
        expect(book.size).toBe(waiting.length);
      }
    }),
    { numRuns: 300 },
  );
});

it('a trailing trigger stands on a valid price, at least as far as the trail says (property)', () => {
  fc.assert(
    fc.property(fc.constantFrom<Side>('buy', 'sell'), fc.integer({ min: 10, max: 400 }), fc.integer({ min: 1, max: 30 }), (side, last, amount) => {
      const book = new TriggerBook(BANDED);
      book.add(1, 1, { side, type: 'trailing-stop', condition: by(amount) });
      print(book, last);
      const trigger = book.get(1)?.trigger ?? NaN;
      expect(isOnTick(BANDED, trigger)).toBe(true);
      expect(side === 'sell' ? last - trigger : trigger - last).toBeGreaterThanOrEqual(amount);
    }),
  );
});

it('costs the same while nothing triggers, however many wait', () => {
  const book = new TriggerBook(PLAIN);
  for (let i = 1; i <= 10_000; i++) book.add(i, i, { side: i % 2 ? 'buy' : 'sell', type: 'stop', condition: at(i % 2 ? 1_000 + i : -i) });
  const from = performance.now();
  let due = 0;
  for (let i = 0; i < 1_000_000; i++) if (book.due(100 + (i % 7)) ?? book.behind(100)) due++;
  expect(due).toBe(0);
  expect(performance.now() - from).toBeLessThan(1_000);
});
