/** The ticket: what can be chosen, which price each button would use, what is wrong with what was typed. Pure. Prices in ticks. */
import type { PlaceRequest } from '#shared/contract/commands.ts';
import type { MarketCapabilities } from '#shared/model/connection.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import type { Offset, OrderType, Side, TimeInForce } from '#shared/model/order.ts';
import type { Position, PositionSide } from '#shared/model/position.ts';
import { QUOTE } from '#shared/model/quote.ts';
import { formatPrice, parsePrice, roundToTick, stepTicks, type Money, type PriceScale, type Ticks } from '#shared/price.ts';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';
import { parseQuantity } from './quantity.ts';

/** `fixed`: as typed. Else the price follows the market: the last trade, the other side's touch, or one's own side's touch. */
export const PRICE_MODES = ['fixed', 'last', 'counter', 'queue'] as const;
export type PriceMode = (typeof PRICE_MODES)[number];

export type OffsetChoice = Offset | 'auto';

export interface TicketChoice {
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly offset: OffsetChoice;
  readonly mode: PriceMode;
  readonly priceText: string;
}

export const FIRST_CHOICE: TicketChoice = { type: 'limit', timeInForce: 'day', offset: 'auto', mode: 'counter', priceText: '' };

type Offered = Pick<MarketCapabilities, 'orderTypes' | 'timesInForce' | 'offsets'>;

const BY_RULE: Readonly<Record<Instrument['offsets'], readonly OffsetChoice[]>> = {
  net: [],
  'open-close': ['auto', 'open', 'close'],
  'today-yesterday': ['auto', 'open', 'close', 'close-today', 'close-yesterday'],
};

/** Offsets to choose from: what the market tells apart and the broker carries; none where positions are netted. */
export function offsetChoices(rule: Instrument['offsets'], offered: Offered): OffsetChoice[] {
  return BY_RULE[rule].filter((choice) => choice === 'auto' || offered.offsets.includes(choice));
}

/** Times in force that make sense for a type: a market order does not rest. */
export function timesFor(type: OrderType, offered: Offered): TimeInForce[] {
  const times = [...offered.timesInForce];
  const quick = times.filter((t) => t === 'ioc' || t === 'fok');
  return type === 'market' && quick.length > 0 ? quick : times;
}

/** The choice with everything that is not offered replaced by the first thing that is. */
export function settleChoice(choice: TicketChoice, rule: Instrument['offsets'], offered: Offered): TicketChoice {
  const type = offered.orderTypes.includes(choice.type) ? choice.type : (offered.orderTypes[0] ?? 'limit');
  const times = timesFor(type, offered);
  const timeInForce = times.includes(choice.timeInForce) ? choice.timeInForce : (times[0] ?? choice.timeInForce);
  const offset = offsetChoices(rule, offered).includes(choice.offset) ? choice.offset : 'auto';
  return { ...choice, type, timeInForce, offset };
}

const FOLLOWED: Readonly<Record<Exclude<PriceMode, 'fixed'>, Readonly<Record<Side, number>>>> = {
  last: { buy: QUOTE.last, sell: QUOTE.last },
  counter: { buy: QUOTE.ask, sell: QUOTE.bid },
  queue: { buy: QUOTE.bid, sell: QUOTE.ask },
};

/** Price that a button would send: null for a market order. `quote` begins at `offset`. */
export function ticketPrice(side: Side, choice: TicketChoice, instrument: Instrument, quote: Float64Array, offset: number): Result<Ticks | null> {
  if (choice.type === 'market') return ok(null);
  if (choice.mode === 'fixed') return typedPrice(choice.priceText, instrument, quote[offset + QUOTE.lowerLimit], quote[offset + QUOTE.upperLimit]);
  const price = quote[offset + FOLLOWED[choice.mode][side]];
  return Number.isNaN(price) ? fail('no-quote', { instrument: instrument.code }) : ok(price);
}

/** A typed price, on tick and inside the day's limits (NaN: the market has none). */
export function typedPrice(text: string, scale: PriceScale, lower: number, upper: number): Result<Ticks> {
  if (text.trim() === '') return fail('price-missing');
  const price = parsePrice(scale, text);
  if (!price.ok) return price;
  if (price.value > upper || price.value < lower) {
    return fail('price-outside-limits', { price: formatPrice(scale, price.value), low: formatPrice(scale, lower), high: formatPrice(scale, upper) });
  }
  return price;
}

/** The text of the price `count` ticks above what is typed; from `start` (rounded to a valid price) when nothing usable is. Empty if there is no start. */
export function stepPrice(scale: PriceScale, text: string, start: number, count: number): string {
  const typed = text.trim() === '' ? NaN : Number(text) / scale.tickSize;
  const from = Number.isFinite(typed) ? typed : start;
  if (!Number.isFinite(from)) return '';
  const at = roundToTick(scale, Math.round(from * 1e6) / 1e6, count > 0 ? 'down' : 'up');
  return formatPrice(scale, stepTicks(scale, at, count));
}

/** A held side that a closing order could take from. Quantities in contracts or shares. */
export interface Closable {
  readonly side: PositionSide;
  readonly available: number;
}

export function closableOf(positions: readonly Position[], account: string, instrument: string): Closable[] {
  const closable: Closable[] = [];
  for (const p of positions) {
    if (p.account !== account || p.instrument !== instrument || p.today + p.yesterday === 0) continue;
    closable.push({ side: p.side, available: Math.max(0, p.today + p.yesterday - p.frozenToday - p.frozenYesterday) });
  }
  return closable.sort((a, b) => a.side.localeCompare(b.side));
}

/** A button of the ticket: opening (or automatic) buy and sell, and the closing of one held side. */
export type TicketAction = 'buy' | 'sell' | 'close-long' | 'close-short';

export const sideOf = (action: TicketAction): Side => (action === 'buy' || action === 'close-short' ? 'buy' : 'sell');

/** What a closing order carries: a plain close takes any lot in most markets; where today and yesterday are apart, the core splits it. */
const closingOffset = (rule: Instrument['offsets']): OffsetChoice => (rule === 'open-close' ? 'close' : 'auto');

/** The order that a button would send, or what is wrong. Closing takes the quantity typed, at most what can be closed. */
export function ticketRequest(
  action: TicketAction,
  choice: TicketChoice,
  quantityTyped: string,
  instrument: Instrument,
  account: string,
  closable: readonly Closable[],
  quote: Float64Array,
  offset: number,
): Result<Omit<PlaceRequest, 'id'>> {
  const side = sideOf(action);
  const price = ticketPrice(side, choice, instrument, quote, offset);
  if (!price.ok) return price;
  const typed = parseQuantity(instrument, quantityTyped, side);
  if (!typed.ok) return typed;
  let quantity = typed.value;
  let { offset: toOffset } = choice;
  if (action === 'close-long' || action === 'close-short') {
    const held = closable.find((c) => c.side === (action === 'close-long' ? 'long' : 'short'));
    if (!held || held.available === 0) return fail('position-insufficient', { needed: quantity, available: 0 });
    quantity = Math.min(quantity, held.available);
    toOffset = closingOffset(instrument.offsets);
  }
  return ok({
    account, instrument: instrument.id, side, offset: toOffset, type: choice.type, price: price.value, quantity, timeInForce: choice.timeInForce, source: 'ticket',
  });
}

/** The answer of `order.maximum`. */
export interface Maximum {
  readonly buyOpen: number;
  readonly sellOpen: number;
  readonly sellClose: number;
  readonly buyClose: number;
  readonly marginPerUnit: number;
  readonly feePerUnit: number;
}

/** What the typed quantity would tie up and cost; null while either is unknown. */
export function costOf(maximum: Maximum | null, quantity: Result<number>): { margin: Money; fee: Money } | null {
  if (!maximum || !quantity.ok) return null;
  return { margin: Math.round(maximum.marginPerUnit * quantity.value), fee: Math.round(maximum.feePerUnit * quantity.value) };
}

/** The price that `order.maximum` is asked for: the typed one when it is good, else the market's. */
export function maximumPrice(choice: TicketChoice, scale: PriceScale): Ticks | null {
  if (choice.type === 'market' || choice.mode !== 'fixed') return null;
  const price = parsePrice(scale, choice.priceText);
  return price.ok ? price.value : null;
}

/** The fault to show under the price, if what was typed is wrong. An empty field is not wrong until something is sent. */
export function priceFieldFault(choice: TicketChoice, scale: PriceScale, lower: number, upper: number): Fault | null {
  if (choice.type === 'market' || choice.mode !== 'fixed' || choice.priceText.trim() === '') return null;
  const price = typedPrice(choice.priceText, scale, lower, upper);
  return price.ok ? null : price.fault;
}

/** The small part of a choice that is kept between runs: never a typed price. */
export function keptChoice(choice: TicketChoice): Pick<TicketChoice, 'type' | 'timeInForce' | 'offset' | 'mode'> {
  return { type: choice.type, timeInForce: choice.timeInForce, offset: choice.offset, mode: choice.mode === 'fixed' ? FIRST_CHOICE.mode : choice.mode };
}
