/**
 * The broker queue (经纪队列): whose orders stand in a book, as Hong Kong tells of them. On each side the orders from the touch outwards, in
 * the order in which they would trade. A flat record: how many bids, how many asks, then for each place of the bids and of the asks its level
 * (1 is the touch), the broker's number, and the order's size (NaN where it is not told).
 */
export const QUEUE_PLACES = 40;
const PLACE_WIDTH = 3;
export const QUEUE_WIDTH = 2 + QUEUE_PLACES * 2 * PLACE_WIDTH;

export const QUEUE = { bids: 0, asks: 1 } as const;
export const PLACE = { level: 0, broker: 1, size: 2 } as const;

/** Offset of a place (0 is the first in turn) inside a record. */
export const placeOffset = (side: 'bid' | 'ask', place: number): number => 2 + ((side === 'bid' ? 0 : QUEUE_PLACES) + place) * PLACE_WIDTH;

export function emptyQueue(): Float64Array {
  const record = new Float64Array(QUEUE_WIDTH).fill(NaN);
  record[QUEUE.bids] = 0;
  record[QUEUE.asks] = 0;
  return record;
}

/** What a broker's number in a queue stands for, in the words of the connection that told it. */
export interface QueueBroker {
  readonly number: number;
  readonly name: string;
}
