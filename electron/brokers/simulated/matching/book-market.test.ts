import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { MATCHING } from '#electron/brokers/simulated/feed/catalogue.ts';
import { BOOK_LEVELS, LEVEL, levelOffset } from '#shared/model/order-book.ts';
import { QUOTE } from '#shared/model/quote.ts';
import { BookMarket } from './book-market.ts';
import { BUY, OrderBook, SELL } from './order-book.ts';

const [TEST, , MINUS] = MATCHING.map((entry) => entry.instrument);

/** Orders around zero: what is worth nothing and less is an order like any other. */
const action = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('order' as const), buys: fc.boolean(), price: fc.integer({ min: -14, max: 14 }), quantity: fc.integer({ min: 1, max: 30 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('cancel' as const), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('day' as const) }) },
);

interface Trade {
  readonly price: number;
  readonly quantity: number;
}

describe('the market of a book', () => {
  it('is what a naive reckoning of all orders and trades gives, at any moment, and never crossed (property)', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 120, size: 'max' }), (actions) => {
        const book = new OrderBook(4);
        const market = new BookMarket(MINUS, -3763);
        let resting: { readonly side: typeof BUY | typeof SELL; readonly price: number; readonly handle: number }[] = [];
        let day: Trade[] = [];
        let last = NaN;
        let preSettlement = -3763;
        let time = 0;
        for (const step of actions) {
          time++;
          if (step.do === 'order') {
            const side = step.buys ? BUY : SELL;
            const gone = new Set<number>();
            const left = book.match(side, step.price, step.quantity, {
              matched(handle, _tag, price, quantity, remaining) {
                if (remaining === 0) gone.add(handle);
                day.push({ price, quantity });
                last = price;
                market.traded(time, price, quantity);
              },
            });
            resting = resting.filter((order) => !gone.has(order.handle));
            if (left > 0) resting.push({ side, price: step.price, handle: book.rest(side, step.price, left, 0) });
            market.look(book, time);
          } else if (step.do === 'cancel' && resting.length > 0) {
            const [order] = resting.splice(step.pick % resting.length, 1);
            book.cancel(order.handle);
            market.look(book, time);
          } else if (step.do === 'day') {
            const volume = day.reduce((sum, trade) => sum + trade.quantity, 0);
            const value = day.reduce((sum, trade) => sum + trade.price * trade.quantity, 0);
            if (volume > 0) preSettlement = Math.round(value / volume) + 0;
            expect(market.settlement() === preSettlement || Math.abs(market.settlement() - value / volume) === 0.5).toBe(true);
            preSettlement = market.settlement();
            market.nextDay(time);
            day = [];
          }
          const { quote } = market;
          const volume = day.reduce((sum, trade) => sum + trade.quantity, 0);
          const prices = day.map((trade) => trade.price);
          expect(quote[QUOTE.last]).toBe(last);
          expect(quote[QUOTE.volume]).toBe(volume);
          expect(quote[QUOTE.open]).toBe(prices[0] ?? NaN);
          expect(quote[QUOTE.high]).toBe(volume > 0 ? Math.max(...prices) : NaN);
          expect(quote[QUOTE.low]).toBe(volume > 0 ? Math.min(...prices) : NaN);
          expect(quote[QUOTE.turnover]).toBeCloseTo(day.reduce((sum, trade) => sum + trade.price * trade.quantity, 0) * 0.1, 6);
          expect(quote[QUOTE.preSettlement]).toBe(preSettlement);
          for (const [side, field, sizeField, touch, touchSize] of [
            [BUY, LEVEL.bid, LEVEL.bidSize, QUOTE.bid, QUOTE.bidSize],
            [SELL, LEVEL.ask, LEVEL.askSize, QUOTE.ask, QUOTE.askSize],
          ] as const) {
            const sizes = new Map<number, number>();
            for (const order of resting) if (order.side === side) sizes.set(order.price, (sizes.get(order.price) ?? 0) + book.quantityOf(order.handle));
            const levels = [...sizes].sort((a, b) => (side === BUY ? b[0] - a[0] : a[0] - b[0])).slice(0, BOOK_LEVELS);
            for (let level = 0; level < BOOK_LEVELS; level++) {
              expect(market.book[levelOffset(level) + field]).toBe(levels[level]?.[0] ?? NaN);
              expect(market.book[levelOffset(level) + sizeField]).toBe(levels[level]?.[1] ?? 0);
            }
            expect(quote[touch]).toBe(levels[0]?.[0] ?? NaN);
            expect(quote[touchSize]).toBe(levels[0]?.[1] ?? 0);
          }
          if (quote[QUOTE.bidSize] > 0 && quote[QUOTE.askSize] > 0) expect(quote[QUOTE.bid]).toBeLessThan(quote[QUOTE.ask]);

          const again = new BookMarket(MINUS, 0);
          again.restore(JSON.parse(JSON.stringify(market.state())) as ReturnType<typeof market.state>);
          again.look(book, time);
          again.quote[QUOTE.exchangeTime] = quote[QUOTE.exchangeTime];
          expect([...again.quote]).toEqual([...quote]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('says that it changed only when something of it did', () => {
    const book = new OrderBook();
    const market = new BookMarket(TEST, 10_000);
    market.look(book, 1);
    expect([market.quoteChanged, market.bookChanged]).toEqual([false, false]);
    for (let level = 0; level < 12; level++) book.rest(BUY, 9_990 - level, 5, 1);
    market.look(book, 2);
    expect([market.quoteChanged, market.bookChanged]).toEqual([true, true]);
    market.told();
    market.look(book, 3);
    // Below the ten levels that are shown.
    book.rest(BUY, 9_979, 7, 1);
    market.look(book, 4);
    expect([market.quoteChanged, market.bookChanged]).toEqual([false, false]);
    expect(market.quote[QUOTE.exchangeTime]).toBe(2);
  });

  it('has the day’s limits of its terms, and none where prices may be negative', () => {
    expect([new BookMarket(TEST, 10_000).quote[QUOTE.lowerLimit], new BookMarket(TEST, 10_000).quote[QUOTE.upperLimit]]).toEqual([9_000, 11_000]);
    expect([new BookMarket(MINUS, -3763).quote[QUOTE.lowerLimit], new BookMarket(MINUS, -3763).quote[QUOTE.upperLimit]]).toEqual([NaN, NaN]);
  });

  it('settles at the average of the day by volume, below zero too, and at the settlement before where nothing traded', () => {
    const market = new BookMarket(MINUS, -3763);
    expect(market.settlement()).toBe(-3763);
    market.traded(1, -10, 3);
    market.traded(2, 4, 1);
    // (-10 × 3 + 4) / 4 = -6.5
    expect([-6, -7]).toContain(market.settlement());
    market.traded(3, -40, 4);
    expect(market.settlement()).toBe(-23);
    expect(market.quote[QUOTE.turnover]).toBeCloseTo(-186 * 0.01 * 10, 9);
    market.nextDay(4);
    expect([market.quote[QUOTE.preSettlement], market.quote[QUOTE.preClose], market.quote[QUOTE.last], market.quote[QUOTE.volume]]).toEqual([-23, -40, -40, 0]);
    expect(market.settlement()).toBe(-23);
  });
});
