/** Orders, fills, positions and funds of the house as OpenD's messages, and what a script asks for as an order of ours. */
import { FILL_STATUS, ORDER_STATUS, ORDER_TYPE, POSITION_SIDE, TIME_IN_FORCE, TRAIL_TYPE, TRD_SIDE } from '#electron/brokers/futu/messages/codes.ts';
import type { Funds as FundsMessage, Order as OrderMessage, OrderFill, Position as PositionMessage } from '#electron/brokers/futu/messages/trade-records.ts';
import type { Encodable } from '#electron/brokers/futu/wire/schema.ts';
import { sentenceOf, type Language } from '#shared/faults.ts';
import type { Funds } from '#shared/model/account.ts';
import type { Fill } from '#shared/model/fill.ts';
import { tickMoney, type Instrument } from '#shared/model/instrument.ts';
import { isConditional, isPriced, type Order, type OrderCondition, type OrderState, type OrderType, type Side, type TimeInForce } from '#shared/model/order.ts';
import { positionKey, positionQuantity, type Position } from '#shared/model/position.ts';
import { markOf } from '#shared/model/quote.ts';
import { isOnTick, MONEY_PER_UNIT, priceOf, roundToTick, ticksOf, type Ticks } from '#shared/price.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { numberOf } from '../numbers.ts';
import { CURRENCIES_OUT, marketOf, preciseTimeText, securityOf } from '../securities.ts';

/** As OpenD writes it: a future's is not the exchange's own. */
const codeOf = (instrument: Instrument): string => securityOf(instrument)?.code ?? instrument.code;

const money = (amount: number): number => amount / MONEY_PER_UNIT;

/** OrderType and TimeInForce of Trd_Common; absolute limit orders and good-till-date have no like here. */
const TYPES: ReadonlyMap<number, OrderType> = new Map([
  [ORDER_TYPE.normal, 'limit'], [ORDER_TYPE.market, 'market'], [ORDER_TYPE.auction, 'auction'], [ORDER_TYPE.auctionLimit, 'auction-limit'],
  [ORDER_TYPE.specialLimit, 'special-limit'], [ORDER_TYPE.stop, 'stop'], [ORDER_TYPE.stopLimit, 'stop-limit'], [ORDER_TYPE.marketIfTouched, 'touch'],
  [ORDER_TYPE.limitIfTouched, 'touch-limit'], [ORDER_TYPE.trailingStop, 'trailing-stop'], [ORDER_TYPE.trailingStopLimit, 'trailing-stop-limit'],
]);
const TYPE_NUMBERS = new Map(Array.from(TYPES, ([number, type]) => [type, number]));
const TIMES: ReadonlyMap<number, TimeInForce> = new Map([[TIME_IN_FORCE.day, 'day'], [TIME_IN_FORCE.gtc, 'gtc'], [TIME_IN_FORCE.ioc, 'ioc']]);
const TIME_NUMBERS: Readonly<Record<TimeInForce, number>> = { day: TIME_IN_FORCE.day, gtc: TIME_IN_FORCE.gtc, ioc: TIME_IN_FORCE.ioc, fok: TIME_IN_FORCE.ioc };
const SIDES: ReadonlyMap<number, Side> = new Map([[TRD_SIDE.buy, 'buy'], [TRD_SIDE.sell, 'sell'], [TRD_SIDE.sellShort, 'sell'], [TRD_SIDE.buyBack, 'buy']]);

export const orderNumber = (order: Pick<Order, 'id'>): string => numberOf(order.id);

const STATUS: Readonly<Record<OrderState, number>> = {
  held: ORDER_STATUS.waitingSubmit, submitting: ORDER_STATUS.submitting, unknown: ORDER_STATUS.submitting, working: ORDER_STATUS.submitted,
  'partly-filled': ORDER_STATUS.filledPart, filled: ORDER_STATUS.filledAll, cancelled: ORDER_STATUS.cancelledAll, expired: ORDER_STATUS.cancelledAll,
  rejected: ORDER_STATUS.failed, refused: ORDER_STATUS.failed, 'not-received': ORDER_STATUS.submitFailed, disabled: ORDER_STATUS.disabled,
};

export function statusOf({ state, pending, filled }: Pick<Order, 'state' | 'pending' | 'filled'>): number {
  const status = STATUS[state];
  if (status === ORDER_STATUS.cancelledAll && filled > 0) return ORDER_STATUS.cancelledPart;
  if (pending?.kind === 'cancelling' && (state === 'working' || state === 'partly-filled')) return filled > 0 ? ORDER_STATUS.cancellingPart : ORDER_STATUS.cancellingAll;
  return status;
}

function conditionTerms(instrument: Instrument, { condition, triggerPrice }: Order): Partial<Encodable<typeof OrderMessage>> {
  if (!condition) return {};
  const { trigger, trail, limitOffset } = condition;
  const at = trigger ?? triggerPrice ?? null;
  return {
    ...(at === null ? {} : { auxPrice: priceOf(instrument, at) }),
    ...(trail && 'amount' in trail ? { trailType: TRAIL_TYPE.amount, trailValue: priceOf(instrument, trail.amount) } : {}),
    ...(trail && 'ratio' in trail ? { trailType: TRAIL_TYPE.ratio, trailValue: Number((trail.ratio * 100).toFixed(6)) } : {}),
    ...(limitOffset === null ? {} : { trailSpread: priceOf(instrument, limitOffset) }),
  };
}

const sideOut = (side: Side): number => (side === 'buy' ? TRD_SIDE.buy : TRD_SIDE.sell);

export function orderMessage(instrument: Instrument, order: Order, language: Language): Encodable<typeof OrderMessage> {
  const market = marketOf(instrument);
  const number = orderNumber(order);
  return {
    trdSide: sideOut(order.side),
    orderType: TYPE_NUMBERS.get(order.type) ?? ORDER_TYPE.market,
    orderStatus: statusOf(order),
    orderID: number,
    orderIDEx: number,
    code: codeOf(instrument),
    name: instrument.name[language],
    qty: order.quantity,
    price: order.price === null ? 0 : priceOf(instrument, order.price),
    createTime: preciseTimeText(instrument.timeZone, order.createdAt),
    createTimestamp: order.createdAt / 1000,
    updateTime: preciseTimeText(instrument.timeZone, order.updatedAt),
    updateTimestamp: order.updatedAt / 1000,
    fillQty: order.filled,
    fillAvgPrice: order.filled === 0 ? 0 : averagePrice(instrument, order.filledValue, order.filled),
    ...(order.fault ? { lastErrMsg: sentenceOf(order.fault, language) } : {}),
    timeInForce: TIME_NUMBERS[order.timeInForce],
    fillOutsideRTH: false,
    ...(order.script?.remark ? { remark: order.script.remark } : {}),
    ...conditionTerms(instrument, order),
    currency: CURRENCIES_OUT[instrument.currency],
    ...(market ? { secMarket: market.secMarket, trdMarket: market.trade } : {}),
  };
}

/** Ticks × quantity by quantity, in currency units. */
const averagePrice = (instrument: Instrument, value: number, quantity: number): number => Number(((value / quantity) * instrument.tickSize).toFixed(9));

export function fillMessage(instrument: Instrument, fill: Fill, language: Language): Encodable<typeof OrderFill> {
  const market = marketOf(instrument);
  const number = numberOf(fill.id);
  const order = orderNumber({ id: fill.order });
  return {
    trdSide: sideOut(fill.side),
    fillID: number,
    fillIDEx: number,
    orderID: order,
    orderIDEx: order,
    code: codeOf(instrument),
    name: instrument.name[language],
    qty: fill.quantity,
    price: priceOf(instrument, fill.price),
    createTime: preciseTimeText(instrument.timeZone, fill.receivedAt),
    createTimestamp: fill.receivedAt / 1000,
    updateTimestamp: fill.receivedAt / 1000,
    status: FILL_STATUS.ok,
    ...(market ? { secMarket: market.secMarket, trdMarket: market.trade } : {}),
  };
}

/** Marked at the last price; at what it cost while there is no quote. */
export function positionMessage(instrument: Instrument, position: Position, quote: Float64Array | undefined, language: Language): Encodable<typeof PositionMessage> {
  const market = marketOf(instrument);
  const quantity = positionQuantity(position);
  const direction = position.side === 'long' ? 1 : -1;
  const cost = quantity === 0 ? 0 : position.openValue / quantity;
  const marked = quote ? markOf(quote) : NaN;
  const mark = Number.isNaN(marked) ? cost : marked;
  const perTick = tickMoney(instrument);
  const unrealised = money(direction * (mark * quantity - position.openValue) * perTick);
  const size = money(Math.abs(position.openValue) * perTick);
  const frozen = position.frozenToday + position.frozenYesterday;
  const sellable = position.side === 'short' || instrument.sellable === 'today' ? quantity - frozen : position.yesterday - position.frozenYesterday;
  const ratio = size === 0 ? 0 : Number(((unrealised / size) * 100).toFixed(6));
  return {
    positionID: numberOf(positionKey(position)),
    positionSide: position.side === 'long' ? POSITION_SIDE.long : POSITION_SIDE.short,
    code: codeOf(instrument),
    name: instrument.name[language],
    // A short position is told with its sign, as the document's examples of sales have it.
    qty: direction * quantity,
    canSellQty: direction * Math.max(0, sellable),
    price: Number((mark * instrument.tickSize).toFixed(9)),
    costPrice: Number((cost * instrument.tickSize).toFixed(9)),
    averageCostPrice: Number((cost * instrument.tickSize).toFixed(9)),
    // A future has a result and no value, and is not told by day (Trd_Common, Position).
    ...(instrument.kind === 'future'
      ? { val: 0 }
      : {
          // What is held of today's purchases or short sales.
          td_buyQty: position.side === 'long' ? position.today : 0,
          td_sellQty: position.side === 'short' ? position.today : 0,
          val: money(direction * mark * quantity * perTick),
        }),
    plVal: unrealised,
    plRatio: ratio,
    unrealizedPL: unrealised,
    realizedPL: money(position.realisedToday),
    currency: CURRENCIES_OUT[instrument.currency],
    ...(market ? { secMarket: market.secMarket, trdMarket: market.trade } : {}),
  };
}

/** @param futures of an account of futures: securities that the same money stands behind are not its own */
export function fundsMessage(funds: Funds, futures: boolean): Encodable<typeof FundsMessage> {
  const available = money(funds.available);
  const marketValue = money(funds.marketValue);
  return {
    power: available,
    totalAssets: money(funds.equity) - (futures ? marketValue : 0),
    cash: money(funds.balance),
    marketVal: futures ? 0 : marketValue,
    frozenCash: money(funds.frozen),
    debtCash: 0,
    avlWithdrawalCash: Math.max(0, available),
    currency: CURRENCIES_OUT[funds.currency],
    availableFunds: available,
    unrealizedPL: money(funds.unrealised),
    realizedPL: money(funds.realised),
    initialMargin: money(funds.margin),
    maintenanceMargin: money(funds.margin),
    cashInfoList: [{ currency: CURRENCIES_OUT[funds.currency], cash: money(funds.balance), availableBalance: available }],
  };
}

/** What a script asks for, before it is an order. */
export interface AskedTerms {
  readonly price?: number;
  readonly adjustPrice?: boolean;
  readonly adjustSideAndLimit?: number;
  readonly auxPrice?: number;
  readonly trailType?: number;
  readonly trailValue?: number;
  readonly trailSpread?: number;
}

export function typeOf(orderType: number): Result<OrderType> {
  const type = TYPES.get(orderType);
  return type ? ok(type) : fail('gateway-order-type', { type: orderType });
}

export function timeInForceOf(timeInForce: number | undefined): Result<TimeInForce> {
  const time = TIMES.get(timeInForce ?? TIME_IN_FORCE.day);
  return time ? ok(time) : fail('gateway-time-in-force', { time: timeInForce ?? 0 });
}

export function sideOf(trdSide: number): Result<Side> {
  const side = SIDES.get(trdSide);
  return side ? ok(side) : fail('gateway-argument', { what: 'trdSide', value: trdSide });
}

/** How far a decimal may be from a tick by binary fractions alone, in ticks. */
const NEAR = 1e-6;

/**
 * A script's price in ticks. One off tick is refused, or moved to the next valid price in the direction asked for, by at most the part
 * of it that was allowed (PlaceOrder.adjustSideAndLimit: positive up, negative down, 0.015 is 1.5 %).
 */
export function ticksAsked(instrument: Instrument, price: number, { adjustPrice, adjustSideAndLimit }: AskedTerms): Result<Ticks> {
  const raw = price / instrument.tickSize;
  const near = ticksOf(instrument, price);
  if (!Number.isSafeInteger(near)) return fail('gateway-argument', { what: 'price', value: price });
  if (Math.abs(raw - near) <= NEAR * Math.max(1, Math.abs(near)) && isOnTick(instrument, near)) return ok(near);
  const down = roundToTick(instrument, raw, 'down');
  const up = roundToTick(instrument, raw, 'up');
  if (adjustPrice !== true || !adjustSideAndLimit) return fail('price-off-tick', { price, below: priceOf(instrument, down), above: priceOf(instrument, up) });
  const adjusted = adjustSideAndLimit > 0 ? up : down;
  const moved = Math.abs(adjusted - raw) / Math.abs(raw);
  if (moved > Math.abs(adjustSideAndLimit)) return fail('gateway-adjust-limit', { price, adjusted: priceOf(instrument, adjusted), limit: Math.abs(adjustSideAndLimit) * 100 });
  return ok(adjusted);
}

/** What a conditional type waits for. `before`: as it stands, for a change that names a part of it only. */
export function conditionAsked(instrument: Instrument, type: OrderType, asked: AskedTerms, before?: OrderCondition): Result<OrderCondition | undefined> {
  if (!isConditional(type)) return ok(undefined);
  if (type !== 'trailing-stop' && type !== 'trailing-stop-limit') {
    if (asked.auxPrice === undefined) return before ? ok(before) : fail('trigger-missing');
    const trigger = ticksAsked(instrument, asked.auxPrice, {});
    return trigger.ok ? ok({ trigger: trigger.value, trail: null, limitOffset: null }) : trigger;
  }
  let trail = before?.trail ?? null;
  if (asked.trailValue !== undefined) {
    if (asked.trailType === TRAIL_TYPE.ratio) trail = { ratio: asked.trailValue / 100 };
    else if (asked.trailType === TRAIL_TYPE.amount) {
      const amount = ticksAsked(instrument, asked.trailValue, {});
      if (!amount.ok) return amount;
      trail = { amount: amount.value };
    } else return fail('gateway-argument', { what: 'trailType', value: asked.trailType ?? 0 });
  }
  const distance = trail && ('amount' in trail ? trail.amount > 0 : trail.ratio > 0 && trail.ratio < 1);
  if (!distance) return fail(trail ? 'trail-invalid' : 'trail-missing');
  if (type === 'trailing-stop') return ok({ trigger: null, trail, limitOffset: null });
  let limitOffset = before?.limitOffset ?? null;
  if (asked.trailSpread !== undefined) {
    const spread = ticksAsked(instrument, asked.trailSpread, {});
    if (!spread.ok) return spread;
    limitOffset = spread.value;
  }
  return limitOffset === null || limitOffset < 0 ? fail('limit-offset-missing') : ok({ trigger: null, trail, limitOffset });
}

/** The price of a type that has one; null where it has none, whatever the script sent. */
export function priceAsked(instrument: Instrument, type: OrderType, asked: AskedTerms): Result<Ticks | null> {
  if (!isPriced(type)) return ok(null);
  if (asked.price === undefined) return fail('price-missing');
  return ticksAsked(instrument, asked.price, asked);
}
