/** What the market says of an order's price: tick, day limits, and how far from the market it may be. Pure; prices in ticks. */
import type { Instrument } from '../model/instrument.ts';
import type { Side } from '../model/order.ts';
import { QUOTE } from '../model/quote.ts';
import { formatPrice, isOnTick, roundToTick, stepAt, type PriceScale, type Ticks } from '../price.ts';
import type { Fault } from '../result.ts';

/** A price off the tick table, with the valid ones around it; null for a valid one. */
export function tickFault(scale: PriceScale, price: Ticks): Fault | null {
  if (isOnTick(scale, price)) return null;
  return {
    code: 'price-off-tick',
    params: {
      price: formatPrice(scale, price),
      below: formatPrice(scale, roundToTick(scale, price, 'down')),
      above: formatPrice(scale, roundToTick(scale, price, 'up')),
    },
  };
}

/** A price outside the day's limits; NaN is no limit. */
export function limitsFault(scale: PriceScale, price: Ticks, low: number, high: number): Fault | null {
  // Comparisons with NaN are false.
  if (!(price < low) && !(price > high)) return null;
  return { code: 'price-outside-limits', params: { price: formatPrice(scale, price), low: formatPrice(scale, low), high: formatPrice(scale, high) } };
}

/** Binary floats: 25 × 1.02 is meant exactly. */
const exact = (value: number): number => Math.round(value * 1e6) / 1e6;

const first = (...prices: readonly number[]): number => prices.find((price) => !Number.isNaN(price)) ?? NaN;

/**
 * The worst price that a limit order may carry while trading is continuous, NaN where there is no such bound. A purchase at most 102 %
 * of the best ask (else the best bid, else the last price, else the previous close), or ten ticks above where that is more; a sale
 * likewise below the best bid. SSE and SZSE trading rules 2023, part 3.3 (main boards and ChiNext); STAR: 102 % without the ten
 * ticks; BSE: 105 % or ten ticks. The ratio's product is rounded half up to the tick.
 */
export function cagePrice(instrument: Pick<Instrument, 'priceCage'> & PriceScale, side: Side, quote: Float64Array): Ticks {
  const { priceCage } = instrument;
  if (!priceCage) return NaN;
  const bid = quote[QUOTE.bid];
  const ask = quote[QUOTE.ask];
  const base = side === 'buy' ? first(ask, bid, quote[QUOTE.last], quote[QUOTE.preClose]) : first(bid, ask, quote[QUOTE.last], quote[QUOTE.preClose]);
  const beyond = priceCage.ticks * stepAt(instrument, base);
  if (side === 'buy') return Math.max(roundToTick(instrument, exact(base * (1 + priceCage.ratio)), 'nearest'), base + beyond);
  return Math.min(roundToTick(instrument, exact(base * (1 - priceCage.ratio)), 'nearest'), base - beyond);
}

/** A limit price too far through the market, with the furthest valid one; null where it is not, or where there is no such bound. */
export function cageFault(instrument: Pick<Instrument, 'priceCage'> & PriceScale, side: Side, price: Ticks, quote: Float64Array): Fault | null {
  const worst = cagePrice(instrument, side, quote);
  if (side === 'buy' ? !(price > worst) : !(price < worst)) return null;
  return { code: side === 'buy' ? 'price-above-range' : 'price-below-range', params: { price: formatPrice(instrument, price), worst: formatPrice(instrument, worst) } };
}
