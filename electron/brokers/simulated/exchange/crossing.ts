/**
 * The venue of matching instruments: participants' orders cross by price, then time, at the price of the order that was there first.
 * Both orders get a fill, the one that was there before the one that came. Orders of one account trade with each other like any
 * other's (TTS prevents no self-trades). Liquidity participants rest in the same book under numbers below zero; they have no fills.
 */
import type { Side } from '#shared/model/order.ts';
import type { Ticks } from '#shared/price.ts';
import { AuctionBook } from '../matching/auction-book.ts';
import type { AuctionRule } from '../matching/auction-rules.ts';
import type { Handle } from '../matching/order-book.ts';
import type { AcceptedOrder, ExchangeState } from './exchange-state.ts';
import type { MatchingListener, ParticipantOrder } from './participants.ts';
import { bookSideOf } from './resting.ts';
import type { Booking, Venue } from './venue.ts';

const DEAF: MatchingListener = { onTrade: () => {}, onBookChange: () => {} };

export class Crossing implements Venue {
  readonly #state: ExchangeState;
  readonly #booking: Booking;
  /** Resting orders of participants. */
  readonly #participants = new Map<ParticipantOrder, { readonly index: number; readonly handle: Handle }>();
  #lastParticipant = 0;
  listener: MatchingListener = DEAF;

  constructor(state: ExchangeState, booking: Booking) {
    this.#state = state;
    this.#booking = booking;
  }

  best(index: number, side: Side): Ticks {
    const { book } = this.#state.resting[index];
    return side === 'buy' ? book.bid : book.ask;
  }

  plan(index: number, side: Side, limit: Ticks | null, wanted: number, depth: number): { readonly quantity: number; readonly worst: Ticks } {
    const { book } = this.#state.resting[index];
    const meets = bookSideOf(side === 'buy' ? 'sell' : 'buy');
    const worstAllowed = limit ?? (side === 'buy' ? Infinity : -Infinity);
    let quantity = 0;
    let worst = NaN;
    let price = side === 'buy' ? book.ask : book.bid;
    for (let level = 0; level < depth && quantity < wanted && (side === 'buy' ? price <= worstAllowed : price >= worstAllowed); level++) {
      quantity = Math.min(wanted, quantity + book.quantityAt(meets, price));
      worst = price;
      price = book.priceBehind(meets, price);
    }
    return { quantity, worst };
  }

  take(order: AcceptedOrder, depth: number): void {
    const { side, index, price } = order;
    const buying = side === 'buy';
    let limit = price ?? (buying ? Infinity : -Infinity);
    if (depth !== Infinity) limit = this.#limitOf(index, side, limit, depth);
    const resting = this.#state.resting[index];
    const { book } = resting;
    const meets = bookSideOf(buying ? 'sell' : 'buy');
    while (order.filled < order.quantity) {
      const maker = book.first(meets);
      if (maker < 0) return;
      const at = book.priceOf(maker);
      if (buying ? at > limit : at < limit) return;
      const quantity = Math.min(book.quantityOf(maker), order.quantity - order.filled);
      const other = resting.orderAt(maker);
      if (other === null) this.#takeParticipant(index, maker, quantity);
      else this.#booking.fill(other as AcceptedOrder, at, quantity);
      this.#booking.fill(order, at, quantity);
      this.listener.onTrade(index, at, quantity, buying ? 1 : -1);
    }
  }

  /** The worst price that is within `depth` levels, and no worse than `limit`. */
  #limitOf(index: number, side: Side, limit: Ticks, depth: number): Ticks {
    const { book } = this.#state.resting[index];
    const meets = bookSideOf(side === 'buy' ? 'sell' : 'buy');
    let price = side === 'buy' ? book.ask : book.bid;
    for (let level = 1; level < depth; level++) {
      const behind = book.priceBehind(meets, price);
      if (Number.isNaN(behind)) return limit;
      price = behind;
    }
    return side === 'buy' ? Math.min(limit, price) : Math.max(limit, price);
  }

  #takeParticipant(index: number, handle: Handle, quantity: number): void {
    const { book } = this.#state.resting[index];
    const tag = book.tagOf(handle);
    if (book.take(handle, quantity) === 0) this.#participants.delete(tag);
  }

  /** Matches a call auction: everybody at the price of the book's own orders, by the rule of the market. */
  uncross(index: number, rule: AuctionRule, reference: Ticks): void {
    const resting = this.#state.resting[index];
    const auction = new AuctionBook(resting.book, rule, this.#state.instruments[index]);
    const done = auction.uncross(reference, {
      marketFilled: () => {},
      filled: (handle, _side, price, quantity) => {
        const order = resting.orderAt(handle);
        if (order === null) this.#takeParticipant(index, handle, quantity);
        else this.#booking.fill(order as AcceptedOrder, price, quantity);
      },
    });
    if (done) this.listener.onTrade(index, done.price, done.volume, 0);
  }

  /** Matches a participant's order and rests what is left. */
  placeParticipant(index: number, side: Side, price: Ticks, quantity: number): { readonly order: ParticipantOrder; readonly left: number } {
    const resting = this.#state.resting[index];
    const { book } = resting;
    const buying = side === 'buy';
    const meets = bookSideOf(buying ? 'sell' : 'buy');
    let left = quantity;
    while (left > 0) {
      const maker = book.first(meets);
      if (maker < 0) break;
      const at = book.priceOf(maker);
      if (buying ? at > price : at < price) break;
      const traded = Math.min(book.quantityOf(maker), left);
      const other = resting.orderAt(maker);
      if (other === null) this.#takeParticipant(index, maker, traded);
      else this.#booking.fill(other as AcceptedOrder, at, traded);
      left -= traded;
      this.listener.onTrade(index, at, traded, buying ? 1 : -1);
    }
    if (left === 0) return { order: 0, left };
    const order = --this.#lastParticipant;
    this.#participants.set(order, { index, handle: resting.insertParticipant(side, price, left, order) });
    return { order, left };
  }

  /** Instrument of a participant's resting order; -1 where it no longer rests. */
  indexOf(order: ParticipantOrder): number {
    return this.#participants.get(order)?.index ?? -1;
  }

  cancelParticipant(order: ParticipantOrder): number {
    const entry = this.#participants.get(order);
    if (!entry) return 0;
    this.#participants.delete(order);
    return this.#state.resting[entry.index].book.cancel(entry.handle);
  }

  participantLeft(order: ParticipantOrder): number {
    const entry = this.#participants.get(order);
    return entry ? this.#state.resting[entry.index].book.quantityOf(entry.handle) : 0;
  }
}
