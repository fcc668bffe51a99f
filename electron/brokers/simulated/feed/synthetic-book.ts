/** The generated book around a touch. A size belongs to its price and stays for a while, so that levels live on when the touch moves. */
import type { Instrument } from '#shared/model/instrument.ts';
import { LEVEL, levelOffset } from '#shared/model/order-book.ts';
import { stepTicks, type Ticks } from '#shared/price.ts';
import { fraction, mix } from './random.ts';

export interface BookShape {
  readonly instrument: Instrument;
  readonly seed: number;
  /** Usual size of the touch, in lots. */
  readonly lots: number;
  readonly upperLimit: number;
  readonly lowerLimit: number;
}

/** Contracts or shares at a price, always at least a lot. It changes every 3 to 18 events, each price at its own time. */
function sizeAt(shape: BookShape, price: Ticks, side: number, event: number, level: number): number {
  const own = mix(shape.seed + side, price);
  const period = 3 + (own & 15);
  const epoch = Math.floor((event + (own >>> 5) % period) / period);
  const part = fraction(mix(own, epoch));
  return shape.instrument.lot * Math.max(1, Math.round(shape.lots * (0.25 + 1.5 * part * part) * (1 + 0.18 * level)));
}

/**
 * Writes all levels of a book.
 * @param event a number that goes up by one with every event of the day: sizes are a function of it
 */
export function fillBook(shape: BookShape, bid: Ticks, ask: Ticks, event: number, book: Float64Array): void {
  const { instrument, upperLimit, lowerLimit } = shape;
  const levels = instrument.depth;
  book[0] = levels;
  let buy = bid;
  let sell = ask;
  for (let level = 0; level < levels; level++) {
    const at = levelOffset(level);
    // No order can stand beyond the limits (NaN: none), nor at zero.
    const buys = !(buy < lowerLimit) && buy > 0;
    const sells = !(sell > upperLimit);
    book[at + LEVEL.bid] = buys ? buy : NaN;
    book[at + LEVEL.bidSize] = buys ? sizeAt(shape, buy, 0, event, level) : 0;
    book[at + LEVEL.ask] = sells ? sell : NaN;
    book[at + LEVEL.askSize] = sells ? sizeAt(shape, sell, 1, event, level) : 0;
    if (buys) buy = stepTicks(instrument, buy, -1);
    if (sells) sell = stepTicks(instrument, sell, 1);
  }
}
