/** Quantities as typed, in contracts or shares. */
import type { Instrument } from '#shared/model/instrument.ts';
import type { Side } from '#shared/model/order.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { leastOf } from '#shared/rules/order-quantity.ts';

type Terms = Pick<Instrument, 'lot' | 'minOrderQuantity' | 'maxOrderQuantity' | 'oddLotSell'>;

/** A typed quantity: a positive whole number of lots within the bounds of one order. A sell may be less than the least where the market allows it. */
export function parseQuantity(terms: Terms, text: string, side?: Side): Result<number> {
  const trimmed = text.trim();
  const quantity = /^\d{1,9}$/.test(trimmed) ? Number(trimmed) : 0;
  if (quantity <= 0) return fail('quantity-invalid', { quantity: trimmed.slice(0, 20) || '–' });
  const least = leastOf(terms);
  const oddAllowed = terms.oddLotSell === true && side !== 'buy' && quantity < least;
  if (quantity % terms.lot !== 0 && !oddAllowed) return fail('quantity-off-lot', { quantity, lot: terms.lot });
  if (quantity < least && !oddAllowed) return fail('quantity-below-min', { quantity, min: least });
  if (quantity > terms.maxOrderQuantity) return fail('quantity-above-max', { quantity, max: terms.maxOrderQuantity });
  return ok(quantity);
}

/** Presets are in the least quantities: 2 is 2 contracts, 200 of a share with a lot of 100, 400 of a STAR share. Those above the limit for one order are left out. */
export function presetQuantities(terms: Terms, presets: readonly number[]): number[] {
  return presets.map((count) => count * leastOf(terms)).filter((quantity) => quantity <= terms.maxOrderQuantity);
}

/** A preset as its button shows it: whole thousands as `5k`. */
export const presetText = (quantity: number): string => (quantity >= 1000 && quantity % 1000 === 0 ? `${quantity / 1000}k` : String(quantity));

/** The quantity `count` least quantities up or down from what is typed; never below one nor above the limit; one from nonsense. */
export function stepQuantity(terms: Terms, text: string, count: number): number {
  const now = /^\d{1,9}$/.test(text.trim()) ? Number(text.trim()) : 0;
  const least = leastOf(terms);
  const steps = count > 0 ? Math.floor(now / least) + count : Math.ceil(now / least) + count;
  const most = Math.max(1, Math.floor(terms.maxOrderQuantity / least));
  return Math.min(Math.max(steps, 1), most) * least;
}
