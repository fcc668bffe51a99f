/** A matching exchange with nothing but books: no accounts, no rules, no log. What a test's trader does goes straight into them. */
import type { MatchingListener, ParticipantOrder } from '#electron/brokers/simulated/exchange/participants.ts';
import type { MatchingVenue } from '#electron/brokers/simulated/matching/matching-feed.ts';
import { BUY, OrderBook, SELL, type Handle } from '#electron/brokers/simulated/matching/order-book.ts';
import type { Side } from '#shared/model/order.ts';
import type { Ticks } from '#shared/price.ts';

export interface TraderFill {
  readonly index: number;
  readonly side: Side;
  readonly price: Ticks;
  readonly quantity: number;
}

export interface HandVenue extends MatchingVenue {
  /** A trader's limit order; what does not match rests. @returns its handle, -1 where nothing rests */
  place(index: number, side: Side, price: Ticks, quantity: number): Handle;
  cancel(index: number, handle: Handle): void;
  /** Everything that traders' orders got, in order. */
  readonly fills: readonly TraderFill[];
  /** Book operations of participants so far. */
  readonly operations: number;
}

const opposite = (side: Side): Side => (side === 'buy' ? 'sell' : 'buy');

/** @param listener told as the exchange tells it: trades, then once that the book changed */
export function createMatchingVenue(listener: () => MatchingListener): HandVenue {
  const books = new Map<number, OrderBook>();
  const rows = new Map<ParticipantOrder, { readonly book: OrderBook; readonly handle: Handle; readonly index: number }>();
  const fills: TraderFill[] = [];
  let next = -1;
  let operations = 0;
  const bookOf = (index: number): OrderBook => {
    const book = books.get(index) ?? new OrderBook(16);
    books.set(index, book);
    return book;
  };
  /** @param tag below zero: a participant's; else a trader's */
  const enter = (index: number, side: Side, price: Ticks, quantity: number, tag: number): { readonly handle: Handle; readonly left: number } => {
    const book = bookOf(index);
    const way = side === 'buy' ? BUY : SELL;
    const left = book.match(way, price, quantity, {
      matched(_maker, makerTag, at, traded, remaining) {
        if (makerTag < 0 && remaining === 0) rows.delete(makerTag);
        if (makerTag >= 0) fills.push({ index, side: opposite(side), price: at, quantity: traded });
        if (tag >= 0) fills.push({ index, side, price: at, quantity: traded });
        listener().onTrade(index, at, traded, side === 'buy' ? 1 : -1);
      },
    });
    const handle = left > 0 ? book.rest(way, price, left, tag) : -1;
    listener().onBookChange(index);
    return { handle, left };
  };

  return {
    fills,
    get operations() {
      return operations;
    },
    bookOf,
    heldOf: () => ({ long: 0, short: 0 }),
    participantPlace(index, side, price, quantity) {
      operations++;
      const order = next--;
      const { handle, left } = enter(index, side, price, quantity, order);
      if (left > 0) rows.set(order, { book: bookOf(index), handle, index });
      return { order: left > 0 ? order : 0, left };
    },
    participantCancel(order) {
      operations++;
      const row = rows.get(order);
      if (!row) return 0;
      rows.delete(order);
      const left = row.book.cancel(row.handle);
      listener().onBookChange(row.index);
      return left;
    },
    participantLeft(order) {
      const row = rows.get(order);
      return row ? row.book.quantityOf(row.handle) : 0;
    },
    place: (index, side, price, quantity) => enter(index, side, price, quantity, 1).handle,
    cancel(index, handle) {
      bookOf(index).cancel(handle);
      listener().onBookChange(index);
    },
  };
}
