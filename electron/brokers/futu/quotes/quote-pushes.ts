/**
 * Quote, book, ticker and broker-queue messages straight into flat records: no object a level, no text but a broker's name when it is new. The
 * same fields serve the answers to the getters (Qot_GetBasicQot, GetOrderBook, GetTicker, GetBroker), whose messages are alike.
 *
 * Prices come as binary floats and are taken to whole ticks (seeds/003, line 11290). OpenD sends 0 where there is no price; a price of
 * exactly 0 therefore counts as none. Field numbers: messages/subscribed, and its tests hold both against each other.
 */
import { ORDER_BOOK_TYPE, RET, TICKER_DIRECTION } from '#electron/brokers/futu/messages/codes.ts';
import { Cursor } from '#electron/brokers/futu/wire/cursor.ts';
import { MessageError } from '#electron/brokers/futu/wire/message-codec.ts';
import type { BrokerSink } from '#electron/brokers/broker.ts';
import { emptyQueue, PLACE, placeOffset, QUEUE, QUEUE_PLACES, type QueueBroker } from '#shared/model/broker-queue.ts';
import { BOOK_LEVELS, BOOK_WIDTH, LEVEL, levelOffset } from '#shared/model/order-book.ts';
import { PHASES, QUOTE } from '#shared/model/quote.ts';
import type { Listing, Listings } from './listing.ts';

const VARINT = 0;
const DOUBLE = 1;
const BYTES = 2;
const tagOf = (number: number, wireType: number): number => (number << 3) | wireType;

const RESPONSE = { retType: tagOf(1, VARINT), s2c: tagOf(4, BYTES) } as const;
const BOOK = { security: tagOf(1, BYTES), asks: tagOf(2, BYTES), bids: tagOf(3, BYTES), bidTime: tagOf(5, DOUBLE), askTime: tagOf(7, DOUBLE), type: tagOf(9, VARINT) } as const;
const BOOK_LEVEL = { price: tagOf(1, DOUBLE), volume: tagOf(2, VARINT) } as const;
const BASIC_LIST = tagOf(1, BYTES);
const BASIC = {
  security: tagOf(1, BYTES), isSuspended: tagOf(2, VARINT), high: tagOf(6, DOUBLE), open: tagOf(7, DOUBLE), low: tagOf(8, DOUBLE), last: tagOf(9, DOUBLE),
  lastClose: tagOf(10, DOUBLE), volume: tagOf(11, VARINT), turnover: tagOf(12, DOUBLE), option: tagOf(16, BYTES), updateTimestamp: tagOf(18, DOUBLE),
  future: tagOf(22, BYTES),
} as const;
const OPTION_OPEN_INTEREST = tagOf(3, VARINT);
const FUTURE = { lastSettle: tagOf(1, DOUBLE), position: tagOf(2, VARINT), change: tagOf(3, VARINT) } as const;
const TICKER_LIST = { security: tagOf(1, BYTES), ticker: tagOf(2, BYTES) } as const;
const TICKER = {
  sequence: tagOf(2, VARINT), direction: tagOf(3, VARINT), price: tagOf(4, DOUBLE), volume: tagOf(5, VARINT), received: tagOf(7, DOUBLE),
  source: tagOf(10, VARINT), timestamp: tagOf(11, DOUBLE),
} as const;

const BROKERS = { security: tagOf(1, BYTES), asks: tagOf(2, BYTES), bids: tagOf(3, BYTES) } as const;
const BROKER = { number: tagOf(1, VARINT), name: tagOf(2, BYTES), level: tagOf(3, VARINT), volume: tagOf(5, VARINT) } as const;

/** Where a print comes from; all but the first were made before the subscription or while the connection was down. */
const LIVE_PRINT = 1;
const HALTED = PHASES.indexOf('halted');

/** Seconds to milliseconds. */
const MS = 1_000;

/** Places of a basic quote's figures while it is read. */
const FIGURE = { suspended: 0, high: 1, open: 2, low: 3, last: 4, lastClose: 5, volume: 6, turnover: 7, time: 8, openInterest: 9, openInterestChange: 10, lastSettle: 11 } as const;
const BASIC_FIGURES = 12;

const ticks = (price: number, tick: number): number => (price === 0 ? NaN : Math.round(price / tick));

const utf8 = new TextDecoder();

type Sink = Pick<BrokerSink, 'quote' | 'book' | 'trade' | 'queue' | 'queueBrokers'>;

export class QuotePushes {
  readonly #cursor = new Cursor();
  readonly #listings: Listings;
  readonly #sink: Sink;
  readonly #now: () => number;
  /** Decimal prices and sizes of a book before its tick is known: bids, then asks. */
  readonly #levels = new Float64Array(BOOK_LEVELS * 4);
  readonly #book = new Float64Array(BOOK_WIDTH);
  readonly #basic = new Float64Array(BASIC_FIGURES);
  readonly #queue = emptyQueue();
  /** Brokers by number that were told of. */
  readonly #brokers = new Set<number>();

  /** @param now UTC ms with fractions: when a message was received */
  constructor(listings: Listings, sink: Sink, now: () => number) {
    this.#listings = listings;
    this.#sink = sink;
    this.#now = now;
  }

  /** Qot_UpdateOrderBook, plain body. A book of odd lots is passed over. Throws MessageError. */
  orderBook(body: Uint8Array): void {
    const cursor = this.#cursor;
    const end = this.#enter(body);
    const levels = this.#levels;
    let listing: Listing | undefined;
    let bids = 0;
    let asks = 0;
    let time = 0;
    let type: number = ORDER_BOOK_TYPE.normal;
    while (cursor.at < end) {
      const tag = cursor.varint();
      switch (tag) {
        case BOOK.security: {
          const until = cursor.inside(end);
          listing = this.#listings.find(body, cursor.at, until);
          if (!listing) return;
          cursor.at = until;
          break;
        }
        case BOOK.bids:
          if (this.#level(end, bids, 0)) bids++;
          break;
        case BOOK.asks:
          if (this.#level(end, asks, BOOK_LEVELS)) asks++;
          break;
        case BOOK.bidTime:
        case BOOK.askTime: {
          const at = cursor.double();
          if (at > time) time = at;
          break;
        }
        case BOOK.type: type = cursor.signed(); break;
        default: cursor.skip(tag);
      }
    }
    cursor.close(end);
    if (!listing) throw new MessageError('Qot_UpdateOrderBook: security is missing');
    if (type === ORDER_BOOK_TYPE.normal) this.#deliverBook(listing, levels, bids, asks, time);
  }

  /** One level, kept behind the `count` that its side has already unless that is full. @returns whether it was kept */
  #level(limit: number, count: number, side: number): boolean {
    const cursor = this.#cursor;
    const end = cursor.inside(limit);
    let price = 0;
    let volume = 0;
    while (cursor.at < end) {
      const tag = cursor.varint();
      if (tag === BOOK_LEVEL.price) price = cursor.double();
      else if (tag === BOOK_LEVEL.volume) volume = cursor.varint();
      else cursor.skip(tag);
    }
    cursor.close(end);
    if (count >= BOOK_LEVELS || price === 0) return false;
    this.#levels[(side + count) * 2] = price;
    this.#levels[(side + count) * 2 + 1] = volume;
    return true;
  }

  #deliverBook(listing: Listing, levels: Float64Array, bids: number, asks: number, time: number): void {
    const book = this.#book;
    const tick = listing.instrument.tickSize;
    const depth = bids > asks ? bids : asks;
    book[0] = depth;
    for (let i = 0; i < BOOK_LEVELS; i++) {
      const at = levelOffset(i);
      const ask = (BOOK_LEVELS + i) * 2;
      book[at + LEVEL.bid] = i < bids ? Math.round(levels[i * 2] / tick) : NaN;
      book[at + LEVEL.bidSize] = i < bids ? levels[i * 2 + 1] : NaN;
      book[at + LEVEL.ask] = i < asks ? Math.round(levels[ask] / tick) : NaN;
      book[at + LEVEL.askSize] = i < asks ? levels[ask + 1] : NaN;
    }
    const touch = levelOffset(0);
    const quote = listing.quote;
    quote[QUOTE.bid] = book[touch + LEVEL.bid];
    quote[QUOTE.bidSize] = bids > 0 ? book[touch + LEVEL.bidSize] : 0;
    quote[QUOTE.ask] = book[touch + LEVEL.ask];
    quote[QUOTE.askSize] = asks > 0 ? book[touch + LEVEL.askSize] : 0;
    this.#stamp(quote, time);
    this.#sink.book(listing.slot, book, 0);
    this.#sink.quote(listing.slot, quote, 0);
  }

  /** Qot_UpdateBasicQot, plain body: any number of quotes. Throws MessageError. */
  basicQuotes(body: Uint8Array): void {
    const cursor = this.#cursor;
    const end = this.#enter(body);
    while (cursor.at < end) {
      const tag = cursor.varint();
      if (tag !== BASIC_LIST) {
        cursor.skip(tag);
        continue;
      }
      const until = cursor.inside(end);
      this.#basicQuote(body, until);
      cursor.at = until;
    }
    cursor.close(end);
  }

  #basicQuote(body: Uint8Array, end: number): void {
    const cursor = this.#cursor;
    const figures = this.#basic.fill(NaN);
    let listing: Listing | undefined;
    while (cursor.at < end) {
      const tag = cursor.varint();
      switch (tag) {
        case BASIC.security: {
          const until = cursor.inside(end);
          listing = this.#listings.find(body, cursor.at, until);
          if (!listing) return;
          cursor.at = until;
          break;
        }
        case BASIC.isSuspended: figures[FIGURE.suspended] = cursor.varint(); break;
        case BASIC.high: figures[FIGURE.high] = cursor.double(); break;
        case BASIC.open: figures[FIGURE.open] = cursor.double(); break;
        case BASIC.low: figures[FIGURE.low] = cursor.double(); break;
        case BASIC.last: figures[FIGURE.last] = cursor.double(); break;
        case BASIC.lastClose: figures[FIGURE.lastClose] = cursor.double(); break;
        case BASIC.volume: figures[FIGURE.volume] = cursor.signed(); break;
        case BASIC.turnover: figures[FIGURE.turnover] = cursor.double(); break;
        case BASIC.updateTimestamp: figures[FIGURE.time] = cursor.double(); break;
        case BASIC.option: this.#option(figures, end); break;
        case BASIC.future: this.#future(figures, end); break;
        default: cursor.skip(tag);
      }
    }
    cursor.close(end);
    if (!listing) throw new MessageError('Qot_UpdateBasicQot: security is missing');
    this.#deliverQuote(listing, figures);
  }

  #option(figures: Float64Array, limit: number): void {
    const cursor = this.#cursor;
    const end = cursor.inside(limit);
    while (cursor.at < end) {
      const tag = cursor.varint();
      if (tag === OPTION_OPEN_INTEREST) figures[FIGURE.openInterest] = cursor.signed();
      else cursor.skip(tag);
    }
    cursor.close(end);
  }

  #future(figures: Float64Array, limit: number): void {
    const cursor = this.#cursor;
    const end = cursor.inside(limit);
    while (cursor.at < end) {
      const tag = cursor.varint();
      switch (tag) {
        case FUTURE.lastSettle: figures[FIGURE.lastSettle] = cursor.double(); break;
        case FUTURE.position: figures[FIGURE.openInterest] = cursor.signed(); break;
        case FUTURE.change: figures[FIGURE.openInterestChange] = cursor.signed(); break;
        default: cursor.skip(tag);
      }
    }
    cursor.close(end);
  }

  #deliverQuote(listing: Listing, figures: Float64Array): void {
    const quote = listing.quote;
    const tick = listing.instrument.tickSize;
    quote[QUOTE.last] = ticks(figures[FIGURE.last], tick);
    quote[QUOTE.open] = ticks(figures[FIGURE.open], tick);
    quote[QUOTE.high] = ticks(figures[FIGURE.high], tick);
    quote[QUOTE.low] = ticks(figures[FIGURE.low], tick);
    quote[QUOTE.preClose] = ticks(figures[FIGURE.lastClose], tick);
    quote[QUOTE.preSettlement] = ticks(figures[FIGURE.lastSettle], tick);
    quote[QUOTE.volume] = figures[FIGURE.volume] || 0;
    quote[QUOTE.turnover] = figures[FIGURE.turnover] || 0;
    quote[QUOTE.openInterest] = figures[FIGURE.openInterest] || 0;
    quote[QUOTE.preOpenInterest] = figures[FIGURE.openInterest] - figures[FIGURE.openInterestChange];
    this.#stamp(quote, figures[FIGURE.time]);
    quote[QUOTE.phase] = figures[FIGURE.suspended] === 1 ? HALTED : listing.phase;
    this.#sink.quote(listing.slot, quote, 0);
  }

  /** @param seconds of the exchange; where it tells none, the first message's arrival stands for it */
  #stamp(quote: Float64Array, seconds: number): void {
    const now = this.#now();
    quote[QUOTE.receivedAt] = now;
    if (seconds > 0) quote[QUOTE.exchangeTime] = seconds * MS;
    else if (Number.isNaN(quote[QUOTE.exchangeTime])) quote[QUOTE.exchangeTime] = now;
  }

  /** Qot_UpdateTicker, plain body: any number of prints of one security; those that came before are not told again. Throws MessageError. */
  tickers(body: Uint8Array): void {
    const cursor = this.#cursor;
    const end = this.#enter(body);
    let listing: Listing | undefined;
    let first = -1;
    while (cursor.at < end) {
      const before = cursor.at;
      const tag = cursor.varint();
      if (tag === TICKER_LIST.security) {
        const until = cursor.inside(end);
        listing = this.#listings.find(body, cursor.at, until);
        if (!listing) return;
        cursor.at = until;
      } else {
        if (tag === TICKER_LIST.ticker && first < 0) first = before;
        cursor.skip(tag);
      }
    }
    cursor.close(end);
    if (!listing) throw new MessageError('Qot_UpdateTicker: security is missing');
    if (first < 0) return;
    // Once more from the first print on, now that its tick is known.
    cursor.at = first;
    while (cursor.at < end) {
      const tag = cursor.varint();
      if (tag === TICKER_LIST.ticker) this.#ticker(listing, end);
      else cursor.skip(tag);
    }
  }

  #ticker(listing: Listing, limit: number): void {
    const cursor = this.#cursor;
    const end = cursor.inside(limit);
    let low = 0;
    let high = 0;
    let direction = 0;
    let price = 0;
    let volume = 0;
    let received = 0;
    let timestamp = 0;
    let source = LIVE_PRINT;
    while (cursor.at < end) {
      const tag = cursor.varint();
      switch (tag) {
        case TICKER.sequence:
          cursor.wide();
          low = cursor.low;
          high = cursor.high;
          break;
        case TICKER.direction: direction = cursor.signed(); break;
        case TICKER.price: price = cursor.double(); break;
        case TICKER.volume: volume = cursor.signed(); break;
        case TICKER.received: received = cursor.double(); break;
        case TICKER.timestamp: timestamp = cursor.double(); break;
        case TICKER.source: source = cursor.signed(); break;
        default: cursor.skip(tag);
      }
    }
    cursor.close(end);
    const time = Math.round((timestamp || received) * MS);
    const { prints } = listing;
    if (!prints.admit(low, high) || (source !== LIVE_PRINT && time < prints.newest)) return;
    if (time > prints.newest) prints.newest = time;
    const aggressor = direction === TICKER_DIRECTION.bid ? 1 : direction === TICKER_DIRECTION.ask ? -1 : 0;
    this.#sink.trade(listing.slot, time, Math.round(price / listing.instrument.tickSize), volume, aggressor);
  }

  /** Qot_UpdateBroker, plain body; places beyond those of a record are left out. Throws MessageError. */
  brokerQueue(body: Uint8Array): void {
    const cursor = this.#cursor;
    const end = this.#enter(body);
    const queue = this.#queue.fill(NaN);
    let listing: Listing | undefined;
    let bids = 0;
    let asks = 0;
    const met: QueueBroker[] = [];
    while (cursor.at < end) {
      const tag = cursor.varint();
      switch (tag) {
        case BROKERS.security: {
          const until = cursor.inside(end);
          listing = this.#listings.find(body, cursor.at, until);
          if (!listing) return;
          cursor.at = until;
          break;
        }
        case BROKERS.bids:
          this.#place(body, end, bids < QUEUE_PLACES ? placeOffset('bid', bids++) : null, met);
          break;
        case BROKERS.asks:
          this.#place(body, end, asks < QUEUE_PLACES ? placeOffset('ask', asks++) : null, met);
          break;
        default: cursor.skip(tag);
      }
    }
    cursor.close(end);
    if (!listing) throw new MessageError('Qot_UpdateBroker: security is missing');
    queue[QUEUE.bids] = bids;
    queue[QUEUE.asks] = asks;
    // A number is never shown before its name can be.
    for (const { number } of met) this.#brokers.add(number);
    if (met.length > 0) this.#sink.queueBrokers(met);
    this.#sink.queue(listing.slot, queue, 0);
  }

  /** One place of a queue, written at `at` of the record; null: left out. Whose name is new is added to `met`. */
  #place(body: Uint8Array, limit: number, at: number | null, met: QueueBroker[]): void {
    const cursor = this.#cursor;
    const end = cursor.inside(limit);
    let number = 0;
    let level = 0;
    let size = NaN;
    let nameFrom = 0;
    let nameTo = 0;
    while (cursor.at < end) {
      const tag = cursor.varint();
      switch (tag) {
        case BROKER.number: number = cursor.signed(); break;
        case BROKER.level: level = cursor.signed(); break;
        case BROKER.volume: size = cursor.signed(); break;
        case BROKER.name:
          nameTo = cursor.inside(end);
          nameFrom = cursor.at;
          cursor.at = nameTo;
          break;
        default: cursor.skip(tag);
      }
    }
    cursor.close(end);
    if (at === null) return;
    this.#queue[at + PLACE.level] = level;
    this.#queue[at + PLACE.broker] = number;
    this.#queue[at + PLACE.size] = size;
    if (!this.#brokers.has(number) && !met.some((known) => known.number === number)) met.push({ number, name: utf8.decode(body.subarray(nameFrom, nameTo)) });
  }

  /** Opens a push's envelope. @returns where its content ends; the cursor stands where it begins. Throws MessageError */
  #enter(body: Uint8Array): number {
    const cursor = this.#cursor;
    cursor.open(body);
    let result: number = RET.unknown;
    while (cursor.at < body.length) {
      const tag = cursor.varint();
      if (tag === RESPONSE.retType) result = cursor.signed();
      else if (tag === RESPONSE.s2c) {
        if (result !== RET.succeed) throw new MessageError(`a push failed with ${result}`);
        return cursor.inside(body.length);
      } else cursor.skip(tag);
    }
    throw new MessageError('a push without content');
  }
}
