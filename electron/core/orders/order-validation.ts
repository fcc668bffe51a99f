/** Whether an order is one that its market and its broker can take. Pure: each check says what is wrong, or null. */
import type { MarketCapabilities } from '#shared/model/connection.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { isPriced, type Offset, type OrderCondition, type OrderHours, type OrderType, type Side, type TimeInForce } from '#shared/model/order.ts';
import { QUOTE } from '#shared/model/quote.ts';
import { conditionFault, reachedFault } from '#shared/orders/condition.ts';
import { capabilityFor, offerFault } from '#shared/orders/offer.ts';
import type { Ticks } from '#shared/price.ts';
import type { Fault } from '#shared/result.ts';
import { limitsFault, tickFault } from '#shared/rules/order-price.ts';

export interface OrderTerms {
  readonly side: Side;
  readonly type: OrderType;
  readonly price: Ticks | null;
  readonly quantity: number;
  readonly timeInForce: TimeInForce;
  readonly hours?: OrderHours | undefined;
}

const notSupported = (what: string, offered: readonly string[]): Fault => ({ code: 'not-supported', params: { what, offered: offered.join(', ') } });

/**
 * Rule 10: an instruction that the broker cannot carry or the instrument's market does not have, with the list of what there is.
 * @param account name of the account whose own capabilities these are; absent: they are its broker's
 */
export function checkCapability(capabilities: readonly MarketCapabilities[], instrument: Instrument, terms: OrderTerms, offsets: readonly Offset[], account?: string): Fault | null {
  const market = capabilityFor(capabilities, instrument);
  if (!market) {
    const what = `${instrument.exchange} ${instrument.kind}`;
    const offered = [...new Set(capabilities.flatMap((one) => one.kinds.map((kind) => `${one.exchange} ${kind}`)))];
    return account === undefined ? notSupported(what, offered) : { code: 'account-not-authorised', params: { account, what, offered: offered.join(', ') } };
  }
  if (!market.orderTypes.includes(terms.type)) return notSupported(terms.type, market.orderTypes);
  if (!market.timesInForce.includes(terms.timeInForce)) return notSupported(terms.timeInForce, market.timesInForce);
  const { hours } = terms;
  if (hours !== undefined && !market.hours?.some((offer) => offer.hours === hours && offer.orderTypes.includes(terms.type))) {
    return notSupported(`${hours} ${terms.type}`, ['regular', ...(market.hours ?? []).flatMap((offer) => offer.orderTypes.map((type) => `${offer.hours} ${type}`))]);
  }
  for (const offset of offsets) if (!market.offsets.includes(offset)) return notSupported(offset, market.offsets);
  return offerFault(instrument, terms.type, terms.timeInForce);
}

/**
 * An order that would close what is held and open the other way by what is left, where the broker takes no such order.
 * @param closable what it could close
 */
export function checkReversal(market: Pick<MarketCapabilities, 'closesFirst'> | undefined, instrument: Pick<Instrument, 'offsets' | 'shortable'>, quantity: number, closable: number): Fault | null {
  if (!market?.closesFirst || instrument.offsets !== 'net' || !instrument.shortable || closable <= 0 || quantity <= closable) return null;
  return { code: 'closes-first', params: { held: closable } };
}

/** What a conditional order waits for: by itself, and against a live last price where the market refuses a trigger that is reached already. */
export function checkCondition(instrument: Instrument, terms: Pick<OrderTerms, 'side' | 'type' | 'price'>, condition: OrderCondition | undefined, quote: Float64Array | undefined): Fault | null {
  const fault = conditionFault(instrument, terms.type, isPriced(terms.type) ? terms.price : null, condition, terms.side);
  if (fault || !quote || quote[QUOTE.stale] === 1) return fault;
  return reachedFault(instrument, terms.side, terms.type, condition, quote[QUOTE.last]);
}

/** Price against the tick table and, where the quote has them and is live, against the day's limits. A type without a price of its own has none to check. */
export function checkPrice(instrument: Instrument, type: OrderType, price: Ticks | null, quote: Float64Array | undefined): Fault | null {
  if (price === null) return isPriced(type) ? { code: 'price-missing' } : null;
  const offTick = tickFault(instrument, price);
  if (offTick || !quote || quote[QUOTE.stale] === 1) return offTick;
  return limitsFault(instrument, price, quote[QUOTE.lowerLimit], quote[QUOTE.upperLimit]);
}
