import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BUY, OrderBook, SELL, type BookSide } from './order-book.ts';

interface Resting {
  readonly tag: number;
  readonly side: BookSide;
  readonly price: number;
  quantity: number;
}

/** The same book, as slow and plain as can be: a list in order of arrival. */
class NaiveBook {
  orders: Resting[] = [];

  match(side: BookSide, limit: number, quantity: number): { fills: [number, number, number][]; left: number } {
    const fills: [number, number, number][] = [];
    let left = quantity;
    while (left > 0) {
      const makers = this.orders.filter((o) => o.side !== side && (side === BUY ? o.price <= limit : o.price >= limit));
      if (makers.length === 0) break;
      const best = makers.reduce((a, b) => ((side === BUY ? b.price < a.price : b.price > a.price) ? b : a));
      const traded = Math.min(left, best.quantity);
      fills.push([best.tag, best.price, traded]);
      best.quantity -= traded;
      left -= traded;
      this.orders = this.orders.filter((o) => o.quantity > 0);
    }
    return { fills, left };
  }

  levels(side: BookSide): [number, number, number][] {
    const byPrice = new Map<number, [number, number, number]>();
    for (const o of this.orders.filter((each) => each.side === side)) {
      const level = byPrice.get(o.price) ?? [o.price, 0, 0];
      byPrice.set(o.price, [o.price, level[1] + o.quantity, level[2] + 1]);
    }
    return [...byPrice.values()].sort((a, b) => (side === BUY ? b[0] - a[0] : a[0] - b[0]));
  }
}

// Narrow prices make queues, wide ones (also negative) cross pages of the book.
const price = fc.oneof(fc.integer({ min: -8, max: 8 }), fc.integer({ min: -5000, max: 5000 }), fc.constantFrom(-1024, -1023, 1023, 1024, 0, 100_000));
const action = fc.record({ kind: fc.constantFrom('order', 'order', 'order', 'cancel', 'reduce'), side: fc.constantFrom<BookSide>(BUY, SELL), price, quantity: fc.integer({ min: 1, max: 20 }), pick: fc.nat(1000) });

test('matches, cancels and levels equal a naive book’s on any stream; it never crosses; quantity is conserved (property)', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 250 }), (actions) => {
      const book = new OrderBook(2);
      const naive = new NaiveBook();
      const handles = new Map<number, number>();
      let tag = 0;
      let entered = 0;
      let gone = 0;
      for (const step of actions) {
        if (step.kind === 'order') {
          tag++;
          entered += step.quantity;
          const fills: [number, number, number][] = [];
          const left = book.match(step.side, step.price, step.quantity, {
            matched(_maker, maker, at, quantity, remaining) {
              fills.push([maker, at, quantity]);
              gone += quantity * 2;
              if (remaining === 0) handles.delete(maker);
            },
          });
          if (left > 0) handles.set(tag, book.rest(step.side, step.price, left, tag));
          const expected = naive.match(step.side, step.price, step.quantity);
          if (expected.left > 0) naive.orders.push({ tag, side: step.side, price: step.price, quantity: expected.left });
          expect(fills).toEqual(expected.fills);
          expect(left).toBe(expected.left);
        } else if (handles.size > 0) {
          const [which, handle] = [...handles][step.pick % handles.size];
          const order = naive.orders.find((o) => o.tag === which)!;
          if (step.kind === 'cancel') {
            gone += book.cancel(handle);
            handles.delete(which);
            naive.orders = naive.orders.filter((o) => o !== order);
          } else if (order.quantity > 1) {
            book.reduce(handle, 1);
            order.quantity--;
            gone++;
          }
        }
        if (!Number.isNaN(book.bid) && !Number.isNaN(book.ask)) expect(book.bid).toBeLessThan(book.ask);
      }
      for (const side of [BUY, SELL] as const) {
        const target = new Float64Array(3 * 1000);
        const count = book.levels(side, 1000, target);
        const levels = Array.from({ length: count }, (_, i) => Array.from(target.slice(i * 3, i * 3 + 3)));
        expect(levels).toEqual(naive.levels(side));
      }
      expect(book.resting).toBe(naive.orders.length);
      expect(entered - gone).toBe(naive.orders.reduce((sum, o) => sum + o.quantity, 0));
    }),
  );
});

test('what is available within a limit is counted, not beyond what is asked', () => {
  const book = new OrderBook();
  book.rest(SELL, 100, 5, 1);
  book.rest(SELL, 103, 7, 2);
  expect(book.available(BUY, 102, 50)).toBe(5);
  expect(book.available(BUY, Infinity, 50)).toBe(12);
  expect(book.available(BUY, Infinity, 6)).toBe(6);
  expect(book.available(SELL, 0, 5)).toBe(0);
});

test('a smaller order keeps its place in the queue', () => {
  const book = new OrderBook();
  const first = book.rest(BUY, 10, 5, 1);
  const second = book.rest(BUY, 10, 5, 2);
  book.reduce(first, 2);
  expect(book.queueAt(BUY, 10)).toEqual([first, second]);
  expect(book.quantityOf(first)).toBe(3);
});
