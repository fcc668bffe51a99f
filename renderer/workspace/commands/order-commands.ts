/**
 * What a click or a key means, by name: usable and testable without a screen. Each answers with the core's Result; a refusal
 * has been shown to the user by then unless `quiet`.
 */
import type { Ask, CommandName, PlaceRequest, Answer } from '#shared/contract/commands.ts';
import type { Order } from '#shared/model/order.ts';
import type { Position } from '#shared/model/position.ts';
import type { Ticks } from '#shared/price.ts';
import type { Result } from '#shared/result.ts';
import { client } from '#renderer/client/current.ts';
import { notify } from '#renderer/state/notices.ts';

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

export const placeOrder = (request: Omit<PlaceRequest, 'id'>, quiet = false): Promise<Result<Answer<'order.place'>>> =>
  command('order.place', { ...request, id: newOrderId() }, quiet);

export const cancelOrder = (order: Pick<Order, 'id'>): Promise<Result<Order>> => command('order.cancel', { order: order.id });

export const modifyOrder = (order: Pick<Order, 'id'>, price: Ticks | null, quantity: number): Promise<Result<Order>> =>
  command('order.modify', { order: order.id, price, quantity });

export const cancelAll = (account: string, only: { instrument?: string; side?: 'buy' | 'sell' } = {}): Promise<Result<{ asked: number }>> =>
  command('order.cancelAll', { account, ...only });

/** Closes a position (or `quantity` of it) at the market. */
export const closePosition = (position: Position, quantity: number): Promise<Result<Answer<'order.place'>>> =>
  placeOrder({
    account: position.account,
    instrument: position.instrument,
    side: position.side === 'long' ? 'sell' : 'buy',
    offset: 'auto',
    type: 'market',
    price: null,
    quantity,
    timeInForce: 'ioc',
    source: 'positions',
  });
