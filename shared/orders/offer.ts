/** What one instrument offers: its market's order types, narrowed by the instrument's own list and by what a broker carries. Pure. */
import type { MarketCapabilities } from '../model/connection.ts';
import type { Instrument } from '../model/instrument.ts';
import type { OrderType, Side, TimeInForce } from '../model/order.ts';
import type { Ticks } from '../price.ts';
import type { Fault } from '../result.ts';
import { marketOrderTypes, type TypeOffer } from './order-types.ts';

type Terms = Pick<Instrument, 'exchange' | 'kind' | 'orderTypes'>;
type Carried = Pick<MarketCapabilities, 'orderTypes' | 'timesInForce'>;

/** What a broker, or an account of it, carries of an instrument; undefined: it does not trade it. */
export const capabilityFor = (capabilities: readonly MarketCapabilities[], instrument: Pick<Instrument, 'exchange' | 'kind'>): MarketCapabilities | undefined =>
  capabilities.find((market) => market.exchange === instrument.exchange && market.kinds.includes(instrument.kind));

/** Types with their times in force, in the order they are offered. */
export type Offer = ReadonlyMap<OrderType, readonly TimeInForce[]>;

/** Worked out once an instrument. */
const known = new WeakMap<Terms, Offer>();

/** Everything that an instrument takes. To be kept by whoever asks for every order. */
export function offerOf(instrument: Terms): Offer {
  const before = known.get(instrument);
  if (before) return before;
  const { types } = marketOrderTypes(instrument);
  const own = instrument.orderTypes;
  const offered = own ? own.flatMap((type) => types.find((entry) => entry.type === type) ?? { type, timesInForce: ['day' as const] }) : types;
  const offer = new Map(offered.map(({ type, timesInForce }) => [type, timesInForce]));
  known.set(instrument, offer);
  return offer;
}

/**
 * The types of an instrument with their times in force, in the order they are offered.
 * @param carried what the broker carries in that market; without it, everything the market has
 */
export function offeredTypes(instrument: Terms, carried?: Carried): readonly TypeOffer[] {
  const all = [...offerOf(instrument)].map(([type, timesInForce]): TypeOffer => ({ type, timesInForce }));
  if (!carried) return all;
  const offered: TypeOffer[] = [];
  for (const { type, timesInForce } of all) {
    if (!carried.orderTypes.includes(type)) continue;
    const times = timesInForce.filter((time) => carried.timesInForce.includes(time));
    // A type that never rests has no time of its own: whatever the broker calls it.
    offered.push({ type, timesInForce: times.length > 0 ? times : carried.timesInForce.slice(0, 1) });
  }
  return offered;
}

/** Whether an offer has a type with a time in force. What does not rest is also taken for the day or till cancelled: it is over at once either way. */
export function has(offer: Offer, type: OrderType, timeInForce: TimeInForce): boolean {
  const times = offer.get(type);
  if (times === undefined) return false;
  return timeInForce === 'day' || times.includes(timeInForce) || (timeInForce === 'gtc' && !times.includes('day'));
}

/** Whether an instrument takes a type with a time in force. */
export const takes = (instrument: Terms, type: OrderType, timeInForce: TimeInForce): boolean => has(offerOf(instrument), type, timeInForce);

/** Why an instrument does not take a type with a time in force, with what it takes instead; null where it does. */
export function offerFault(instrument: Terms, type: OrderType, timeInForce: TimeInForce): Fault | null {
  const offer = offerOf(instrument);
  if (has(offer, type, timeInForce)) return null;
  const times = offer.get(type);
  if (!times) return { code: 'order-type-not-offered', params: { what: type, offered: [...offer.keys()].join(', ') } };
  return { code: 'time-not-offered', params: { what: timeInForce, type, offered: times.join(', ') } };
}

/** Types that take what the other side shows, the most far-reaching first. */
const AT_MARKET: readonly OrderType[] = ['market', 'best-five-ioc', 'counter-best'];

export interface AtMarket {
  readonly type: OrderType;
  readonly price: Ticks | null;
  readonly timeInForce: TimeInForce;
}

/**
 * The order that trades at the market now: the market order of the instrument's market, or where it has none a limit order at the
 * day's price limit (at `fallback` where there are no limits) whose rest is cancelled.
 * @param lower price limits in ticks, NaN where there are none
 * @param fallback a price that trades, in ticks; NaN where nothing is known
 * @returns null where the market has no such order and no price is known
 */
export function atMarket(instrument: Terms, side: Side, lower: Ticks, upper: Ticks, fallback: Ticks, carried?: Carried): AtMarket | null {
  const offered = offeredTypes(instrument, carried);
  for (const type of AT_MARKET) {
    const found = offered.find((entry) => entry.type === type);
    if (found) return { type, price: null, timeInForce: found.timesInForce.includes('ioc') ? 'ioc' : found.timesInForce[0] };
  }
  const limit = offered.find((entry) => entry.type === 'limit');
  const bound = side === 'buy' ? upper : lower;
  const price = Number.isNaN(bound) ? fallback : bound;
  if (!limit || Number.isNaN(price)) return null;
  return { type: 'limit', price, timeInForce: limit.timesInForce.includes('ioc') ? 'ioc' : limit.timesInForce[0] };
}

/** Every type and time in force that any of these instruments takes: what a broker that runs their markets carries. */
export function carriedBy(instruments: readonly Terms[]): { readonly orderTypes: readonly OrderType[]; readonly timesInForce: readonly TimeInForce[] } {
  const types = new Set<OrderType>();
  const times = new Set<TimeInForce>();
  for (const instrument of instruments) {
    for (const [type, timesInForce] of offerOf(instrument)) {
      types.add(type);
      for (const time of timesInForce) times.add(time);
    }
  }
  return { orderTypes: [...types], timesInForce: [...times] };
}
