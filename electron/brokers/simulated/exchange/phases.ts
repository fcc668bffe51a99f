/**
 * What a market's hours mean for an order. On a replay the quote's phase alone decides; on the wall clock the session does (shared/calendar):
 * whether orders are taken, kept until trading goes on, or refused, and whether standing ones may be changed and cancelled.
 */
import type { OrderIntent } from '#electron/brokers/broker.ts';
import type { Session } from '#shared/calendar/sessions.ts';
import { sessionTable, type OrderEntry } from '#shared/calendar/session-tables.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { isConditional } from '#shared/model/order.ts';
import { PHASES, QUOTE } from '#shared/model/quote.ts';
import { formatPrice, type Ticks } from '#shared/price.ts';
import type { Fault } from '#shared/result.ts';
import { rests } from './orders.ts';

/** A market's hours as the exchange asks for them, by the instrument's place in the feed. */
export interface Hours {
  tradingDayOf(index: number): string;
  sessionOf(index: number): Session | null;
}

/** What becomes of a new order now; undefined where only the phase counts. */
export function entryNow(hours: Hours | undefined, index: number, instrument: Instrument): OrderEntry | undefined {
  if (!hours) return undefined;
  return hours.sessionOf(index)?.orders ?? sessionTable(instrument.sessions)?.closed ?? 'refused';
}

/** Types that trade in a call auction alone. */
export const isForAuction = ({ type }: Pick<OrderIntent, 'type'>): boolean => type === 'auction' || type === 'auction-limit';

const closed = ({ id }: Instrument): Fault => ({ code: 'session-closed', params: { instrument: id } });

/**
 * Orders rest during an auction, or wait for their trigger; what must trade at once waits for continuous trading. What is queued must be
 * an order that stays. Closed, break and halt take none where nothing says otherwise.
 */
export function phaseFault(instrument: Instrument, intent: OrderIntent, quote: Float64Array, entry: OrderEntry | undefined): Fault | null {
  const phase = PHASES[quote[QUOTE.phase]] ?? 'closed';
  const stays = rests(intent) || isConditional(intent.type);
  if (entry === 'refused') return closed(instrument);
  if (entry === 'queued') return stays && !isForAuction(intent) ? null : closed(instrument);
  if (phase === 'auction') return stays || isForAuction(intent) ? null : closed(instrument);
  // Taken though nothing is quoted: trading at the closing price.
  if (phase === 'closed' && entry === 'taken') return intent.type === 'limit' ? fixedPriceFault(instrument, intent, quote[QUOTE.last]) : closed(instrument);
  if (phase !== 'continuous') return closed(instrument);
  return isForAuction(intent) ? { code: 'auction-only', params: { instrument: instrument.id } } : null;
}

/** An order that does not reach the closing price is void (SSE STAR and SZSE ChiNext provisions on trading after the close). */
function fixedPriceFault(instrument: Instrument, { side, price }: OrderIntent, close: Ticks): Fault | null {
  if (price !== null && (side === 'buy' ? price >= close : price <= close)) return null;
  return { code: 'fixed-price-missed', params: { price: Number.isNaN(close) ? '–' : formatPrice(instrument, close) } };
}

/** Whether an instrument trades at its closing price now. */
export const tradesAtClose = (hours: Hours | undefined, index: number): boolean => hours?.sessionOf(index)?.name === 'fixed-price';

/** Why a standing order may not be changed or cancelled now; null where it may. Outside all sessions it may: nothing happens to it meanwhile. */
export function lockFault(hours: Hours | undefined, index: number, instrument: Instrument): Fault | null {
  const session = hours?.sessionOf(index);
  return session && !session.cancels ? { code: 'orders-locked', params: { instrument: instrument.id } } : null;
}
