/** Rows of a broker queue: its levels from the touch outwards, each with whose orders stand there, in turn. Pure. */
import { PLACE, placeOffset, QUEUE } from '#shared/model/broker-queue.ts';
import { BOOK_LEVELS, LEVEL, levelOffset } from '#shared/model/order-book.ts';
import { formatPrice, type PriceScale } from '#shared/price.ts';
import { formatQuantity, NONE } from '#renderer/workspace/grid/figures.ts';

export interface QueueRow {
  /** Of a level: its price and size; of a place: who stands there, and with how much where that is told. */
  readonly kind: 'level' | 'place';
  /** Level, or the broker's number of at least four figures. */
  readonly number: string;
  readonly text: string;
  readonly size: string;
}

export type QueueSide = 'bid' | 'ask';

/** Four figures, as Hong Kong writes them. */
const numberText = (number: number): string => String(number).padStart(4, '0');

/**
 * @param book of the same instrument, which knows the levels' prices and sizes; undefined before it came
 * @param nameOf a broker by its number; undefined where nobody told
 */
export function queueRows(side: QueueSide, queue: Float64Array, book: Float64Array | undefined, scale: PriceScale, nameOf: (number: number) => string | undefined): QueueRow[] {
  const rows: QueueRow[] = [];
  let level = 0;
  const places = queue[side === 'bid' ? QUEUE.bids : QUEUE.asks];
  for (let i = 0; i < places; i++) {
    const at = placeOffset(side, i);
    if (queue[at + PLACE.level] !== level) {
      level = queue[at + PLACE.level];
      rows.push(levelRow(side, level, book, scale));
    }
    const number = queue[at + PLACE.broker];
    const size = queue[at + PLACE.size];
    rows.push({ kind: 'place', number: numberText(number), text: nameOf(number) ?? '', size: Number.isNaN(size) ? '' : formatQuantity(size) });
  }
  return rows;
}

function levelRow(side: QueueSide, level: number, book: Float64Array | undefined, scale: PriceScale): QueueRow {
  const at = levelOffset(level - 1) + (side === 'bid' ? LEVEL.bid : LEVEL.ask);
  const isKnown = book !== undefined && level >= 1 && level <= BOOK_LEVELS && !Number.isNaN(book[at]);
  return { kind: 'level', number: String(level), text: isKnown ? formatPrice(scale, book[at]) : NONE, size: isKnown ? formatQuantity(book[at + 1]) : '' };
}
