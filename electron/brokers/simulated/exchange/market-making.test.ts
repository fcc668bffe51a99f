import { describe, expect, it } from 'vitest';
import { QUOTE } from '#shared/model/quote.ts';
import { createDesk, type Desk, type Wish } from '#test/stand-ins/exchange-desk.ts';
import { AAPL, IF } from '#test/stand-ins/instruments.ts';
import type { HandQuote } from '#test/stand-ins/hand-feed.ts';

const MARKET: HandQuote = { bids: [[99, 10], [98, 20]], asks: [[101, 10], [102, 20]], last: 100 };

function quoted(slippageTicks = 0): Desk {
  const desk = createDesk({ exchange: { slippageTicks } });
  for (const instrument of desk.feed.instruments) desk.feed.show(instrument.id, MARKET);
  return desk;
}

function print(desk: Desk, price: number, quantity: number, aggressor = 0): void {
  desk.exchange.onPrint(0, price, quantity, aggressor);
  desk.hear();
}

const fillsOf = (desk: Desk, id: string): (readonly [price: number, quantity: number])[] =>
  desk.fills.filter((fill) => fill.clientOrderId === id).map((fill) => [fill.price, fill.quantity]);

describe('the queue at a displayed price', () => {
  it('an order at the touch fills once what was displayed before it has traded there', () => {
    const desk = quoted();
    const id = desk.place({ price: 99, quantity: 3 });
    print(desk, 99, 10, -1);
    expect(fillsOf(desk, id)).toEqual([]);
    print(desk, 99, 2, -1);
    expect(fillsOf(desk, id)).toEqual([[99, 2]]);
    print(desk, 99, 5, -1);
    expect(desk.order(id).state).toBe('filled');
  });

  it('of sells as of buys', () => {
    const desk = quoted();
    const id = desk.place({ side: 'sell', price: 102, quantity: 3 });
    print(desk, 102, 21, 1);
    expect(fillsOf(desk, id)).toEqual([[102, 1]]);
  });

  it('what a buyer takes is not taken from those who buy', () => {
    const desk = quoted();
    const id = desk.place({ price: 99, quantity: 3 });
    print(desk, 99, 50, 1);
    expect(desk.order(id).filled).toBe(0);
  });

  it('a smaller displayed size moves an order forward, a larger one does not move it back', () => {
    const desk = quoted();
    const id = desk.place({ price: 99, quantity: 3 });
    desk.feed.show(IF.id, { ...MARKET, bids: [[99, 4]] });
    desk.feed.show(IF.id, { ...MARKET, bids: [[99, 30]] });
    print(desk, 99, 5, -1);
    expect(fillsOf(desk, id)).toEqual([[99, 1]]);
  });

  it('an order ahead of the touch has nobody before it', () => {
    const desk = quoted();
    const id = desk.place({ price: 100, quantity: 3 });
    print(desk, 100, 1, -1);
    expect(fillsOf(desk, id)).toEqual([[100, 1]]);
  });

  it('a trade beyond its price fills it at once, at its own price, no further than what traded', () => {
    const desk = quoted();
    const id = desk.place({ price: 99, quantity: 3 });
    print(desk, 98, 2, -1);
    expect(fillsOf(desk, id)).toEqual([[99, 2]]);
  });

  it('orders of the same price share what comes in the order they came', () => {
    const desk = quoted();
    const first = desk.place({ price: 99, quantity: 2 });
    desk.feed.show(IF.id, { ...MARKET, bids: [[99, 15]] });
    const second = desk.place({ price: 99, quantity: 2 });
    print(desk, 99, 13, -1);
    // 10 before the first, which takes 2: the third that is left goes to the 5 that joined before the second.
    expect([fillsOf(desk, first), fillsOf(desk, second)]).toEqual([[[99, 2]], []]);
    print(desk, 99, 5, -1);
    expect(fillsOf(desk, second)).toEqual([[99, 1]]);
  });

  it('a deeper order joins behind what is displayed at its level, one beyond the display when its price comes into sight', () => {
    const desk = quoted();
    const level = desk.place({ price: 98, quantity: 1 });
    const deep = desk.place({ price: 95, quantity: 1 });
    desk.feed.show(IF.id, { bids: [[95, 7]], asks: [[99, 5]] });
    // Beyond 98: the first fills; the second stands behind 7.
    print(desk, 95, 8, -1);
    expect(fillsOf(desk, level)).toEqual([[98, 1]]);
    expect(fillsOf(desk, deep)).toEqual([]);
    print(desk, 95, 1, -1);
    expect(fillsOf(desk, deep)).toEqual([[95, 1]]);
  });

  it('of a feed that prints nothing, the advance of the volume is what traded at the last price', () => {
    const desk = quoted();
    const quote = desk.feed.quoteOf(0);
    quote[QUOTE.volume] = 1_000;
    desk.feed.show(IF.id, MARKET);
    const id = desk.place({ price: 99, quantity: 3 });
    quote[QUOTE.volume] = 1_012;
    desk.feed.show(IF.id, { ...MARKET, last: 99 });
    expect(fillsOf(desk, id)).toEqual([[99, 2]]);
  });

  it('of a feed that prints, the volume counts nothing', () => {
    const desk = quoted();
    const quote = desk.feed.quoteOf(0);
    print(desk, 100, 1);
    const id = desk.place({ price: 99, quantity: 3 });
    quote[QUOTE.volume] += 500;
    desk.feed.show(IF.id, { ...MARKET, last: 99 });
    expect(fillsOf(desk, id)).toEqual([]);
  });

  it('nothing that traded fills an order in a break', () => {
    const desk = quoted();
    const id = desk.place({ price: 99, quantity: 3 });
    desk.feed.show(IF.id, { ...MARKET, phase: 'break' });
    print(desk, 90, 50, -1);
    expect(desk.order(id).filled).toBe(0);
  });
});

describe('slippage', () => {
  const market = (wish: Wish): Wish => ({ type: 'market', quantity: 12, ...wish });

  it('gives an order without a price so many ticks worse than displayed, level by level', () => {
    const desk = quoted(2);
    expect(fillsOf(desk, desk.place(market({})))).toEqual([[103, 10], [104, 2]]);
    expect(fillsOf(desk, desk.place(market({ side: 'sell' })))).toEqual([[97, 10], [96, 2]]);
  });

  it('never beyond the day’s limits, nor a share for nothing', () => {
    const desk = quoted(5);
    desk.feed.show(IF.id, { ...MARKET, limits: [97, 103] });
    expect(fillsOf(desk, desk.place(market({})))).toEqual([[103, 10], [103, 2]]);
    desk.feed.show(AAPL.id, { bids: [[3, 20]], asks: [[4, 20]], last: 3 });
    expect(fillsOf(desk, desk.place(market({ instrument: AAPL, side: 'sell' })))).toEqual([[1, 12]]);
  });

  it('leaves limit orders alone', () => {
    const desk = quoted(2);
    expect(fillsOf(desk, desk.place({ price: 102, quantity: 12 }))).toEqual([[101, 10], [102, 2]]);
  });
});

describe('a quote that comes before its book', () => {
  const STOP: Wish = { instrument: AAPL, type: 'stop', price: null, quantity: 3, condition: { trigger: 105, trail: null, limitOffset: null } };

  it('with the touch of the book before: what was displayed behind it is still there, once', () => {
    const desk = createDesk({ instruments: [AAPL] });
    desk.feed.show(AAPL.id, { asks: [[101, 1], [102, 1]], last: 100 });
    const [first, second] = [desk.place(STOP), desk.place(STOP)];
    desk.feed.show(AAPL.id, { asks: [[101, 1], [102, 1]], last: 105 });
    expect(fillsOf(desk, first)).toEqual([[101, 1], [102, 1]]);
    expect(fillsOf(desk, second)).toEqual([]);
  });

  it('with another touch: the touch alone until the book has come', () => {
    const desk = createDesk({ instruments: [AAPL] });
    desk.feed.show(AAPL.id, { asks: [[101, 1], [102, 1]], last: 100 });
    const id = desk.place(STOP);
    desk.feed.show(AAPL.id, { asks: [[103, 1]], last: 105 });
    expect(fillsOf(desk, id)).toEqual([[103, 1]]);
  });
});
