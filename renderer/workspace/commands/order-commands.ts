/**
 * What a click or a key means, by name: usable and testable without a screen. Each answers with the core's Result; a refusal
 * has been shown to the user by then unless `quiet`.
 */
import type { Ask, CommandName, PlaceRequest, Answer } from '#shared/contract/commands.ts';
import type { Account } from '#shared/model/account.ts';
import type { Connection, MarketCapabilities } from '#shared/model/connection.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import type { Order, OrderCondition, OrderSource, OrderSwitch, Side } from '#shared/model/order.ts';
import type { Position } from '#shared/model/position.ts';
import { emptyQuote, QUOTE, QUOTE_WIDTH } from '#shared/model/quote.ts';
import { isTrailing } from '#shared/orders/condition.ts';
import { atMarket, capabilityFor, offeredTypes } from '#shared/orders/offer.ts';
import { isWaiting } from '#shared/orders/waiting.ts';
import { roundToTick, type PriceScale, type Ticks } from '#shared/price.ts';
import { fail, type Fault, type Result } from '#shared/result.ts';
import { client } from '#renderer/client/current.ts';
import { instrumentOf } from '#renderer/state/instruments.ts';
import { notify } from '#renderer/state/notices.ts';
import { useAccounts, useConnections } from '#renderer/state/topics.ts';
import { closeParts } from './closing.ts';

/** Asks the core and shows a refusal. */
export async function command<C extends CommandName>(name: C, ask: Ask<C>, quiet = false): Promise<Result<Answer<C>>> {
  const answer = await client().ask(name, ask);
  if (!answer.ok && !quiet) notify('error', answer.fault);
  return answer;
}

/** A client order id for an order that is about to be placed: the same id twice is one order. */
export function newOrderId(): string {
  const random = crypto.getRandomValues(new Uint32Array(2));
  return `p${Date.now().toString(36)}-${random[0].toString(36)}${random[1].toString(36)}`;
}

/** Places an order under a new id, or under the one that the caller already shows on screen. */
export const placeOrder = (request: PlaceRequest, quiet = false): Promise<Result<Answer<'order.place'>>> =>
  command('order.place', { ...request, id: request.id ?? newOrderId() }, quiet);

export const cancelOrder = (order: Pick<Order, 'id'>, quiet = false): Promise<Result<Order>> => command('order.cancel', { order: order.id }, quiet);

/** Out of the market and kept, back into it, or off the broker's list. */
export const switchOrder = (order: Pick<Order, 'id'>, what: OrderSwitch): Promise<Result<Order>> => command('order.switch', { order: order.id, what });

/** `price` null and no `condition`: as they are. */
export const modifyOrder = (order: Pick<Order, 'id'>, price: Ticks | null, quantity: number, condition?: OrderCondition, quiet = false): Promise<Result<Order>> =>
  command('order.modify', { order: order.id, price, quantity, ...(condition ? { condition } : {}) }, quiet);

export const cancelAll = (account: string, only: { instrument?: string; side?: Side } = {}): Promise<Result<{ asked: number }>> =>
  command('order.cancelAll', { account, ...only });

/** What the account may do with an instrument; undefined where it does not trade it. Pure. */
export const offeredFor = (
  account: Pick<Account, 'capabilities'> | undefined,
  connection: Pick<Connection, 'capabilities'> | undefined,
  instrument: Pick<Instrument, 'exchange' | 'kind'>,
): MarketCapabilities | undefined => capabilityFor(account?.capabilities ?? connection?.capabilities ?? [], instrument);

type QuickTerms = Pick<PlaceRequest, 'type' | 'price' | 'timeInForce'>;

const AS_EVER: QuickTerms = { type: 'market', price: null, timeInForce: 'ioc' };

/**
 * What a one-click order asks for: a limit order for the day, or what its market has for trading at once (shared/orders/offer,
 * `atMarket`). Pure.
 * @param quote of the instrument, from `at`: its price limits and the other side's best
 */
export function quickTerms(instrument: Instrument | undefined, offered: MarketCapabilities | undefined, side: Side, price: Ticks | null, quote: Float64Array, at: number): QuickTerms {
  if (price === null) {
    if (!instrument) return AS_EVER;
    const touch = quote[at + (side === 'buy' ? QUOTE.ask : QUOTE.bid)];
    return atMarket(instrument, side, quote[at + QUOTE.lowerLimit], quote[at + QUOTE.upperLimit], touch, offered) ?? AS_EVER;
  }
  const times = instrument ? (offeredTypes(instrument, offered).find(({ type }) => type === 'limit')?.timesInForce ?? []) : [];
  return { type: 'limit', price, timeInForce: times.includes('day') ? 'day' : (times[0] ?? 'day') };
}

const NO_QUOTE = emptyQuote();

function offeredTo(account: string, instrument: InstrumentId): MarketCapabilities | undefined {
  const own = useAccounts.getState().byKey.get(account);
  const terms = instrumentOf(instrument);
  return terms && offeredFor(own, useConnections.getState().byKey.get(own?.connection ?? ''), terms);
}

/** Whether something can be traded at the market by one click: nearly everywhere, by one type or another. Pure. */
export const tradesAtMarket = (instrument: Instrument, offered: MarketCapabilities | undefined): boolean => offered !== undefined && atMarket(instrument, 'buy', 0, 0, 0, offered) !== null;

/** A one-click order as the ladder and the chart send it: closes what is there first, then opens. `price` null: at the market. */
export function quickOrder(
  account: string,
  instrument: InstrumentId,
  side: Side,
  price: Ticks | null,
  quantity: number,
  source: OrderSource,
): PlaceRequest & { readonly id: string } {
  const { market } = client();
  const slot = market.slotOf(instrument);
  const terms = quickTerms(instrumentOf(instrument), offeredTo(account, instrument), side, price, slot === undefined ? NO_QUOTE : market.quotes, (slot ?? 0) * QUOTE_WIDTH);
  return { id: newOrderId(), account, instrument, side, offset: 'auto', ...terms, quantity, source };
}

/** Closes `quantity` of a position at the market, one order after the other where it takes several; stops at the first refusal, which is shown. */
export async function closePosition(position: Position, instrument: Instrument | undefined, quantity: number, source: OrderSource = 'positions'): Promise<void> {
  const side = position.side === 'long' ? 'sell' : 'buy';
  for (const part of closeParts(position, instrument, quantity)) {
    const answer = await placeOrder({ ...quickOrder(position.account, position.instrument, side, null, part.quantity, source), offset: part.offset });
    if (!answer.ok) return;
  }
}

/** Why an order cannot be moved to another price now, or null. Pure. */
export function moveFault(order: Pick<Order, 'state' | 'pending'> & Partial<Pick<Order, 'type' | 'triggered'>>, offered: Pick<MarketCapabilities, 'modify' | 'replaces'> | undefined): Fault | null {
  if (order.pending) return fail('order-busy').fault;
  if (order.state === 'submitting' || order.state === 'unknown' || order.state === 'held') return fail('order-not-acknowledged').fault;
  if (order.state !== 'working' && order.state !== 'partly-filled') return fail('order-final').fault;
  if (offered && !offered.modify && !offered.replaces) return fail('not-supported', { what: 'modify', offered: 'cancel' }).fault;
  if (order.type && isTrailing(order.type) && order.triggered !== true) return fail('trail-follows').fault;
  return null;
}

/** Moves an order to another price, or one that waits to another trigger, keeping its quantity and (of a stop-limit) the distance of its limit. */
export async function moveOrder(order: Order, price: Ticks): Promise<Result<Order>> {
  const fault = moveFault(order, offeredTo(order.account, order.instrument));
  if (fault) {
    notify('error', fault);
    return { ok: false, fault };
  }
  if (!isWaiting(order) || !order.condition) return modifyOrder(order, price, order.quantity);
  const instrument = instrumentOf(order.instrument);
  return modifyOrder(order, instrument ? limitMoved(order, price, instrument) : order.price, order.quantity, { ...order.condition, trigger: price });
}

/** The limit of a waiting order whose trigger is moved to `trigger`: as far from it as it was, on a valid price; null where it has none. Pure. */
export function limitMoved(order: Pick<Order, 'price' | 'side' | 'condition'>, trigger: Ticks, scale: PriceScale): Ticks | null {
  const before = order.condition?.trigger ?? null;
  if (order.price === null || before === null) return order.price;
  return roundToTick(scale, order.price + trigger - before, order.side === 'buy' ? 'up' : 'down');
}
