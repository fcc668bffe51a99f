import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyQueue, PLACE, placeOffset, QUEUE, QUEUE_PLACES } from '#shared/model/broker-queue.ts';
import { emptyBook, LEVEL, levelOffset } from '#shared/model/order-book.ts';
import { queueRows, type QueueSide } from './broker-queue-model.ts';

const SCALE = { tickSize: 0.2, decimals: 2 };
const NAMES = new Map([[5338, 'J.P.摩根'], [87, '中银']]);
const nameOf = (number: number): string | undefined => NAMES.get(number);

function queueOf(side: QueueSide, places: readonly (readonly [level: number, broker: number, size?: number])[]): Float64Array {
  const queue = emptyQueue();
  queue[side === 'bid' ? QUEUE.bids : QUEUE.asks] = places.length;
  places.forEach(([level, broker, size], i) => {
    const at = placeOffset(side, i);
    queue[at + PLACE.level] = level;
    queue[at + PLACE.broker] = broker;
    if (size !== undefined) queue[at + PLACE.size] = size;
  });
  return queue;
}

describe('rows of a broker queue', () => {
  it('stand under the price and size of their level, in turn; a name that nobody told stays out', () => {
    const book = emptyBook();
    book[levelOffset(0) + LEVEL.ask] = 1901;
    book[levelOffset(0) + LEVEL.askSize] = 12_300;
    const queue = queueOf('ask', [[1, 5338], [1, 87, 400], [3, 9999]]);
    expect(queueRows('ask', queue, book, SCALE, nameOf)).toEqual([
      { kind: 'level', number: '1', text: '380.20', size: '12,300' },
      { kind: 'place', number: '5338', text: 'J.P.摩根', size: '' },
      { kind: 'place', number: '0087', text: '中银', size: '400' },
      { kind: 'level', number: '3', text: '–', size: '' },
      { kind: 'place', number: '9999', text: '', size: '' },
    ]);
    expect(queueRows('bid', queue, book, SCALE, nameOf)).toEqual([]);
  });

  it('are as many as places and levels, each broker in his place, whatever levels are told (property)', () => {
    const place = fc.tuple(fc.integer({ min: -1, max: 40 }), fc.nat(9_999));
    fc.assert(
      fc.property(fc.array(place, { maxLength: QUEUE_PLACES }), fc.constantFrom<QueueSide>('bid', 'ask'), (places, side) => {
        const rows = queueRows(side, queueOf(side, places), undefined, SCALE, nameOf);
        expect(rows.filter(({ kind }) => kind === 'place').map(({ number }) => Number(number))).toEqual(places.map(([, broker]) => broker));
        const levels = places.filter(([level], i) => level !== (i === 0 ? 0 : places[i - 1][0]));
        expect(rows.filter(({ kind }) => kind === 'level').map(({ number }) => Number(number))).toEqual(levels.map(([level]) => level));
      }),
    );
  });
});
