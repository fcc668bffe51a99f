/** The ladder's rows: which prices are shown, what stands at each, and when the middle is looked for again. Pure. Prices in ticks. */
import type { Instrument } from '#shared/model/instrument.ts';
import { tickMoney } from '#shared/model/instrument.ts';
import { LEVEL, levelOffset } from '#shared/model/order-book.ts';
import type { Order, Side } from '#shared/model/order.ts';
import { isLive, remainingOf } from '#shared/model/order.ts';
import type { Position } from '#shared/model/position.ts';
import { positionQuantity } from '#shared/model/position.ts';
import { markOf, QUOTE } from '#shared/model/quote.ts';
import { isWaiting, standsAt } from '#shared/orders/waiting.ts';
import { roundToTick, stepTicks, type Money, type PriceScale, type Ticks } from '#shared/price.ts';
import { formatAverage } from '#renderer/workspace/grid/figures.ts';

/** Height of a row by density; low enough that the default desk shows thirty levels. */
export const LADDER_ROW_PX = { compact: 14, normal: 15, comfortable: 20 } as const;

/** `rows` valid prices from `top` (made valid downwards) down, highest first. */
export function ladderPrices(scale: PriceScale, top: Ticks, rows: number): Ticks[] {
  const prices: Ticks[] = [];
  let at = roundToTick(scale, top, 'down');
  for (let i = 0; i < rows; i++) {
    prices.push(at);
    at = stepTicks(scale, at, -1);
  }
  return prices;
}

/** The top price that puts `centre` in the middle row. */
export const topAround = (scale: PriceScale, centre: Ticks, rows: number): Ticks =>
  stepTicks(scale, roundToTick(scale, centre, 'nearest'), Math.floor(rows / 2));

/** The top price after a scroll by `rows` (positive: towards lower prices). */
export const topScrolled = (scale: PriceScale, top: Ticks, rows: number): Ticks => (rows === 0 ? top : stepTicks(scale, top, -rows));

/** Row of a price, or -1. `prices` descending. */
export function rowOf(prices: readonly Ticks[], price: Ticks): number {
  let low = 0;
  let high = prices.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const at = prices[middle];
    if (at === price) return middle;
    if (at > price) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** What the ladder centres on: the middle of the touch, one side of it, else what a position would be valued at. NaN if nothing is known. */
export function centreOf(quote: Float64Array, offset = 0): number {
  const bid = quote[offset + QUOTE.bid];
  const ask = quote[offset + QUOTE.ask];
  if (!Number.isNaN(bid) && !Number.isNaN(ask)) return Math.floor((bid + ask) / 2);
  const mark = markOf(quote, offset);
  if (!Number.isNaN(mark)) return mark;
  return Number.isNaN(bid) ? ask : bid;
}

/** Share of the rows at either end that the market may not enter without the ladder being centred again. */
const MARGIN = 0.25;

/** Whether the market has left the middle band of the rows. */
export function isAway(prices: readonly Ticks[], centre: number): boolean {
  if (prices.length === 0 || Number.isNaN(centre)) return false;
  const margin = Math.floor(prices.length * MARGIN);
  return centre > prices[margin] || centre < prices[prices.length - 1 - margin];
}

/**
 * Sizes of the book by row. Without a book the touch of the quote is shown. Answers the largest size in sight (at least 1),
 * for the depth bars. Sizes are in contracts or shares; 0 is an empty cell.
 */
export function fillSizes(prices: readonly Ticks[], book: Float64Array | undefined, quote: Float64Array, quoteOffset: number, bids: Float64Array, asks: Float64Array): number {
  bids.fill(0);
  asks.fill(0);
  let most = 1;
  const put = (sizes: Float64Array, price: number, size: number): void => {
    if (Number.isNaN(price) || !(size > 0)) return;
    const row = rowOf(prices, price);
    if (row < 0) return;
    sizes[row] = size;
    if (size > most) most = size;
  };
  const levels = book ? book[0] : 0;
  if (book && levels > 0) {
    for (let level = 0; level < levels; level++) {
      const at = levelOffset(level);
      put(bids, book[at + LEVEL.bid], book[at + LEVEL.bidSize]);
      put(asks, book[at + LEVEL.ask], book[at + LEVEL.askSize]);
    }
  } else {
    put(bids, quote[quoteOffset + QUOTE.bid], quote[quoteOffset + QUOTE.bidSize]);
    put(asks, quote[quoteOffset + QUOTE.ask], quote[quoteOffset + QUOTE.askSize]);
  }
  return most;
}

/** Whether an order at this price could stand: inside the day's limits where there are any, above zero unless it is a future. */
export function isAllowed(kind: Instrument['kind'], price: Ticks, lowerLimit: number, upperLimit: number): boolean {
  if (price > upperLimit || price < lowerLimit) return false;
  return price > 0 || kind === 'future';
}

/** State of a group of own orders, the one that needs most attention first. */
export type OwnState = 'unknown' | 'cancelling' | 'changing' | 'sent' | 'partly-filled' | 'working';

/** Own orders of one side at one price. */
export interface OwnOrders {
  readonly side: Side;
  readonly price: Ticks;
  /** Left to fill. */
  readonly remaining: number;
  readonly filled: number;
  readonly state: OwnState;
  /** Whether all of them wait for this price as their trigger. */
  readonly waiting: boolean;
  readonly orders: readonly Order[];
}

const RANK: readonly OwnState[] = ['unknown', 'cancelling', 'changing', 'sent', 'partly-filled', 'working'];

/** How one order appears on the ladder; null when it is not there (ended, held, kept out of the market, or with neither a price nor a trigger). */
export function ownStateOf(order: Order): OwnState | null {
  if (!isLive(order.state) || standsAt(order) === null) return null;
  if (order.state === 'unknown') return 'unknown';
  if (order.pending) return order.pending.kind === 'cancelling' ? 'cancelling' : 'changing';
  return order.state === 'submitting' ? 'sent' : order.state === 'partly-filled' ? 'partly-filled' : 'working';
}

const keyOf = (side: Side, price: Ticks): string => `${side}${price}`;

/** Open orders of one account and instrument by side and the price they stand at (see `ownAt`): what waits stands at its trigger. */
export function groupOwn(orders: readonly Order[], account: string, instrument: string): ReadonlyMap<string, OwnOrders> {
  const groups = new Map<string, OwnOrders>();
  for (const order of orders) {
    if (order.instrument !== instrument || order.account !== account) continue;
    const state = ownStateOf(order);
    const price = standsAt(order);
    if (!state || price === null) continue;
    const key = keyOf(order.side, price);
    const before = groups.get(key);
    groups.set(key, {
      side: order.side,
      price,
      waiting: isWaiting(order) && before?.waiting !== false,
      remaining: (before?.remaining ?? 0) + remainingOf(order),
      filled: (before?.filled ?? 0) + order.filled,
      state: before && RANK.indexOf(before.state) < RANK.indexOf(state) ? before.state : state,
      orders: [...(before?.orders ?? []), order],
    });
  }
  return groups;
}

/** What a chip on the ladder says: what is left; of how much once some is filled; how many orders it stands for when several. */
export function ownText(group: OwnOrders): string {
  const size = group.filled > 0 ? `${group.remaining}/${group.remaining + group.filled}` : String(group.remaining);
  return group.orders.length > 1 ? `${size}·${group.orders.length}` : size;
}

export const ownAt = (groups: ReadonlyMap<string, OwnOrders>, side: Side, price: Ticks): OwnOrders | undefined => groups.get(keyOf(side, price));

/** Quantity still working on each side, wherever its price is. */
export function ownTotals(groups: ReadonlyMap<string, OwnOrders>): { buy: number; sell: number } {
  const totals = { buy: 0, sell: 0 };
  for (const group of groups.values()) totals[group.side] += group.remaining;
  return totals;
}

/** One held side of an instrument as the ladder's head shows it. */
export interface Held {
  readonly position: Position;
  readonly quantity: number;
  /** Text of the average open price: finer than a tick, because it is a mean and not a price one could order at. */
  readonly average: string;
  /** The row that it lies in. */
  readonly averageRow: Ticks;
}

export function heldOf(positions: readonly Position[], scale: PriceScale, account: string, instrument: string): Held[] {
  const held: Held[] = [];
  for (const position of positions) {
    const quantity = positionQuantity(position);
    if (position.account !== account || position.instrument !== instrument || quantity === 0) continue;
    const mean = position.openValue / quantity;
    held.push({ position, quantity, average: formatAverage(scale, position.openValue, quantity), averageRow: roundToTick(scale, mean, 'nearest') });
  }
  return held.sort((a, b) => a.position.side.localeCompare(b.position.side));
}

/** Unrealised result against the open prices, at `mark` (ticks), in 1/10,000 of the currency. NaN without a mark. */
export function unrealisedOf(held: readonly Held[], instrument: Instrument, mark: number): Money {
  let money = 0;
  for (const { position, quantity } of held) {
    money += (mark * quantity - position.openValue) * tickMoney(instrument) * (position.side === 'long' ? 1 : -1);
  }
  return held.length === 0 ? 0 : money;
}

/** Width of a bar in whole percent, so that it is written only when it is seen to change. */
export const barPercent = (size: number, most: number): number => (size <= 0 ? 0 : Math.max(2, Math.min(100, Math.round((size / most) * 100))));

/** A size in the narrow place beside a price: whole below ten thousand, then thousands or millions. */
export function sizeText(size: number): string {
  if (size <= 0) return '';
  if (size < 10_000) return String(size);
  return size < 10_000_000 ? `${Math.round(size / 1000)}K` : `${Math.round(size / 1_000_000)}M`;
}
