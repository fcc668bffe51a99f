/** What the market says of an order's quantity: lots, least and most, and how much one account may hold. Pure. */
import type { Instrument } from '../model/instrument.ts';
import { isPriced, type Offset, type OrderType, type Side } from '../model/order.ts';
import type { Fault } from '../result.ts';

type Terms = Pick<Instrument, 'lot' | 'oddLotSell' | 'maxOrderQuantity' | 'maxMarketQuantity' | 'minOrderQuantity' | 'offsets'>;

/** What of an order its quantity is judged by. */
export interface Meant {
  readonly side: Side;
  readonly offset: Offset;
  readonly type: OrderType;
}

/** Most in one order of a type: a market order's own maximum holds for every type without a price. */
export const mostOf = (terms: Pick<Terms, 'maxOrderQuantity' | 'maxMarketQuantity'>, type: OrderType): number =>
  terms.maxMarketQuantity === undefined || isPriced(type) ? terms.maxOrderQuantity : terms.maxMarketQuantity;

/** Least in one order that opens or buys. */
export const leastOf = (terms: Pick<Terms, 'lot' | 'minOrderQuantity'>): number => Math.max(terms.lot, terms.minOrderQuantity ?? 0);

/** The largest quantity not above `quantity` that may be bought or opened in one order of a type; 0 where none may. */
export function largestOpening(terms: Terms, type: OrderType, quantity: number): number {
  const most = Math.min(quantity, mostOf(terms, type));
  const whole = Math.floor(most / terms.lot) * terms.lot;
  return whole >= leastOf(terms) ? whole : 0;
}

/** The largest quantity not above `closable` that may be sold or closed in one order of a type. An odd remainder goes where it may. */
export function largestClosing(terms: Terms, type: OrderType, closable: number): number {
  const most = mostOf(terms, type);
  if (closable <= most && (terms.oddLotSell === true || closable % terms.lot === 0)) return closable;
  return Math.floor(Math.min(closable, most) / terms.lot) * terms.lot;
}

/**
 * Why a quantity is not one that the market takes, or null.
 * - Purchases, short sales and openings: whole lots, at least `minOrderQuantity` (STAR: 200 shares, then single ones; BSE: 100).
 * - Sales where odd remainders may go (`oddLotSell`): what is short of a lot, or of the least quantity, leaves in one order
 *   (SSE and SZSE trading rules 2023, part 3.3: a remainder below 100 shares is sold at once; STAR: below 200; BSE: below 100).
 * - Closing orders of futures and options: any whole lot.
 * @param closable what the order could close, all that may be sold now
 */
export function quantityFault(terms: Terms, { side, offset, type }: Meant, quantity: number, closable: number): Fault | null {
  if (!Number.isSafeInteger(quantity) || quantity <= 0) return { code: 'quantity-invalid', params: { quantity } };
  const most = mostOf(terms, type);
  if (quantity > most) return { code: 'quantity-above-max', params: { quantity, max: most } };
  const { lot } = terms;
  const least = leastOf(terms);
  const net = terms.offsets === 'net';
  if (net && side === 'sell' && terms.oddLotSell === true && quantity <= closable) {
    const odd = quantity % lot;
    if (odd !== 0 && odd !== closable % lot) return { code: 'quantity-off-lot', params: { quantity, lot } };
    return quantity < least && quantity !== closable && least > lot ? { code: 'quantity-below-min', params: { quantity, min: least } } : null;
  }
  if (quantity % lot !== 0) return { code: 'quantity-off-lot', params: { quantity, lot } };
  const closes = !net && offset !== 'open';
  return quantity < least && !closes ? { code: 'quantity-below-min', params: { quantity, min: least } } : null;
}

/**
 * Why an account may not open more, or null (限仓): what it holds on that side, what its working orders would add and the new order
 * together stay within `positionLimit`.
 * @param held contracts on the side
 * @param working left to fill of its other orders that open that side
 */
export function positionLimitFault(instrument: Pick<Instrument, 'id' | 'positionLimit'>, held: number, working: number, opening: number): Fault | null {
  const { positionLimit } = instrument;
  if (positionLimit === undefined || opening <= 0 || held + working + opening <= positionLimit) return null;
  return { code: 'position-limit', params: { instrument: instrument.id, limit: positionLimit, held, working, quantity: opening } };
}
