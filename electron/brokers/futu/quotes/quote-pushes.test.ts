import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QOT_MARKET } from '#electron/brokers/futu/messages/codes.ts';
import { UpdateBasicQot, UpdateBroker, UpdateOrderBook, UpdateTicker } from '#electron/brokers/futu/messages/subscribed.ts';
import type { Answered } from '#electron/brokers/futu/messages/protocol.ts';
import { Cursor } from '#electron/brokers/futu/wire/cursor.ts';
import { encodeMessage, MessageError } from '#electron/brokers/futu/wire/message-codec.ts';
import { PLACE, placeOffset, QUEUE, QUEUE_PLACES, type QueueBroker } from '#shared/model/broker-queue.ts';
import { BOOK_LEVELS, LEVEL, levelOffset } from '#shared/model/order-book.ts';
import { PHASES, QUOTE } from '#shared/model/quote.ts';
import { AAPL, IF } from '#test/stand-ins/instruments.ts';
import { Listings, type Listing } from './listing.ts';
import { QuotePushes } from './quote-pushes.ts';

const AAPL_SLOT = 3;
const SECURITY = { market: QOT_MARKET.us, code: 'AAPL' };
type Book = Omit<Answered<typeof UpdateOrderBook>, 'security'>;

function desk(): { pushes: QuotePushes; listings: Listings; listing: Listing; books: Float64Array[]; quotes: Float64Array[]; trades: number[][]; queues: Float64Array[]; brokers: QueueBroker[] } {
  const listings = new Listings();
  const listing = listings.add(AAPL, SECURITY.market, SECURITY.code, AAPL_SLOT);
  listings.add(IF, QOT_MARKET.hkFuture, 'IFmain', 4);
  const books: Float64Array[] = [];
  const quotes: Float64Array[] = [];
  const trades: number[][] = [];
  const queues: Float64Array[] = [];
  const brokers: QueueBroker[] = [];
  const sink = {
    quote: (slot: number, record: Float64Array) => void quotes.push(Float64Array.from([...record, slot])),
    book: (slot: number, record: Float64Array) => void books.push(Float64Array.from([...record, slot])),
    trade: (...figures: number[]) => void trades.push(figures),
    queue: (slot: number, record: Float64Array) => void queues.push(Float64Array.from([...record, slot])),
    queueBrokers: (met: readonly QueueBroker[]) => void brokers.push(...met),
  };
  return { pushes: new QuotePushes(listings, sink, () => 1_700_000_000_000.5), listings, listing, books, quotes, trades, queues, brokers };
}

const bookBody = (book: Partial<Book>, security = SECURITY): Uint8Array =>
  encodeMessage(UpdateOrderBook.response, { retType: 0, s2c: { security, orderBookAskList: [], orderBookBidList: [], ...book } });
const level = (price: number, volume: number): Book['orderBookAskList'][number] => ({ price, volume, orederCount: 1, detailList: [{ orderID: '9', volume }] });

const BASIC = {
  security: SECURITY, isSuspended: false, listTime: '1980-12-12', priceSpread: 0.01, updateTime: '2025-01-02 10:00:00', highPrice: 190.13, openPrice: 189, lowPrice: 188.999_999_999,
  curPrice: 189.7, lastClosePrice: 190, volume: 40_000_000_000, turnover: 7.5e12, turnoverRate: 0.1, amplitude: 0.5,
};
type Basic = Answered<typeof UpdateBasicQot>['basicQotList'][number];
const basicBody = (...quotes: readonly Basic[]): Uint8Array => encodeMessage(UpdateBasicQot.response, { retType: 0, s2c: { basicQotList: quotes } });

const print = { time: '2025-01-02 10:00:00', sequence: '7000000000000000001', dir: 1, price: 189.7, volume: 300, turnover: 56_910, timestamp: 1_735_826_400.123 };
type Print = Answered<typeof UpdateTicker>['tickerList'][number];
const tickerBody = (tickerList: readonly Print[], security = SECURITY): Uint8Array => encodeMessage(UpdateTicker.response, { retType: 0, s2c: { security, tickerList } });

describe('a book', () => {
  it('comes as ticks, level by level, and brings the touch to the quote', () => {
    const { pushes, books, quotes } = desk();
    pushes.orderBook(bookBody({ orderBookBidList: [level(189.69, 5), level(189.68, 6)], orderBookAskList: [level(189.71, 7)], svrRecvTimeBidTimestamp: 1_735_826_400.25, svrRecvTimeAskTimestamp: 1_735_826_400 }));
    const [book] = books;
    expect(book[0]).toBe(2);
    expect([...book.subarray(1, 9)]).toEqual([18969, 5, 18971, 7, 18968, 6, NaN, NaN]);
    expect(book.at(-1)).toBe(AAPL_SLOT);
    const [quote] = quotes;
    expect([quote[QUOTE.bid], quote[QUOTE.bidSize], quote[QUOTE.ask], quote[QUOTE.askSize]]).toEqual([18969, 5, 18971, 7]);
    expect(quote[QUOTE.exchangeTime]).toBe(1_735_826_400_250);
    expect(quote[QUOTE.receivedAt]).toBe(1_700_000_000_000.5);
  });

  it('of any shape is the book that was sent, cut at ten levels', () => {
    const side = fc.array(fc.tuple(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 0, max: 2 ** 40 })), { maxLength: 14 });
    fc.assert(
      fc.property(side, side, (bids, asks) => {
        const { pushes, books } = desk();
        const list = (levels: readonly [number, number][]): Book['orderBookAskList'] => levels.map(([ticks, volume]) => level(ticks * 0.01, volume));
        pushes.orderBook(bookBody({ orderBookBidList: list(bids), orderBookAskList: list(asks) }));
        const [book] = books;
        expect(book[0]).toBe(Math.min(BOOK_LEVELS, Math.max(bids.length, asks.length)));
        for (let i = 0; i < BOOK_LEVELS; i++) {
          const at = levelOffset(i);
          expect([book[at + LEVEL.bid], book[at + LEVEL.bidSize]]).toEqual(bids[i] ?? [NaN, NaN]);
          expect([book[at + LEVEL.ask], book[at + LEVEL.askSize]]).toEqual(asks[i] ?? [NaN, NaN]);
        }
      }),
    );
  });

  it('that empties leaves nothing of the one before', () => {
    const { pushes, books, quotes } = desk();
    pushes.orderBook(bookBody({ orderBookBidList: [level(1, 1)], orderBookAskList: [level(2, 1)] }));
    pushes.orderBook(bookBody({ orderBookBidList: [level(0, 0)] }));
    expect([...books[1].subarray(0, 5)]).toEqual([0, NaN, NaN, NaN, NaN]);
    expect([quotes[1][QUOTE.bid], quotes[1][QUOTE.bidSize]]).toEqual([NaN, 0]);
  });

  it('of odd lots, and of a security that nobody asked for, is passed over', () => {
    const { pushes, books } = desk();
    pushes.orderBook(bookBody({ orderBookBidList: [level(1, 1)], orderBookType: 1 }));
    pushes.orderBook(bookBody({ orderBookBidList: [level(1, 1)] }, { market: QOT_MARKET.us, code: 'MSFT' }));
    expect(books).toEqual([]);
  });

  it('finds its listing with the security’s fields in the other order too', () => {
    const { listings, listing } = desk();
    const reversed = Buffer.from('12044141504c080b', 'hex');
    expect(listings.find(reversed, 0, reversed.length)).toBe(listing);
    expect(listings.find(reversed, 0, reversed.length)).toBe(listing);
  });
});

describe('a basic quote', () => {
  it('comes as ticks; what OpenD does not tell stays missing', () => {
    const { pushes, quotes, listing } = desk();
    listing.phase = PHASES.indexOf('continuous');
    pushes.basicQuotes(basicBody({ ...BASIC, updateTimestamp: 1_735_826_400.5 }));
    const [quote] = quotes;
    expect([quote[QUOTE.last], quote[QUOTE.open], quote[QUOTE.high], quote[QUOTE.low], quote[QUOTE.preClose]]).toEqual([18970, 18900, 19013, 18900, 19000]);
    expect([quote[QUOTE.volume], quote[QUOTE.turnover], quote[QUOTE.openInterest]]).toEqual([40_000_000_000, 7.5e12, 0]);
    expect([quote[QUOTE.preSettlement], quote[QUOTE.upperLimit], quote[QUOTE.bid]]).toEqual([NaN, NaN, NaN]);
    expect(quote[QUOTE.exchangeTime]).toBe(1_735_826_400_500);
    expect(quote[QUOTE.phase]).toBe(PHASES.indexOf('continuous'));
  });

  it('without a trade has no last price, and a suspended one is halted', () => {
    const { pushes, quotes } = desk();
    pushes.basicQuotes(basicBody({ ...BASIC, curPrice: 0, openPrice: 0, isSuspended: true }));
    expect([quotes[0][QUOTE.last], quotes[0][QUOTE.open]]).toEqual([NaN, NaN]);
    expect(quotes[0][QUOTE.phase]).toBe(PHASES.indexOf('halted'));
    expect(quotes[0][QUOTE.exchangeTime]).toBe(1_700_000_000_000.5);
  });

  it('of a future brings settlement and open interest; several come in one message', () => {
    const { pushes, quotes } = desk();
    const future = { ...BASIC, security: { market: QOT_MARKET.hkFuture, code: 'IFmain' }, curPrice: 5230.8, futureExData: { lastSettlePrice: 5200.2, position: 90_000, positionChange: -1_500 } };
    pushes.basicQuotes(basicBody(BASIC, { ...BASIC, security: { market: 1, code: 'unknown' } }, future));
    expect(quotes.map((quote) => quote.at(-1))).toEqual([AAPL_SLOT, 4]);
    const [, quote] = quotes;
    expect([quote[QUOTE.last], quote[QUOTE.preSettlement], quote[QUOTE.openInterest], quote[QUOTE.preOpenInterest]]).toEqual([26154, 26001, 90_000, 91_500]);
  });
});

describe('prints', () => {
  it('come with time, price, quantity and who crossed', () => {
    const { pushes, trades } = desk();
    pushes.tickers(tickerBody([print, { ...print, sequence: '7000000000000000002', dir: 2, volume: 1 }, { ...print, sequence: '7000000000000000003', dir: 3 }]));
    expect(trades).toEqual([
      [AAPL_SLOT, 1_735_826_400_123, 18970, 300, 1],
      [AAPL_SLOT, 1_735_826_400_123, 18970, 1, -1],
      [AAPL_SLOT, 1_735_826_400_123, 18970, 300, 0],
    ]);
  });

  it('are told once: a repetition after a new subscription is known by its sequence, to the last of its 64 bits', () => {
    const { pushes, trades } = desk();
    pushes.tickers(tickerBody([print]));
    pushes.tickers(tickerBody([{ ...print, pushDataType: 3 }, { ...print, sequence: '7000000000000000002', pushDataType: 3, timestamp: print.timestamp + 1 }]));
    pushes.tickers(tickerBody([{ ...print, sequence: '1', pushDataType: 3, timestamp: print.timestamp - 60 }]));
    expect(trades.length).toBe(2);
  });

  it('of the next day are told though their sequences begin anew', () => {
    const { pushes, trades } = desk();
    pushes.tickers(tickerBody([print]));
    pushes.tickers(tickerBody([{ ...print, sequence: '1', timestamp: print.timestamp + 86_400 }]));
    expect(trades.length).toBe(2);
  });
});

describe('bytes that are no message', () => {
  it('end in a MessageError, wherever they are cut', () => {
    const { pushes, listing } = desk();
    for (const [read, body] of [
      [(bytes: Uint8Array) => pushes.orderBook(bytes), bookBody({ orderBookBidList: [level(1, 1)] })],
      [(bytes: Uint8Array) => pushes.basicQuotes(bytes), basicBody({ ...BASIC, futureExData: { lastSettlePrice: 1, position: 1, positionChange: 1 } })],
      [(bytes: Uint8Array) => pushes.tickers(bytes), tickerBody([print])],
    ] as const) {
      for (let length = 0; length < body.length; length++) expect(() => read(body.subarray(0, length))).toThrow(MessageError);
      fc.assert(
        fc.property(fc.nat(body.length - 1), fc.nat(255), fc.uint8Array({ maxLength: 60 }), (at, byte, garbage) => {
          const bent = Uint8Array.from(body);
          bent[at] = byte;
          for (const bytes of [bent, garbage]) {
            try {
              read(bytes);
            } catch (error) {
              expect(error).toBeInstanceOf(MessageError);
            }
          }
        }),
        { numRuns: 1_000 },
      );
    }
    expect(listing.slot).toBe(AAPL_SLOT);
  });

  it('that say that a push failed are an error too', () => {
    expect(() => desk().pushes.orderBook(encodeMessage(UpdateOrderBook.response, { retType: -1, retMsg: 'no right' }))).toThrow('a push without content');
  });
});

describe('a cursor', () => {
  it('reads whole numbers as the other codec writes them', () => {
    const cursor = new Cursor();
    fc.assert(
      fc.property(fc.maxSafeInteger(), (count) => {
        const sequence = BigInt.asUintN(64, BigInt(count));
        const body = tickerBody([{ ...print, volume: count, sequence: String(count) }]);
        cursor.open(body);
        const { pushes, trades } = desk();
        pushes.tickers(body);
        expect(trades[0][3]).toBe(count);
        const bytes: number[] = [];
        for (let rest = sequence; ; rest >>= 7n) {
          bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
          if (rest <= 0x7fn) break;
        }
        cursor.open(Uint8Array.from(bytes));
        expect(cursor.signed()).toBe(count);
        expect(cursor.at).toBe(bytes.length);
      }),
    );
  });
});


describe('a broker queue', () => {
  const broker = (id: number, name: string, pos: number, more: { readonly volume?: number; readonly orderID?: string } = {}): Answered<typeof UpdateBroker>['brokerAskList'][number] => ({ id: String(id), name, pos, ...more });
  const body = (brokerBidList: ReturnType<typeof broker>[], brokerAskList: ReturnType<typeof broker>[], security: { market: number; code: string } = SECURITY): Uint8Array =>
    encodeMessage(UpdateBroker.response, { retType: 0, s2c: { security, brokerAskList, brokerBidList } });
  const places = (record: Float64Array, side: 'bid' | 'ask'): number[][] =>
    Array.from({ length: record[side === 'bid' ? QUEUE.bids : QUEUE.asks] }, (_, i) => [...record.subarray(placeOffset(side, i), placeOffset(side, i) + 3)]);

  it('comes place by place with its levels; each broker’s name is told once, before its number', () => {
    const { pushes, queues, brokers } = desk();
    pushes.brokerQueue(body([broker(5338, 'J.P.摩根', 1), broker(8305, '富途', 1), broker(5338, 'J.P.摩根', 4)], [broker(1179, '华泰', 1, { orderID: '9007199254740993', volume: 3_000_000_000 })]));
    expect(brokers).toEqual([{ number: 1179, name: '华泰' }, { number: 5338, name: 'J.P.摩根' }, { number: 8305, name: '富途' }]);
    expect(places(queues[0], 'bid')).toEqual([[1, 5338, NaN], [1, 8305, NaN], [4, 5338, NaN]]);
    expect(places(queues[0], 'ask')).toEqual([[1, 1179, 3_000_000_000]]);
    expect(queues[0].at(-1)).toBe(AAPL_SLOT);
    pushes.brokerQueue(body([], [broker(8305, '富途', 2)]));
    expect(brokers.length).toBe(3);
    expect([places(queues[1], 'bid'), places(queues[1], 'ask')]).toEqual([[], [[2, 8305, NaN]]]);
    expect(Number.isNaN(queues[1][placeOffset('bid', 0) + PLACE.broker])).toBe(true);
  });

  it('longer than a record is cut, of what is not carried passed over, and refused where it is cut short', () => {
    const { pushes, queues } = desk();
    pushes.brokerQueue(body(Array.from({ length: QUEUE_PLACES + 7 }, (_, i) => broker(i, `B${i}`, 1)), []));
    expect(places(queues[0], 'bid').map(([, number]) => number)).toEqual(Array.from({ length: QUEUE_PLACES }, (_, i) => i));
    pushes.brokerQueue(body([], [], { market: 1, code: '00005' }));
    expect(queues.length).toBe(1);
    const whole = body([broker(1, 'A', 1)], []);
    for (let to = 0; to < whole.length; to++) expect(() => pushes.brokerQueue(whole.subarray(0, to))).toThrow(MessageError);
  });
});
