/**
 * A market frame: what changed in what a window looks at since its last frame, as one Float64Array.
 *
 * header   [version, frame number, built at (UTC ms), quotes, books, trades, trades left out, queues]
 * quotes   quotes × (slot, QUOTE_WIDTH figures)
 * books    books × (slot, BOOK_WIDTH figures)
 * trades   trades × (slot, TRADE_WIDTH figures), oldest first
 * queues   queues × (slot, QUEUE_WIDTH figures)
 *
 * A slot is the number that `instruments.list` gives an instrument for as long as the core runs.
 */
import { QUEUE_WIDTH } from '../model/broker-queue.ts';
import { BOOK_WIDTH } from '../model/order-book.ts';
import { QUOTE_WIDTH } from '../model/quote.ts';
import { TRADE_WIDTH } from '../model/trade.ts';

export const FRAME_VERSION = 2;
export const FRAME_HEADER = 8;
export const FRAME = { version: 0, number: 1, builtAt: 2, quotes: 3, books: 4, trades: 5, tradesLeftOut: 6, queues: 7 } as const;

export const QUOTE_STRIDE = QUOTE_WIDTH + 1;
export const BOOK_STRIDE = BOOK_WIDTH + 1;
export const TRADE_STRIDE = TRADE_WIDTH + 1;
export const QUEUE_STRIDE = QUEUE_WIDTH + 1;

/** Length of a frame in figures. */
export const frameLength = (quotes: number, books: number, trades: number, queues = 0): number =>
  FRAME_HEADER + quotes * QUOTE_STRIDE + books * BOOK_STRIDE + trades * TRADE_STRIDE + queues * QUEUE_STRIDE;

/** Whether a frame is whole: its header agrees with its length. */
export function isWholeFrame(frame: Float64Array): boolean {
  return (
    frame.length >= FRAME_HEADER &&
    frame[FRAME.version] === FRAME_VERSION &&
    frame.length === frameLength(frame[FRAME.quotes], frame[FRAME.books], frame[FRAME.trades], frame[FRAME.queues])
  );
}
