/**
 * The venue of all other instruments: orders trade against the displayed market, as openctp's TTS and Simnow do it.
 * - An arriving order takes the displayed levels up to its price, at their prices, as far as their sizes go. Orders without a price may
 *   be given worse ones by a number of ticks (`slippage`), within the day's limits.
 * - A resting order fills at its own price when the opposite side reaches it, as far as that side's size goes.
 * - A resting order at the displayed touch also has a place in the queue there: behind all that was displayed when it came. What trades
 *   at its price goes to those before it first, then to it; what trades beyond its price goes to it at once. A smaller displayed size
 *   moves it forward. Trades are the feed's prints; of a feed that prints nothing, the advance of the day's volume at the last price.
 * The market itself is not moved. Places in the queue are not in the log: after a restart orders stand behind what is displayed then.
 */
import { paidInFull } from '#shared/model/instrument.ts';
import type { Side } from '#shared/model/order.ts';
import { QUOTE } from '#shared/model/quote.ts';
import { stepTicks, type Ticks } from '#shared/price.ts';
import type { AcceptedOrder, ExchangeState } from './exchange-state.ts';
import { DisplayedLiquidity, type DisplayedMarket } from './liquidity.ts';
import { bookSideOf } from './resting.ts';
import type { Booking, Venue } from './venue.ts';

const TAKERS: readonly Side[] = ['buy', 'sell'];
const opposite = (side: Side): Side => (side === 'buy' ? 'sell' : 'buy');

export class MarketMaking implements Venue {
  readonly #state: ExchangeState;
  readonly #market: DisplayedMarket;
  readonly #liquidity: DisplayedLiquidity;
  readonly #booking: Booking;
  /** Ticks that an order without a price is given worse than the market displays. */
  slippage: number;
  /** The day's volume as last seen, by instrument; NaN before it was. */
  readonly #volume: Float64Array;
  /** 1 once the feed has printed a trade of an instrument: its volume is not looked at any more. */
  readonly #prints: Uint8Array;

  constructor(state: ExchangeState, market: DisplayedMarket, booking: Booking, slippage: number) {
    this.#state = state;
    this.#market = market;
    this.#liquidity = new DisplayedLiquidity(market);
    this.#booking = booking;
    this.slippage = slippage;
    this.#volume = new Float64Array(state.instruments.length).fill(NaN);
    this.#prints = new Uint8Array(state.instruments.length);
  }

  best(index: number, side: Side): Ticks {
    return this.#market.quoteOf(index)[side === 'buy' ? QUOTE.bid : QUOTE.ask];
  }

  plan(index: number, side: Side, limit: Ticks | null, wanted: number, depth: number): { readonly quantity: number; readonly worst: Ticks } {
    const plan = this.#liquidity.plan(index, side, limit, wanted, depth);
    return limit === null && this.slippage > 0 ? { quantity: plan.quantity, worst: this.#slipped(index, side, plan.worst) } : plan;
  }

  take(order: AcceptedOrder, depth: number): void {
    const { index, price, side } = order;
    const liquidity = this.#liquidity;
    while (order.filled < order.quantity && liquidity.next(index, side, price, 0, depth) >= 0) {
      const at = price === null && this.slippage > 0 ? this.#slipped(index, side, liquidity.price) : liquidity.price;
      this.#takeDisplayed(order, at);
    }
  }

  #slipped(index: number, side: Side, price: Ticks): Ticks {
    const quote = this.#market.quoteOf(index);
    const instrument = this.#state.instruments[index];
    const worse = stepTicks(instrument, price, side === 'buy' ? this.slippage : -this.slippage);
    if (side === 'buy') return worse > quote[QUOTE.upperLimit] ? Math.max(price, quote[QUOTE.upperLimit]) : worse;
    const lowest = paidInFull(instrument) && !(quote[QUOTE.lowerLimit] >= 1) ? 1 : quote[QUOTE.lowerLimit];
    return worse < lowest ? Math.min(price, lowest) : worse;
  }

  /** Fills an order from the level that the liquidity found. */
  #takeDisplayed(order: AcceptedOrder, price: Ticks): void {
    const quantity = Math.min(this.#liquidity.left, order.quantity - order.filled);
    this.#liquidity.take(order.index, order.side, quantity);
    this.#booking.fill(order, price, quantity);
  }

  /** Forgets what was taken from sizes that are no longer displayed. */
  refresh(index: number): void {
    this.#liquidity.refresh(index);
  }

  /** What was taken, and what the day had traded, are of another time. */
  clear(): void {
    this.#liquidity.clear();
    this.#volume.fill(NaN);
  }

  /**
   * Lets waiting orders take what the market brought to them, and moves their queues.
   * @param arriving trading goes on after a break: orders come to the market with it, and get the displayed price
   */
  meet(index: number, arriving = false): void {
    const resting = this.#state.resting[index];
    for (const side of TAKERS) {
      for (let order = resting.best(side); order !== undefined && order.price !== null; order = resting.best(side)) {
        if (this.#liquidity.next(index, side, order.price) < 0) break;
        this.#takeDisplayed(order as AcceptedOrder, arriving ? this.#liquidity.price : order.price);
      }
    }
    this.#countVolume(index);
    for (const side of TAKERS) this.#queue(index, side);
  }

  /**
   * The market's auction was matched: orders better than its price fill at it, those at it as far as its volume goes.
   * @param quantity what the auction traded
   */
  auction(index: number, price: Ticks, quantity: number): void {
    const resting = this.#state.resting[index];
    for (const side of TAKERS) {
      const direction = side === 'buy' ? 1 : -1;
      let left = quantity;
      for (let order = resting.best(side); order !== undefined && order.price !== null; order = resting.best(side)) {
        const better = (order.price - price) * direction;
        const filled = better > 0 ? order.remaining : Math.min(left, order.remaining);
        if (better < 0 || filled === 0) break;
        if (better === 0) left -= filled;
        this.#booking.fill(order as AcceptedOrder, price, filled);
      }
    }
  }

  /** A trade of the market went by. @param aggressor 1: the buyer's, -1: the seller's, 0: unknown */
  print(index: number, price: Ticks, quantity: number, aggressor: number): void {
    this.#prints[index] = 1;
    if (this.#state.resting[index].size > 0) this.#trade(index, price, quantity, aggressor);
  }

  /** Without anything that rests the volume is to be seen all the same: what traded before an order came is not before it. */
  look(index: number): void {
    if (this.#prints[index] === 0) this.#volume[index] = this.#market.quoteOf(index)[QUOTE.volume];
  }

  #countVolume(index: number): void {
    if (this.#prints[index] === 1) return;
    const quote = this.#market.quoteOf(index);
    const advance = quote[QUOTE.volume] - this.#volume[index];
    this.#volume[index] = quote[QUOTE.volume];
    if (advance > 0) this.#trade(index, quote[QUOTE.last], advance, 0);
  }

  /** A buyer who trades meets resting sells, a seller resting buys. */
  #trade(index: number, price: Ticks, quantity: number, aggressor: number): void {
    if (aggressor <= 0) this.#reach(index, 'buy', price, quantity);
    if (aggressor >= 0) this.#reach(index, 'sell', price, quantity);
  }

  /** Hands what traded at a price to those who rest at it or better: first to last, each after the displayed lots before it. */
  #reach(index: number, side: Side, price: Ticks, quantity: number): void {
    const resting = this.#state.resting[index];
    const { book } = resting;
    const bookSide = bookSideOf(side);
    const direction = side === 'buy' ? 1 : -1;
    let left = quantity;
    for (let handle = book.first(bookSide); handle >= 0 && left > 0; ) {
      const order = resting.orderAt(handle) as AcceptedOrder;
      const at = book.priceOf(handle);
      if ((at - price) * direction < 0) return;
      const next = book.after(handle);
      if (at === price) {
        if (order.ahead === null) this.#join(order, at);
        const before = order.ahead ?? 0;
        order.ahead = Math.max(0, before - left);
        if (left <= before) {
          handle = next;
          continue;
        }
        const filled = Math.min(left - before, order.remaining);
        left -= filled;
        this.#booking.fill(order, at, filled);
        handle = next;
      } else {
        const filled = Math.min(left, order.remaining);
        left -= filled;
        this.#booking.fill(order, at, filled);
        handle = book.first(bookSide);
      }
    }
  }

  /** Has an order stand behind what is displayed at its price. */
  #join(order: AcceptedOrder, price: Ticks): void {
    const displayed = this.#liquidity.displayed(order.index, opposite(order.side), price);
    order.ahead = Number.isNaN(displayed) ? null : displayed;
  }

  /** Moves the orders at the best price of a side forward where less is displayed there than was before them. */
  #queue(index: number, side: Side): void {
    const resting = this.#state.resting[index];
    const { book } = resting;
    const first = book.first(bookSideOf(side));
    if (first < 0) return;
    const price = book.priceOf(first);
    const displayed = this.#liquidity.displayed(index, opposite(side), price);
    if (Number.isNaN(displayed)) return;
    for (let handle = first; handle >= 0; handle = book.after(handle)) {
      const order = resting.orderAt(handle);
      if (order !== null && (order.ahead === null || order.ahead > displayed)) order.ahead = displayed;
    }
  }

  /** An order came to rest: it stands behind what is displayed at its price, where anything is. */
  rested(order: AcceptedOrder): void {
    if (order.handle >= 0 && order.price !== null) this.#join(order, order.price);
  }
}
