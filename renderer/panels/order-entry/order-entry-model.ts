/** The ticket: what can be chosen, which price each button would use, what is wrong with what was typed. Pure. Prices in ticks. */
import type { PlaceRequest } from '#shared/contract/commands.ts';
import type { MarketCapabilities } from '#shared/model/connection.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { isConditional, isPriced, type Offset, type OrderHours, type OrderType, type Side, type TimeInForce } from '#shared/model/order.ts';
import type { Position, PositionSide } from '#shared/model/position.ts';
import { QUOTE } from '#shared/model/quote.ts';
import { formatPrice, parsePrice, roundToTick, stepTicks, type Money, type PriceScale, type Ticks } from '#shared/price.ts';
import { conditionFault, isTrailing, reachedFault } from '#shared/orders/condition.ts';
import { offeredTypes } from '#shared/orders/offer.ts';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';
import { parseQuantity } from './quantity.ts';
import { ticketCondition, type ConditionTyped } from './ticket-condition.ts';

/** `fixed`: as typed. Else the price follows the market: the last trade, the other side's touch, or one's own side's touch. */
export const PRICE_MODES = ['fixed', 'last', 'counter', 'queue'] as const;
export type PriceMode = (typeof PRICE_MODES)[number];

export type OffsetChoice = Offset | 'auto';

export type HoursChoice = OrderHours | 'regular';

export interface TicketChoice extends ConditionTyped {
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly hours: HoursChoice;
  readonly offset: OffsetChoice;
  readonly mode: PriceMode;
  readonly priceText: string;
}

export const FIRST_CHOICE: TicketChoice = { type: 'limit', timeInForce: 'day', hours: 'regular', offset: 'auto', mode: 'counter', priceText: '', triggerText: '', trailText: '', trailUnit: 'amount', offsetText: '' };

type Offered = Pick<MarketCapabilities, 'orderTypes' | 'timesInForce' | 'offsets' | 'hours'>;

const BY_RULE: Readonly<Record<Instrument['offsets'], readonly OffsetChoice[]>> = {
  net: [],
  'open-close': ['auto', 'open', 'close'],
  'today-yesterday': ['auto', 'open', 'close', 'close-today', 'close-yesterday'],
};

/** Offsets to choose from: what the market tells apart and the broker carries; none where positions are netted. */
export function offsetChoices(rule: Instrument['offsets'], offered: Offered): OffsetChoice[] {
  return BY_RULE[rule].filter((choice) => choice === 'auto' || offered.offsets.includes(choice));
}

/** How many types are buttons, the rest being in a menu beside them: none where the row is needed for the offsets. */
const buttonsBeside = (offsets: number): number => (offsets > 3 ? 0 : 2);

/** The types to choose from: the first as buttons, the rest in a menu. */
export function typeChoices(instrument: Instrument, offered: Offered): { readonly buttons: readonly OrderType[]; readonly menu: readonly OrderType[] } {
  const types = offeredTypes(instrument, offered).map(({ type }) => type);
  const buttons = buttonsBeside(offsetChoices(instrument.offsets, offered).length);
  return { buttons: types.slice(0, buttons), menu: types.slice(buttons) };
}

/** Times in force of a type here; none where it is not offered. */
export const timesFor = (type: OrderType, instrument: Instrument, offered: Offered): readonly TimeInForce[] =>
  offeredTypes(instrument, offered).find((entry) => entry.type === type)?.timesInForce ?? [];

/** Hours that a type can trade in here: the regular ones, and what the broker has besides. */
export const hoursFor = (type: OrderType, offered: Offered): readonly HoursChoice[] => [
  'regular', ...(offered.hours ?? []).filter(({ orderTypes }) => orderTypes.includes(type)).map(({ hours }) => hours),
];

/** The choice with everything that is not offered replaced by the first thing that is. */
export function settleChoice(choice: TicketChoice, instrument: Instrument, offered: Offered): TicketChoice {
  const types = offeredTypes(instrument, offered);
  const entry = types.find(({ type }) => type === choice.type) ?? types[0];
  const type = entry?.type ?? 'limit';
  const times = entry?.timesInForce ?? [];
  const timeInForce = times.includes(choice.timeInForce) ? choice.timeInForce : (times[0] ?? choice.timeInForce);
  const offset = offsetChoices(instrument.offsets, offered).includes(choice.offset) ? choice.offset : 'auto';
  const hours = hoursFor(type, offered).includes(choice.hours) ? choice.hours : 'regular';
  return { ...choice, type, timeInForce, hours, offset };
}

/** The choice with another type. How long an order stays is kept; that it does not stay at all is not carried over from one type to the next. */
export function withType(choice: TicketChoice, type: OrderType, instrument: Instrument, offered: Offered): TicketChoice {
  const times = timesFor(type, instrument, offered);
  const { timeInForce } = choice;
  const stays = timeInForce === 'day' || timeInForce === 'gtc';
  return { ...choice, type, timeInForce: stays && times.includes(timeInForce) ? timeInForce : (times[0] ?? timeInForce) };
}

/** Whether the price is typed whatever the mode says: beside a trigger there is no market to follow. */
const isTyped = (choice: Pick<TicketChoice, 'type' | 'mode'>): boolean => choice.mode === 'fixed' || isConditional(choice.type);

const FOLLOWED: Readonly<Record<Exclude<PriceMode, 'fixed'>, Readonly<Record<Side, number>>>> = {
  last: { buy: QUOTE.last, sell: QUOTE.last },
  counter: { buy: QUOTE.ask, sell: QUOTE.bid },
  queue: { buy: QUOTE.bid, sell: QUOTE.ask },
};

/** Price that a button would send: null for a type without one. `quote` begins at `offset`. */
export function ticketPrice(side: Side, choice: TicketChoice, instrument: Instrument, quote: Float64Array, offset: number): Result<Ticks | null> {
  if (!isPriced(choice.type)) return ok(null);
  if (isTyped(choice)) return typedPrice(choice.priceText, instrument, quote[offset + QUOTE.lowerLimit], quote[offset + QUOTE.upperLimit]);
  const price = quote[offset + FOLLOWED[choice.mode as Exclude<PriceMode, 'fixed'>][side]];
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
  const condition = ticketCondition(choice.type, choice, instrument);
  if (!condition.ok) return condition;
  const waits = condition.value;
  const odd = conditionFault(instrument, choice.type, price.value, waits, side) ?? reachedFault(instrument, side, choice.type, waits, quote[offset + QUOTE.last]);
  if (odd) return { ok: false, fault: odd };
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
    ...(choice.hours === 'regular' ? {} : { hours: choice.hours }),
    ...(waits ? { condition: waits } : {}),
  });
}

/** The answer of `order.maximum`. */
export interface Maximum {
  readonly buyOpen: number;
  readonly sellOpen: number;
  readonly sellClose: number;
  readonly buyClose: number;
  /** Null: only the broker knows, and it did not say. */
  readonly marginPerUnit: number | null;
  readonly feePerUnit: number;
}

/** What the typed quantity would tie up (null where nobody says) and cost; null while it is not known yet. */
export function costOf(maximum: Maximum | null, quantity: Result<number>): { margin: Money | null; fee: Money } | null {
  if (!maximum || !quantity.ok) return null;
  const { marginPerUnit } = maximum;
  return { margin: marginPerUnit === null ? null : Math.round(marginPerUnit * quantity.value), fee: Math.round(maximum.feePerUnit * quantity.value) };
}

/** The price that `order.maximum` is asked for: the typed one when it is good, else the trigger, else the market's. */
export function maximumPrice(choice: TicketChoice, scale: PriceScale): Ticks | null {
  if (isPriced(choice.type) && isTyped(choice)) {
    const price = parsePrice(scale, choice.priceText);
    if (price.ok) return price.value;
  }
  const condition = ticketCondition(choice.type, choice, scale);
  return condition.ok ? (condition.value?.trigger ?? null) : null;
}

/** The fault to show under the price, if what was typed is wrong. An empty field is not wrong until something is sent. */
export function priceFieldFault(choice: TicketChoice, scale: PriceScale, lower: number, upper: number): Fault | null {
  if (!isPriced(choice.type) || !isTyped(choice) || choice.priceText.trim() === '') return null;
  const price = typedPrice(choice.priceText, scale, lower, upper);
  return price.ok ? null : price.fault;
}

/** The small part of a choice that is kept between runs: never a typed price, nor a type that needs a trigger. */
export function keptChoice(choice: TicketChoice): Pick<TicketChoice, 'type' | 'timeInForce' | 'offset' | 'mode' | 'trailUnit'> {
  const { offset, trailUnit } = choice;
  const { type, timeInForce } = isConditional(choice.type) ? FIRST_CHOICE : choice;
  return { type, timeInForce, offset, mode: choice.mode === 'fixed' ? FIRST_CHOICE.mode : choice.mode, trailUnit };
}

/** The choice after a price was pointed at: it is the trigger of an order that waits for one, else the price of a limit order. */
export function pointedAt(choice: TicketChoice, text: string): TicketChoice {
  if (isConditional(choice.type) && !isTrailing(choice.type)) return { ...choice, triggerText: text };
  return { ...choice, type: 'limit', mode: 'fixed', priceText: text };
}
