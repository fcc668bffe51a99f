import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BOOK_STRIDE, FRAME, FRAME_HEADER, isWholeFrame, QUEUE_STRIDE, QUOTE_STRIDE, TRADE_STRIDE } from '#shared/contract/frame.ts';
import { emptyQueue, PLACE, placeOffset, QUEUE } from '#shared/model/broker-queue.ts';
import { emptyBook } from '#shared/model/order-book.ts';
import { emptyQuote, QUOTE, QUOTE_WIDTH } from '#shared/model/quote.ts';
import { MarketDataHub } from './hub.ts';
import { FRAME_TRADES } from './market-view.ts';
import { TAPE_KEPT } from './tape.ts';

const quoteAt = (last: number): Float64Array => {
  const record = emptyQuote();
  record[QUOTE.last] = last;
  return record;
};

/** What a window would know after reading frames: last price by slot, prints by slot. */
class Reader {
  readonly last = new Map<number, number>();
  readonly books = new Map<number, number>();
  readonly prints = new Map<number, number[]>();
  leftOut = 0;

  read(frame: Float64Array | null): void {
    if (!frame) return;
    expect(isWholeFrame(frame)).toBe(true);
    let at = FRAME_HEADER;
    for (let i = 0; i < frame[FRAME.quotes]; i++, at += QUOTE_STRIDE) this.last.set(frame[at], frame[at + 1 + QUOTE.last]);
    for (let i = 0; i < frame[FRAME.books]; i++, at += BOOK_STRIDE) this.books.set(frame[at], frame[at + 2]);
    for (let i = 0; i < frame[FRAME.trades]; i++, at += TRADE_STRIDE) {
      const prints = this.prints.get(frame[at]) ?? [];
      prints.push(frame[at + 2]);
      this.prints.set(frame[at], prints);
    }
    this.leftOut += frame[FRAME.tradesLeftOut];
  }
}

describe('market view', () => {
  test('a window is sent the newest state of what it looks at, and nothing else', () => {
    const hub = new MarketDataHub();
    const [a, b] = [hub.slotOf('X.A'), hub.slotOf('X.B')];
    hub.quote(a, quoteAt(1), 0);
    const view = hub.openView('window', () => 7);
    view.watch(['X.A', 'X.UNKNOWN'], [], []);
    hub.quote(a, quoteAt(2), 0);
    hub.quote(a, quoteAt(3), 0);
    hub.quote(b, quoteAt(9), 0);
    const frame = view.build()!;
    expect(frame[FRAME.quotes]).toBe(1);
    expect(frame[FRAME.builtAt]).toBe(7);
    expect(frame[FRAME_HEADER]).toBe(a);
    expect(frame[FRAME_HEADER + 1 + QUOTE.last]).toBe(3);
    expect(view.build()).toBeNull();
  });

  test('tells once that it became dirty, and again after the next frame', () => {
    const hub = new MarketDataHub();
    const a = hub.slotOf('X.A');
    const view = hub.openView('window', () => 0);
    let calls = 0;
    view.onDirty(() => calls++);
    view.watch(['X.A'], [], []);
    expect(calls).toBe(1);
    hub.quote(a, quoteAt(1), 0);
    expect(calls).toBe(1);
    view.build();
    hub.quote(a, quoteAt(1), 0);
    hub.quote(a, quoteAt(2), 0);
    expect(calls).toBe(2);
  });

  test('a closed view asks for nothing and is told nothing', () => {
    const hub = new MarketDataHub();
    const a = hub.slotOf('X.A');
    const view = hub.openView('window', () => 0);
    view.watch(['X.A'], ['X.A'], []);
    expect([...hub.wanted()]).toEqual(['X.A']);
    view.close();
    expect(hub.wanted().size).toBe(0);
    hub.quote(a, quoteAt(1), 0);
  });

  test('stale quotes reach the window without a new price', () => {
    const hub = new MarketDataHub();
    const a = hub.slotOf('X.A');
    hub.quote(a, quoteAt(5), 0);
    const view = hub.openView('window', () => 0);
    view.watch(['X.A'], [], []);
    view.build();
    hub.markStale([a], true);
    const frame = view.build()!;
    expect(frame[FRAME_HEADER + 1 + QUOTE.stale]).toBe(1);
    expect(frame[FRAME_HEADER + 1 + QUOTE.last]).toBe(5);
  });

  test('the book follows the quote, its levels whole', () => {
    const hub = new MarketDataHub();
    const a = hub.slotOf('X.A');
    const book = emptyBook();
    book.set([1, 100, 3, 101, 4]);
    const view = hub.openView('window', () => 0);
    view.watch([], ['X.A'], []);
    hub.book(a, book, 0);
    const frame = view.build()!;
    expect(frame[FRAME.books]).toBe(1);
    expect(Array.from(frame.slice(FRAME_HEADER, FRAME_HEADER + 6))).toEqual([a, 1, 100, 3, 101, 4]);
  });

  test('a broker queue is conflated like a book, stands behind everything else, and is wanted of its instrument alone', () => {
    const hub = new MarketDataHub();
    const [a, b] = [hub.slotOf('X.A'), hub.slotOf('X.B')];
    const view = hub.openView('window', () => 0);
    view.watch(['X.B'], ['X.B'], ['X.B'], ['X.A']);
    expect([[...hub.wanted()].sort(), [...hub.wantedBesides('queues')], [...hub.wantedBesides('timeShares')]]).toEqual([['X.A', 'X.B'], ['X.A'], []]);
    view.build();
    const queueOf = (broker: number): Float64Array => {
      const queue = emptyQueue();
      queue[QUEUE.bids] = 1;
      queue[placeOffset('bid', 0) + PLACE.broker] = broker;
      return queue;
    };
    let calls = 0;
    view.onDirty(() => calls++);
    hub.queue(a, queueOf(5338), 0);
    hub.queue(a, queueOf(8305), 0);
    hub.queue(b, queueOf(1), 0);
    hub.quote(b, quoteAt(2), 0);
    hub.trade(b, 1, 10, 1, 1);
    expect(calls).toBe(1);
    const frame = view.build()!;
    expect(isWholeFrame(frame)).toBe(true);
    expect([frame[FRAME.quotes], frame[FRAME.trades], frame[FRAME.queues]]).toEqual([1, 1, 1]);
    const at = FRAME_HEADER + QUOTE_STRIDE + TRADE_STRIDE;
    expect([frame.length, frame[at], frame[at + 1 + placeOffset('bid', 0) + PLACE.broker]]).toEqual([at + QUEUE_STRIDE, a, 8305]);
    expect(view.build()).toBeNull();
    hub.forget([a]);
    const forgotten = view.build()!;
    expect([forgotten[FRAME.queues], forgotten[FRAME_HEADER + 1 + QUEUE.bids]]).toEqual([1, 0]);
    view.close();
    expect(hub.wantedBesides('queues').size).toBe(0);
  });

  test('prints are not conflated; a burst beyond a frame is counted as left out', () => {
    const hub = new MarketDataHub();
    const a = hub.slotOf('X.A');
    const view = hub.openView('window', () => 0);
    view.watch([], [], ['X.A']);
    const reader = new Reader();
    for (let i = 0; i < FRAME_TRADES; i++) hub.trade(a, i, 1000 + i, 1, 1);
    reader.read(view.build());
    expect(reader.prints.get(a)).toHaveLength(FRAME_TRADES);
    for (let i = 0; i < TAPE_KEPT * 2; i++) hub.trade(a, i, i, 1, 1);
    reader.read(view.build());
    expect(reader.prints.get(a)).toHaveLength(FRAME_TRADES * 2);
    expect(reader.prints.get(a)!.at(-1)).toBe(TAPE_KEPT * 2 - 1);
    expect(reader.leftOut).toBe(TAPE_KEPT * 2 - FRAME_TRADES);
  });

  test('after a jump of the feed nothing that was printed before is shown', () => {
    const hub = new MarketDataHub();
    const a = hub.slotOf('X.A');
    hub.trade(a, 1, 10, 1, 1);
    hub.forgetTrades([a]);
    hub.trade(a, 2, 20, 1, 1);
    expect(hub.tapes[a]!.recent(10).filter((_, i) => i % 5 === 1)).toEqual([20]);
  });

  test('whatever comes and whenever it paints, a window ends with the newest state (property)', () => {
    const action = fc.oneof(
      fc.record({ kind: fc.constant('quote' as const), slot: fc.nat(120), last: fc.integer({ min: 1, max: 1e6 }) }),
      fc.record({ kind: fc.constant('trade' as const), slot: fc.nat(120), last: fc.integer({ min: 1, max: 1e6 }) }),
      fc.record({ kind: fc.constant('paint' as const), slot: fc.constant(0), last: fc.constant(0) }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 400 }), fc.uniqueArray(fc.nat(120), { maxLength: 60 }), (actions, watched) => {
        const hub = new MarketDataHub();
        const view = hub.openView('window', () => 0);
        for (let i = 0; i <= 120; i++) hub.slotOf(`X.${i}`);
        const ids = watched.map((slot) => `X.${slot}`);
        view.watch(ids, [], ids);
        const reader = new Reader();
        const printed = new Map<number, number[]>();
        for (const { kind, slot, last } of actions) {
          if (kind === 'quote') hub.quote(slot, quoteAt(last), 0);
          else if (kind === 'trade') {
            hub.trade(slot, 0, last, 1, 0);
            printed.set(slot, [...(printed.get(slot) ?? []), last]);
          } else reader.read(view.build());
        }
        reader.read(view.build());
        for (const slot of watched) {
          expect(reader.last.get(slot)).toEqual(hub.quotes[slot * QUOTE_WIDTH + QUOTE.last]);
          expect(reader.prints.get(slot) ?? []).toEqual(printed.get(slot) ?? []);
        }
        expect([...reader.last.keys()].every((slot) => watched.includes(slot))).toBe(true);
      }),
    );
  });
});

describe('listeners', () => {
  test('hear each quote of their slot until they end', () => {
    const hub = new MarketDataHub();
    const [a, b] = [hub.slotOf('X.A'), hub.slotOf('X.B')];
    const heard: number[] = [];
    const end = hub.listen(a, (_slot, quotes, offset) => heard.push(quotes[offset + QUOTE.last]));
    hub.quote(a, quoteAt(1), 0);
    hub.quote(b, quoteAt(2), 0);
    hub.quote(a, quoteAt(3), 0);
    end();
    hub.quote(a, quoteAt(4), 0);
    expect(heard).toEqual([1, 3]);
  });

  test('demand is told once a turn', async () => {
    const hub = new MarketDataHub();
    let told = 0;
    hub.onDemand(() => told++);
    hub.want('reminders', ['X.A']);
    hub.want('positions', ['X.B']);
    await Promise.resolve();
    expect(told).toBe(1);
    expect([...hub.wanted()].sort()).toEqual(['X.A', 'X.B']);
  });
});
