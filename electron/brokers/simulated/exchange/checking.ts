/** Whether an order, or what one is to become, may be: its terms, then its position, then its funds. The rules themselves are in rules.ts. */
import type { OrderIntent } from '#electron/brokers/broker.ts';
import { sideOpenedBy } from '#shared/ledger/holding.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { isConditional, type OrderCondition, type OrderType, type TimeInForce } from '#shared/model/order.ts';
import { QUOTE } from '#shared/model/quote.ts';
import { conditionFault, reachedFault } from '#shared/orders/condition.ts';
import { has, offerFault, offerOf, type Offer } from '#shared/orders/offer.ts';
import { formatPrice, type Money, type Ticks } from '#shared/price.ts';
import type { Fault } from '#shared/result.ts';
import type { ExchangeAccount } from './account.ts';
import type { Journal } from './journal.ts';
import { DEPTH } from './order-prices.ts';
import type { ExchangeOrder } from './orders.ts';
import { entryNow } from './phases.ts';
import { reserveOf } from './reserve.ts';
import { brokenFunds, brokenPositionLimit, brokenTerm, closingOf, type Ask } from './rules.ts';
import type { Venue } from './venue.ts';

/** Beyond it either way a price is no price: the book counts in 32 bits. */
export const FURTHEST_PRICE = 1_000_000_000;

/** What an order that waits may lack until it triggers. */
const TO_COME: ReadonlySet<Fault['code']> = new Set(['position-insufficient', 'position-not-yet-sellable']);

const priceFault = (instrument: Instrument, price: Ticks): Fault => ({
  code: 'price-outside-limits',
  params: { price: formatPrice(instrument, price), low: formatPrice(instrument, -FURTHEST_PRICE), high: formatPrice(instrument, FURTHEST_PRICE) },
});

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const NOTHING: OrderIntent = { id: '', account: '', instrument: '', side: 'buy', offset: 'open', type: 'limit', price: null, quantity: 0, timeInForce: 'day' };

export class Checking {
  readonly #journal: Journal;
  /** By the instrument's place in the feed. */
  readonly #venues: readonly Venue[];
  readonly #offers: readonly Offer[];
  /** 1 for each instrument that takes limit orders for the day and till cancelled: nearly all orders are such. */
  readonly #takesLimits: Uint8Array;
  /** What is being asked: one for all, because there is one for every order that comes. */
  readonly #ask: Writable<Ask>;

  /** What the order that was checked last holds back at its own price; NaN where that was not reckoned. */
  reserve: Money = NaN;

  constructor(journal: Journal, venues: readonly Venue[]) {
    this.#journal = journal;
    this.#venues = venues;
    this.#offers = journal.state.instruments.map(offerOf);
    this.#takesLimits = Uint8Array.from(this.#offers, (offer) => (has(offer, 'limit', 'day') && has(offer, 'limit', 'gtc') ? 1 : 0));
    this.#ask = { instrument: journal.state.instruments[0], intent: NOTHING, price: null, quantity: 0, filled: 0, quote: new Float64Array(), tradingDay: '', entry: undefined };
  }

  /**
   * What of an order closes a position, or why it is refused.
   * @param account whose it is; null where the exchange has no such account
   * @param changed the order that is to become this one; null for a new one
   * @param live whether it waits for no trigger, or no longer. What waits holds nothing back: a stop and a touch order may guard the same position
   */
  check(
    intent: OrderIntent,
    account: ExchangeAccount | null,
    index: number,
    price: Ticks | null,
    quantity: number,
    condition: OrderCondition | undefined,
    changed: ExchangeOrder | null,
    live = changed === null ? !isConditional(intent.type) : !changed.waiting,
  ): number | Fault {
    const { state, market } = this.#journal;
    this.reserve = NaN;
    if (account === null) return { code: 'account-unknown', params: { account: intent.account } };
    const { unconfirmed } = account;
    if (changed === null && unconfirmed !== null) return { code: 'statement-unconfirmed', params: { day: unconfirmed.tradingDay } };
    if (index < 0) return { code: 'instrument-unknown', params: { instrument: intent.instrument } };
    const instrument = state.instruments[index];
    const { type } = intent;
    if (price !== null && !(Math.abs(price) <= FURTHEST_PRICE)) return priceFault(instrument, price);
    if (price === null && (type === 'counter-best' || type === 'own-best')) return { code: 'best-price-missing' };
    const ask = this.#ask;
    ask.instrument = instrument;
    ask.intent = condition === intent.condition || condition === undefined ? intent : { ...intent, condition };
    ask.price = price;
    ask.quantity = quantity;
    ask.filled = changed === null ? 0 : changed.filled;
    ask.quote = market.quoteOf(index);
    ask.tradingDay = this.#journal.dayOf(index);
    ask.entry = entryNow(market.live, index, instrument);
    if ((changed === null || !live) && (condition !== undefined || type !== 'limit')) {
      const odd = conditionFault(instrument, type, price, condition, intent.side) ?? reachedFault(instrument, intent.side, type, condition, ask.quote[QUOTE.last]);
      if (odd) return odd;
    }
    const broken = (changed === null && !this.#offered(index, type, intent.timeInForce) ? offerFault(instrument, type, intent.timeInForce) : null) ?? brokenTerm(ask);
    if (broken) return broken;
    const stakes = account.stakesAt(index);
    const closing = closingOf(ask, stakes, changed === null ? 0 : changed.closing);
    if (typeof closing !== 'number') return !live && TO_COME.has(closing.code) ? 0 : closing;
    if (!live) return 0;
    if (instrument.positionLimit !== undefined) {
      const tooMuch = brokenPositionLimit(instrument, stakes[sideOpenedBy(intent.side)], quantity - ask.filled - closing, changed === null ? 0 : changed.opening);
      if (tooMuch) return tooMuch;
    }
    return this.#fundsFault(ask, account, index, closing, changed) ?? closing;
  }

  #offered(index: number, type: OrderType, timeInForce: TimeInForce): boolean {
    return (type === 'limit' && (timeInForce === 'day' || timeInForce === 'gtc') && this.#takesLimits[index] === 1) || has(this.#offers[index], type, timeInForce);
  }

  /** Only what opens needs funds: whoever is short of them can still close. */
  #fundsFault({ instrument, intent, price: own, quantity, filled }: Ask, account: ExchangeAccount, index: number, closing: number, changed: ExchangeOrder | null): Fault | null {
    let remaining = quantity - filled;
    if (remaining === closing) return null;
    const venue = this.#venues[index];
    let price = own;
    if (price === null) {
      const plan = venue.plan(index, intent.side, null, remaining, DEPTH[intent.type] ?? Infinity);
      if (plan.quantity <= closing) return null;
      remaining = plan.quantity;
      price = plan.worst;
    }
    // It may fill at a better price and then tie up more: a sale at a bid above its own price, a purchase below zero at a lower ask.
    const touch = venue.best(index, intent.side === 'sell' ? 'buy' : 'sell');
    if ((intent.side === 'sell' ? touch > price : touch < price) && Math.abs(touch) > Math.abs(price)) price = touch;
    const needed = reserveOf(instrument, intent.side, intent.offset, price, remaining, closing, filled === 0 ? null : changed);
    if (price === own) this.reserve = needed;
    return brokenFunds(instrument, needed, account.availableIn(account.stakesAt(index).purse, this.#journal.marks) + (changed === null ? 0 : changed.frozen));
  }
}
