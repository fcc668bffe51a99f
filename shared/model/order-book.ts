/**
 * An order book as a flat record: level count, then per level bid price, bid size, ask price, ask size.
 * Prices in ticks (NaN where a side has fewer levels), sizes in contracts or shares.
 */
export const BOOK_LEVELS = 10;
export const BOOK_WIDTH = 1 + BOOK_LEVELS * 4;

export const LEVEL = { bid: 0, bidSize: 1, ask: 2, askSize: 3 } as const;

/** Offset of a level (0 is the touch) inside a book record. */
export const levelOffset = (level: number): number => 1 + level * 4;

export function emptyBook(): Float64Array {
  const record = new Float64Array(BOOK_WIDTH).fill(NaN);
  record[0] = 0;
  return record;
}
