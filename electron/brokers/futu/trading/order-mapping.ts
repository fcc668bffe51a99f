/** Orders and fills, from OpenD's messages and to them. Prices cross as decimals and are rounded to whole ticks on the way in. */
import type { FillReport, OrderIntent, OrderReport } from '#electron/brokers/broker.ts';
import { ORDER_STATUS, ORDER_TYPE, QOT_MARKET, TRAIL_TYPE, TRD_SEC_MARKET, TRD_SIDE } from '#electron/brokers/futu/messages/codes.ts';
import type { Asked } from '#electron/brokers/futu/messages/protocol.ts';
import type { ModifyOrder, PlaceOrder } from '#electron/brokers/futu/messages/trade.ts';
import type { Order, OrderFill } from '#electron/brokers/futu/messages/trade-records.ts';
import type { SecurityName } from '#electron/brokers/futu/quotes/instruments.ts';
import { termsOf } from '#electron/brokers/futu/quotes/market-terms.ts';
import type { Listing } from '#electron/brokers/futu/quotes/listing.ts';
import type { Decoded } from '#electron/brokers/futu/wire/schema.ts';
import { tradingDayOf } from '#shared/calendar/sessions.ts';
import { momentOf } from '#shared/calendar/zone.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { isConditional, isPriced, type OrderCondition, type OrderType, type Side } from '#shared/model/order.ts';
import { conditionFault } from '#shared/orders/condition.ts';
import { priceOf, ticksOf, type Ticks } from '#shared/price.ts';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';
import { HOURS_IN, HOURS_OUT, SIDE_IN, STATE_IN, TIME_IN, TIME_OUT, TYPE_IN, TYPE_OUT, US_HOURS } from './order-words.ts';

export type TheirOrder = Decoded<typeof Order>;
export type TheirFill = Decoded<typeof OrderFill>;

/** What our orders are marked with; a remark holds 64 bytes (line 10553). */
const MARK = 'pankou:';
const REMARK_BYTES = 64;

/** The remark that carries an order's id; undefined for an id that does not fit. */
export function remarkOf(clientOrderId: string): string | undefined {
  const remark = `${MARK}${clientOrderId}`;
  return Buffer.byteLength(remark) <= REMARK_BYTES ? remark : undefined;
}

const clientIdOf = (remark: string | undefined): string | null => (remark?.startsWith(MARK) ? remark.slice(MARK.length) : null);

const MARKET_OF_SECURITY: ReadonlyMap<number, number> = new Map([
  [TRD_SEC_MARKET.hk, QOT_MARKET.hk], [TRD_SEC_MARKET.us, QOT_MARKET.us], [TRD_SEC_MARKET.shanghai, QOT_MARKET.shanghai], [TRD_SEC_MARKET.shenzhen, QOT_MARKET.shenzhen],
]);

/** Which security a trade message is about; null for a market that is not carried. */
export function tradedSecurity({ code, secMarket }: { readonly code: string; readonly secMarket?: number }): SecurityName | null {
  const market = MARKET_OF_SECURITY.get(secMarket ?? 0);
  return market === undefined ? null : { market, code };
}

/** OpenD writes the times of futures in this zone where it is not told another (FAQ Q6, line 12335). */
const FUTURES_ZONE = 'Asia/Hong_Kong';

/** UTC ms of a time of the exchange; OpenD sends a timestamp in seconds beside its text, but need not. 0 for neither. */
export function timeOf(instrument: Pick<Instrument, 'timeZone' | 'kind'>, seconds: number | undefined, text: string): number {
  if (seconds !== undefined && seconds > 0) return Math.round(seconds * 1_000);
  const wall = Date.parse(`${text.trim().replace(' ', 'T')}Z`);
  return Number.isNaN(wall) ? 0 : momentOf(instrument.kind === 'future' ? FUTURES_ZONE : instrument.timeZone, wall);
}

function conditionOf(type: OrderType, order: TheirOrder, instrument: Instrument): OrderCondition | undefined {
  if (!isConditional(type)) return undefined;
  if (type !== 'trailing-stop' && type !== 'trailing-stop-limit') return { trigger: ticksOf(instrument, order.auxPrice ?? NaN), trail: null, limitOffset: null };
  const value = order.trailValue ?? NaN;
  return {
    trigger: null,
    trail: order.trailType === TRAIL_TYPE.ratio ? { ratio: Number((value / 100).toFixed(8)) } : { amount: ticksOf(instrument, value) },
    limitOffset: type === 'trailing-stop-limit' ? ticksOf(instrument, order.trailSpread ?? NaN) : null,
  };
}

/** @param clientOrderId our id where it is known from elsewhere than the remark */
export function reportOf(account: string, order: TheirOrder, { instrument }: Listing, clientOrderId: string | null): OrderReport {
  const type = TYPE_IN.get(order.orderType) ?? 'limit';
  const condition = conditionOf(type, order, instrument);
  const side = SIDE_IN.get(order.trdSide) ?? 'buy';
  const state = STATE_IN.get(order.orderStatus) ?? 'working';
  const exchangeTime = timeOf(instrument, order.updateTimestamp, order.updateTime);
  // Hong Kong's pre-opening auction is marked alike and has no hours of its own here.
  const hours = order.secMarket === TRD_SEC_MARKET.us ? (HOURS_IN.get(order.session ?? 0) ?? (order.session === undefined && order.fillOutsideRTH ? 'extended' : undefined)) : undefined;
  return {
    account,
    clientOrderId: clientIdOf(order.remark) ?? clientOrderId,
    brokerOrderId: order.orderIDEx,
    instrument: instrument.id,
    side,
    // Shares are netted: a purchase opens, a sale closes.
    offset: side === 'buy' ? 'open' : 'close',
    type,
    price: isPriced(type) && order.price !== undefined ? ticksOf(instrument, order.price) : null,
    quantity: order.qty,
    timeInForce: order.orderType === ORDER_TYPE.specialLimitAll ? 'fok' : (TIME_IN.get(order.timeInForce ?? 0) ?? 'day'),
    ...(hours ? { hours } : {}),
    ...(condition ? { condition } : {}),
    state,
    filled: order.fillQty ?? 0,
    fault: order.orderStatus === ORDER_STATUS.deleted ? { code: 'order-deleted' } : faultOf(state, order.lastErrMsg),
    exchangeTime,
    tradingDay: tradingDayOf(instrument.sessions, timeOf(instrument, order.createTimestamp, order.createTime) || exchangeTime),
  };
}

function faultOf(state: OrderReport['state'], text: string | undefined): Fault | null {
  if (!text && state !== 'rejected') return null;
  return { code: 'broker-rejected', ...(text ? { brokerText: text } : {}) };
}

/** Fees are not told with a fill (Trd_GetOrderFee tells them by order, later). */
export function fillOf(account: string, fill: TheirFill, { instrument }: Listing, clientOrderId: string | null): FillReport {
  const side = SIDE_IN.get(fill.trdSide) ?? 'buy';
  const exchangeTime = timeOf(instrument, fill.createTimestamp, fill.createTime);
  return {
    account,
    brokerFillId: fill.fillIDEx,
    brokerOrderId: fill.orderIDEx ?? '',
    clientOrderId,
    instrument: instrument.id,
    side,
    offset: side === 'buy' ? 'open' : 'close',
    price: ticksOf(instrument, fill.price),
    quantity: fill.qty,
    fee: 0,
    exchangeTime,
    tradingDay: tradingDayOf(instrument.sessions, exchangeTime),
  };
}

/**
 * A trail in per cent is rounded to two decimals, a spread of an account of securities to three; those of futures have nine (Futu's document,
 * place_order, price, trail_value and trail_spread), which is finer than any tick.
 */
const FINEST_PER_CENT = 0.01;
const FINEST_SPREAD = 0.001;

const isMultiple = (value: number, unit: number): boolean => Math.abs(value / unit - Math.round(value / unit)) < 1e-6;

/**
 * What is missing of what the type needs, too much, or finer than OpenD would keep it; null where it is right (FAQ Q9 and Q10, lines
 * 12377 and 12404).
 */
export function requirementFault(instrument: Instrument, type: OrderType, price: Ticks | null, condition: OrderCondition | undefined, side?: Side): Fault | null {
  if (isPriced(type) && price === null) return { code: 'price-missing' };
  const fault = conditionFault(instrument, type, isPriced(type) ? price : null, condition, side);
  if (fault || !condition) return fault;
  const { trail, limitOffset } = condition;
  if (trail && 'ratio' in trail && !isMultiple(trail.ratio * 100, FINEST_PER_CENT)) return { code: 'not-supported', params: { what: `${Number((trail.ratio * 100).toFixed(6))} %`, offered: `${FINEST_PER_CENT} %` } };
  const spread = limitOffset === null || instrument.kind === 'future' ? 0 : priceOf(instrument, limitOffset);
  return isMultiple(spread, FINEST_SPREAD) ? null : { code: 'not-supported', params: { what: String(spread), offered: String(FINEST_SPREAD) } };
}

type Terms = Pick<Asked<typeof ModifyOrder>, 'price' | 'auxPrice' | 'trailType' | 'trailValue' | 'trailSpread' | 'adjustPrice' | 'adjustSideAndLimit'>;

/** Lets OpenD move a price onto its tick, to the better side alone (line 12569). @param within a part of the price; 0: not at all */
export function adjustmentOf(side: Side, price: number | undefined, within: number): Pick<Terms, 'adjustPrice' | 'adjustSideAndLimit'> {
  return within > 0 && price !== undefined ? { adjustPrice: true, adjustSideAndLimit: side === 'buy' ? -within : within } : {};
}

/** Price, trigger and trail by type (FAQ Q9 and Q10: exactly those that the type needs). */
export function orderTerms(instrument: Instrument, type: OrderType, price: Ticks | null, condition: OrderCondition | undefined): Terms {
  const terms: { -readonly [K in keyof Terms]: Terms[K] } = {};
  if (isPriced(type) && price !== null) terms.price = priceOf(instrument, price);
  if (!condition) return terms;
  const { trigger, trail, limitOffset } = condition;
  if (trigger !== null) terms.auxPrice = priceOf(instrument, trigger);
  if (trail) {
    const amount = 'amount' in trail;
    terms.trailType = amount ? TRAIL_TYPE.amount : TRAIL_TYPE.ratio;
    // A part of the price goes out in per cent: 20 is 20 % (Futu's document, place_order, trail_value).
    terms.trailValue = amount ? priceOf(instrument, trail.amount) : Number((trail.ratio * 100).toFixed(2));
  }
  if (limitOffset !== null) terms.trailSpread = priceOf(instrument, limitOffset);
  return terms;
}

export type Placed = Omit<Asked<typeof PlaceOrder>, 'packetID' | 'header'>;

/**
 * An order's content. Fails for a type or time in force that OpenD has no word for, and for terms that are not those of the type.
 * @param within how far OpenD may move the price onto its tick; see `adjustmentOf`
 */
export function placedOf(intent: OrderIntent, listing: Listing, within = 0): Result<Placed> {
  const orderType = TYPE_OUT.get(intent.type);
  const timeInForce = TIME_OUT.get(intent.timeInForce);
  const secMarket = termsOf(listing.market)?.secMarket;
  if (orderType === undefined) return fail('not-supported', { what: intent.type, offered: [...TYPE_OUT.keys()].join(', ') });
  if (timeInForce === undefined) return fail('not-supported', { what: intent.timeInForce, offered: [...TIME_OUT.keys()].join(', ') });
  if (secMarket === undefined) return fail('instrument-unknown', { instrument: intent.instrument });
  // Market orders of Hong Kong, the mainland and futures are for the day (Futu's document, place_order, time_in_force).
  const isDayOnly = secMarket !== TRD_SEC_MARKET.us || listing.instrument.kind === 'future';
  if (intent.type === 'market' && intent.timeInForce !== 'day' && isDayOnly) return fail('not-supported', { what: intent.timeInForce, offered: 'day' });
  const { hours } = intent;
  if (hours !== undefined && (secMarket !== TRD_SEC_MARKET.us || !US_HOURS.some((offer) => offer.hours === hours && offer.orderTypes.includes(intent.type)))) {
    return fail('not-supported', { what: `${hours} ${intent.type}`, offered: 'regular' });
  }
  const fault = requirementFault(listing.instrument, intent.type, intent.price, intent.condition, intent.side);
  if (fault) return { ok: false, fault };
  const terms = orderTerms(listing.instrument, intent.type, intent.price, intent.condition);
  return ok({
    trdSide: intent.side === 'buy' ? TRD_SIDE.buy : TRD_SIDE.sell,
    orderType,
    code: listing.code,
    qty: intent.quantity,
    secMarket,
    timeInForce,
    remark: remarkOf(intent.id),
    ...(hours === undefined ? {} : { session: HOURS_OUT[hours], fillOutsideRTH: hours !== 'overnight' }),
    ...terms,
    ...adjustmentOf(intent.side, terms.price, within),
  });
}
