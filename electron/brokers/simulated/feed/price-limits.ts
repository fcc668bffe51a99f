/** The day's price limits from the reference price. */
import type { Instrument } from '#shared/model/instrument.ts';
import { roundToTick, type Ticks } from '#shared/price.ts';

/**
 * Limits in ticks, NaN where the market has none. Futures round into the band (CFFEX 2021-01-04: 5216.2 ± 10 % is 4694.6 to 5737.8);
 * shares round to the nearest tick (SSE trading rules 3.4: rounded half up to the tick).
 */
export function limitsOf(instrument: Pick<Instrument, 'tickSize' | 'decimals' | 'bands' | 'priceLimit' | 'kind'>, reference: Ticks): { readonly upper: number; readonly lower: number } {
  if (instrument.priceLimit === undefined) return { upper: NaN, lower: NaN };
  // Binary floats: 5000 × 1.1 is 5500.000000000001; the limit is meant exactly.
  const exact = (value: number): number => Math.round(value * 1e6) / 1e6;
  const upper = exact(reference * (1 + instrument.priceLimit));
  const lower = exact(reference * (1 - instrument.priceLimit));
  if (instrument.kind === 'future') return { upper: roundToTick(instrument, upper, 'down'), lower: roundToTick(instrument, lower, 'up') };
  return { upper: roundToTick(instrument, upper, 'nearest'), lower: roundToTick(instrument, lower, 'nearest') };
}
