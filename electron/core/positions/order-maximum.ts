/** The largest order that funds and position allow now: what the order entry's quick quantities are parts of. */
import type { BrokerMaximum } from '#electron/brokers/broker.ts';
import { feeOf } from '#shared/ledger/fees.ts';
import { sideOpenedBy } from '#shared/ledger/holding.ts';
import { openingCost } from '#shared/ledger/opening.ts';
import type { Funds } from '#shared/model/account.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { remainingOf, type Order, type OrderType, type Side } from '#shared/model/order.ts';
import { positionQuantity, type Position } from '#shared/model/position.ts';
import { markOf, QUOTE } from '#shared/model/quote.ts';
import type { Money, Ticks } from '#shared/price.ts';
import { largestClosing, largestOpening, leastOf } from '#shared/rules/order-quantity.ts';
import type { Closable } from './positions.ts';

export interface OrderMaximum {
  readonly buyOpen: number;
  readonly sellOpen: number;
  readonly sellClose: number;
  readonly buyClose: number;
  /** Tied up by one contract or share: margin, or its full price. The larger of the two sides; null where only the broker knows and did not say. */
  readonly marginPerUnit: Money | null;
  /** Fee of buying to open what is meant, by the contract or share: not whole where a minimum is shared among them. */
  readonly feePerUnit: number;
}

/** What an order at the market is reckoned at: the other side's best price, else the mark. NaN if there is none. */
export function marketPriceOf(quote: Float64Array | undefined, side: Side): Ticks {
  if (!quote) return NaN;
  const touch = quote[side === 'buy' ? QUOTE.ask : QUOTE.bid];
  return Number.isNaN(touch) ? markOf(quote) : touch;
}

/** The most that can be bought or opened and whose need fits: by halving, as fees with a minimum make it no plain division. */
function affordable(instrument: Instrument, side: Side, type: OrderType, price: Ticks, available: Money, room: number): number {
  if (Number.isNaN(price) || available <= 0) return 0;
  const { lot } = instrument;
  const fits = (lots: number): boolean => (openingCost(instrument, side, price, lots * lot) ?? Infinity) + feeOf(instrument, side, 'open', price, lots * lot) <= available;
  let low = 0;
  let above = Math.floor(largestOpening(instrument, type, Math.max(0, room)) / lot) + 1;
  while (above - low > 1) {
    const middle = Math.floor((low + above) / 2);
    if (fits(middle)) low = middle;
    else above = middle;
  }
  return largestOpening(instrument, type, low * lot);
}

/** What a position limit leaves to open, by the side that an order has. */
export interface OpeningRoom {
  readonly buy: number;
  readonly sell: number;
}

const UNLIMITED: OpeningRoom = { buy: Infinity, sell: Infinity };

/**
 * What the instrument's position limit leaves an account to open: less what it holds and what its open orders would add.
 * @param orders of the account; those of the instrument that open count with what is left of them
 */
export function openingRoom(instrument: Pick<Instrument, 'id' | 'positionLimit'>, positions: readonly Position[], orders: readonly Order[]): OpeningRoom {
  const { id, positionLimit } = instrument;
  if (positionLimit === undefined) return UNLIMITED;
  const left = (side: Side): number => {
    const held = positions.find((position) => position.instrument === id && position.side === sideOpenedBy(side));
    const working = orders.reduce((sum, order) => sum + (order.instrument === id && order.side === side && order.offset === 'open' ? remainingOf(order) : 0), 0);
    return Math.max(0, positionLimit - (held ? positionQuantity(held) : 0) - working);
  };
  return { buy: left('buy'), sell: left('sell') };
}

/** The order that is meant, as far as it is known. */
export interface Meant {
  /** Without it: limit with a price, market without. */
  readonly type?: OrderType;
  /** What the fee is reckoned for; the least that can be bought without it. */
  readonly quantity?: number;
}

/**
 * @param price limit in ticks, or null for the market
 * @param funds of the instrument's currency; undefined: none yet, so nothing can be opened
 */
export function orderMaximum(
  instrument: Instrument,
  price: Ticks | null,
  funds: Funds | undefined,
  quote: Float64Array | undefined,
  long: Closable,
  short: Closable,
  room: OpeningRoom = UNLIMITED,
  meant: Meant = {},
): OrderMaximum {
  const available = funds?.available ?? 0;
  const type: OrderType = meant.type ?? (price === null ? 'market' : 'limit');
  const quantity = meant.quantity ?? leastOf(instrument);
  const buyAt = price ?? marketPriceOf(quote, 'buy');
  const sellAt = price ?? marketPriceOf(quote, 'sell');
  const perUnit = (side: Side, at: Ticks): Money | null => (Number.isNaN(at) ? 0 : openingCost(instrument, side, at, 1));
  const sides = [perUnit('buy', buyAt), ...(instrument.shortable ? [perUnit('sell', sellAt)] : [])];
  return {
    buyOpen: affordable(instrument, 'buy', type, buyAt, available, room.buy),
    sellOpen: instrument.shortable ? affordable(instrument, 'sell', type, sellAt, available, room.sell) : 0,
    sellClose: largestClosing(instrument, type, long.total),
    buyClose: largestClosing(instrument, type, short.total),
    marginPerUnit: sides.every((money) => money !== null) ? Math.max(...sides) : null,
    feePerUnit: Number.isNaN(buyAt) ? 0 : feeOf(instrument, 'buy', 'open', buyAt, quantity) / quantity,
  };
}

/**
 * What the broker reckons in place of what is reckoned here, as it knows of margin, holds and rights that are not told; still within what
 * one order and the position limit allow.
 */
export function asTheBrokerSays(ours: OrderMaximum, theirs: BrokerMaximum, instrument: Instrument, type: OrderType, room: OpeningRoom = UNLIMITED): OrderMaximum {
  return {
    ...ours,
    marginPerUnit: theirs.marginPerUnit ?? ours.marginPerUnit,
    buyOpen: largestOpening(instrument, type, Math.max(0, Math.min(theirs.buyOpen, room.buy))),
    sellOpen: instrument.shortable ? largestOpening(instrument, type, Math.max(0, Math.min(theirs.sellOpen, room.sell))) : 0,
    sellClose: theirs.sellClose === undefined ? ours.sellClose : largestClosing(instrument, type, Math.max(0, theirs.sellClose)),
    buyClose: theirs.buyClose === undefined ? ours.buyClose : largestClosing(instrument, type, Math.max(0, theirs.buyClose)),
  };
}
