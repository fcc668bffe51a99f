/**
 * Quotes as flat records of 64-bit floats, so that one moves from a broker through the hub and the wire to the screen
 * without an object per tick. Prices are in ticks, NaN where there is none; times are UTC milliseconds.
 */
export const QUOTE = {
  last: 0,
  open: 1,
  high: 2,
  low: 3,
  preClose: 4,
  preSettlement: 5,
  settlement: 6,
  upperLimit: 7,
  lowerLimit: 8,
  bid: 9,
  bidSize: 10,
  ask: 11,
  askSize: 12,
  /** Cumulative for the trading day: contracts or shares. */
  volume: 13,
  /** Cumulative, in currency units. */
  turnover: 14,
  openInterest: 15,
  preOpenInterest: 16,
  /** The exchange's own time of this state. */
  exchangeTime: 17,
  /** When this process got it (UTC ms with fraction: performance.timeOrigin + now). */
  receivedAt: 18,
  /** Index into PHASES. */
  phase: 19,
  /** 1 while the connection that feeds it is down: the screen dims it at once. */
  stale: 20,
} as const;

export const QUOTE_WIDTH = 21;

export type QuoteField = keyof typeof QUOTE;

/** What the market of an instrument is doing. */
export const PHASES = ['closed', 'auction', 'continuous', 'break', 'halted'] as const;
export type Phase = (typeof PHASES)[number];

/** A record with every price missing and every size zero. */
export function emptyQuote(): Float64Array {
  const record = new Float64Array(QUOTE_WIDTH).fill(NaN);
  for (const at of [QUOTE.bidSize, QUOTE.askSize, QUOTE.volume, QUOTE.turnover, QUOTE.openInterest, QUOTE.phase, QUOTE.stale]) record[at] = 0;
  return record;
}

/** The price that a position is valued at: last, else the middle of the touch, else the previous settlement or close. NaN if none. */
export function markOf(record: Float64Array, offset = 0): number {
  const last = record[offset + QUOTE.last];
  if (!Number.isNaN(last)) return last;
  const bid = record[offset + QUOTE.bid];
  const ask = record[offset + QUOTE.ask];
  if (!Number.isNaN(bid) && !Number.isNaN(ask)) return Math.round((bid + ask) / 2);
  const settled = record[offset + QUOTE.preSettlement];
  return Number.isNaN(settled) ? record[offset + QUOTE.preClose] : settled;
}
