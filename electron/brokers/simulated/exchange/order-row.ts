/**
 * How an order lies in the exchange's table: a row of 128 bytes, two lines of memory. Whole numbers of 32 bits come first, then figures; a
 * row's terms (side, offset, type, time in force, hours) are packed into its flags. What few orders have lies in a second, wider table.
 */
import type { OrderIntent, ReportedState } from '#electron/brokers/broker.ts';
import { isConditional, OFFSETS, ORDER_HOURS, ORDER_TYPES, TIMES_IN_FORCE, type Offset, type OrderHours, type OrderType, type Side, type TimeInForce } from '#shared/model/order.ts';

/** Figures of a row; it has twice as many places for whole numbers, over the same memory. */
export const ROW_WIDTH = 16;

/** Places of whole numbers in a row. `older` and `newer` are rows, of which -1 is none; so are `handle`, `account` and `index` where there is none. */
export const WHOLE = { number: 0, flags: 1, handle: 2, account: 3, index: 4, hash: 5, day: 6, older: 7, newer: 8, endedIn: 9 } as const;

/** Places of figures in a row, behind the whole numbers. NaN is none. */
export const FIGURE = {
  price: 5, quantity: 6, filled: 7, closing: 8, opening: 9, frozen: 10, time: 11, filledValue: 12, priority: 13, askedPrice: 14, askedQuantity: 15,
} as const;

/** Figures in the second table; a row there counts where the flag `more` says so, else they are what `MORE_UNSAID` says. */
export const MORE = { closeToday: 0, closeTodayValue: 1, trigger: 2, best: 3, ahead: 4 } as const;
export const MORE_UNSAID = [0, 0, NaN, NaN, NaN] as const;
export const MORE_WIDTH = 5;

export const STATES: readonly ReportedState[] = ['working', 'filled', 'cancelled', 'rejected', 'expired', 'disabled'];
export const STATE_CODE = { working: 0, filled: 1, cancelled: 2, rejected: 3, expired: 4, disabled: 5 } as const satisfies Record<ReportedState, number>;
/** The state is the lowest bits of the flags. */
export const STATE_MASK = 0b111;

export const SELL = 1 << 3;
const OFFSET_SHIFT = 4;
const TYPE_SHIFT = 6;
const TIME_SHIFT = 11;
const HOURS_SHIFT = 13;
export const FLAG = {
  conditional: 1 << 15,
  /** It is among the orders that close its account's position. */
  closes: 1 << 16,
  triggered: 1 << 17,
  resting: 1 << 18,
  /** It has a condition, a fault, an intent that is kept beside the table, figures in the second table. */
  condition: 1 << 19,
  fault: 1 << 20,
  odd: 1 << 21,
  more: 1 << 22,
} as const;

const codes = <T extends string>(words: readonly T[]): Readonly<Record<T, number>> => Object.fromEntries(words.map((word, code) => [word, code])) as Record<T, number>;
const OFFSET_CODE = codes(OFFSETS);
const TYPE_CODE = codes(ORDER_TYPES);
const TIME_CODE = codes(TIMES_IN_FORCE);
const HOURS_CODE = codes(ORDER_HOURS);

export const sideAndOffset = (side: Side, offset: Offset): number => (side === 'sell' ? SELL : 0) | (offset === 'open' ? 0 : OFFSET_CODE[offset] << OFFSET_SHIFT);

/** What an order says that never changes, as flags. */
export function termsOf({ side, offset, type, timeInForce, hours }: OrderIntent): number {
  let terms = sideAndOffset(side, offset);
  if (timeInForce !== 'day') terms |= (timeInForce === 'gtc' ? TIME_CODE.gtc : TIME_CODE[timeInForce]) << TIME_SHIFT;
  if (type !== 'limit') terms |= (TYPE_CODE[type] << TYPE_SHIFT) | (isConditional(type) ? FLAG.conditional : 0);
  if (hours !== undefined) terms |= (HOURS_CODE[hours] + 1) << HOURS_SHIFT;
  return terms;
}

export const sideIn = (flags: number): Side => ((flags & SELL) === 0 ? 'buy' : 'sell');
export const offsetIn = (flags: number): Offset => OFFSETS[(flags >> OFFSET_SHIFT) & 3];
export const typeIn = (flags: number): OrderType => ORDER_TYPES[(flags >> TYPE_SHIFT) & 31];
export const timeInForceIn = (flags: number): TimeInForce => TIMES_IN_FORCE[(flags >> TIME_SHIFT) & 3];
export const hoursIn = (flags: number): OrderHours | undefined => ORDER_HOURS[((flags >> HOURS_SHIFT) & 3) - 1];

/** Whether an order waits outside the book for its trigger. */
export const waitsBy = (flags: number): boolean => (flags & (FLAG.conditional | FLAG.triggered)) === FLAG.conditional;

/** The intent that an order of these terms was placed with, as long as it had no condition. */
export function intentFrom(id: string, account: string, instrument: string, flags: number, price: number | null, quantity: number): OrderIntent {
  const hours = hoursIn(flags);
  const intent: OrderIntent = { id, account, instrument, side: sideIn(flags), offset: offsetIn(flags), type: typeIn(flags), price, quantity, timeInForce: timeInForceIn(flags) };
  return hours === undefined ? intent : { ...intent, hours };
}

/** NaN stands for none. */
export const orNull = (figure: number): number | null => (Number.isNaN(figure) ? null : figure);
export const orNaN = (figure: number | null): number => (figure === null ? NaN : figure);
