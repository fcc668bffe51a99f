/** Quantities as typed, in contracts or shares. */
import type { Instrument } from '#shared/model/instrument.ts';
import type { Side } from '#shared/model/order.ts';
import { fail, ok, type Result } from '#shared/result.ts';

type Terms = Pick<Instrument, 'lot' | 'maxOrderQuantity' | 'oddLotSell'>;

/** A typed quantity: a positive whole number of lots within the limit for one order. A sell may be an odd lot where the market allows it. */
export function parseQuantity(terms: Terms, text: string, side?: Side): Result<number> {
  const trimmed = text.trim();
  const quantity = /^\d{1,9}$/.test(trimmed) ? Number(trimmed) : 0;
  if (quantity <= 0) return fail('quantity-invalid', { quantity: trimmed.slice(0, 20) || '–' });
  const oddAllowed = terms.oddLotSell === true && side !== 'buy' && quantity < terms.lot;
  if (quantity % terms.lot !== 0 && !oddAllowed) return fail('quantity-off-lot', { quantity, lot: terms.lot });
  if (quantity > terms.maxOrderQuantity) return fail('quantity-above-max', { quantity, max: terms.maxOrderQuantity });
  return ok(quantity);
}

/** Presets are in lots: 2 is 2 contracts, or 200 of a share with a lot of 100. Those above the limit for one order are left out. */
export function presetQuantities(terms: Terms, presets: readonly number[]): number[] {
  return presets.map((lots) => lots * terms.lot).filter((quantity) => quantity <= terms.maxOrderQuantity);
}

/** A preset as its button shows it: whole thousands as `5k`. */
export const presetText = (quantity: number): string => (quantity >= 1000 && quantity % 1000 === 0 ? `${quantity / 1000}k` : String(quantity));

/** The quantity `count` lots up or down from what is typed; never below one lot nor above the limit; one lot from nonsense. */
export function stepQuantity(terms: Terms, text: string, count: number): number {
  const now = /^\d{1,9}$/.test(text.trim()) ? Number(text.trim()) : 0;
  const lots = count > 0 ? Math.floor(now / terms.lot) + count : Math.ceil(now / terms.lot) + count;
  const most = Math.max(1, Math.floor(terms.maxOrderQuantity / terms.lot));
  return Math.min(Math.max(lots, 1), most) * terms.lot;
}
