/**
 * A feed for benchmarks: many made-up instruments, cheap updates at an exact rate. The first instrument also has a ten-level book and
 * prints, and gets one update in BUSY_EVERY; the rest goes round over the others. After `n` milliseconds of clock exactly
 * ⌊n × updatesPerSecond / 1000⌋ quotes have come, however `advance` sliced them.
 */
import { stepTicks, type Ticks } from '#shared/price.ts';
import type { Candle, Period } from '#shared/model/candle.ts';
import { tickMoney, type Instrument, type InstrumentId } from '#shared/model/instrument.ts';
import { BOOK_LEVELS, BOOK_WIDTH, emptyBook, LEVEL, levelOffset } from '#shared/model/order-book.ts';
import { emptyQuote, PHASES, QUOTE, QUOTE_WIDTH } from '#shared/model/quote.ts';
import type { ReplayStatus } from '#shared/model/replay.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { Feed, FeedListener } from '../feed.ts';
import { loadInstruments } from './load-instruments.ts';
import { limitsOf } from '#shared/rules/price-limits.ts';
import { fraction, mix } from './random.ts';

const DAY = '2021-01-04';
const FROM = Date.parse(`${DAY}T09:30:00+08:00`);
const TO = Date.parse(`${DAY}T24:00:00+08:00`);
const BUSY_EVERY = 250;
/** How far a price strays from where it began, in ticks. */
const REACH = 400;
const HISTORY = 20_000;
const MINUTE = 60_000;
const CONTINUOUS = PHASES.indexOf('continuous');

export interface LoadFeedOptions {
  readonly instruments: number;
  readonly updatesPerSecond: number;
  readonly seed?: number;
}

/** The feed at the first moment of its day, every instrument with a quote, nothing emitted yet. The day ends at midnight and begins again. */
export function createLoadFeed(options: LoadFeedOptions): Feed {
  return new LoadFeed(loadInstruments(options.instruments), options.updatesPerSecond, options.seed ?? 1);
}

class LoadFeed implements Feed {
  readonly instruments: readonly Instrument[];
  readonly days: ReplayStatus['days'] = [{ day: DAY, from: FROM, to: TO }];
  readonly tradingDay = DAY;
  readonly #updatesPerSecond: number;
  readonly #seed: number;
  readonly #perTick: number;
  readonly #quotes: Float64Array[];
  readonly #books: Float64Array[];
  /** Where each price began. */
  readonly #bases: Float64Array;
  readonly #listeners: FeedListener[] = [];
  #time = FROM;
  /** Clock run since the day began, and the quotes of it, in the same measure so that slices add up. */
  #elapsed = 0;
  #sent = 0;
  #turn = 0;
  readonly #stride: number;
  #random: number;

  constructor(instruments: readonly Instrument[], updatesPerSecond: number, seed: number) {
    const count = instruments.length;
    this.instruments = instruments;
    this.#updatesPerSecond = updatesPerSecond;
    this.#seed = seed;
    this.#perTick = count > 0 ? tickMoney(instruments[0]) / 10_000 : 0;
    this.#random = mix(seed, 1) | 1;
    const block = new Float64Array(count * QUOTE_WIDTH);
    this.#quotes = instruments.map((_, index) => block.subarray(index * QUOTE_WIDTH, (index + 1) * QUOTE_WIDTH));
    const none = emptyBook();
    this.#books = instruments.map((_, index) => (index === 0 ? new Float64Array(BOOK_WIDTH) : none));
    this.#bases = Float64Array.from(instruments, (_, index) => 5000 + Math.floor(fraction(mix(seed, index + 10)) * 20_000));
    this.#stride = strideFor(count - 1);
    this.#begin();
  }

  get time(): number {
    return this.#time;
  }

  #begin(): void {
    this.#time = FROM;
    this.#elapsed = 0;
    this.#sent = 0;
    for (const [index, quote] of this.#quotes.entries()) {
      const base = this.#bases[index];
      const limits = limitsOf(this.instruments[index], base);
      quote.set(emptyQuote());
      for (const field of [QUOTE.last, QUOTE.open, QUOTE.high, QUOTE.low, QUOTE.preClose, QUOTE.preSettlement, QUOTE.bid]) quote[field] = base;
      quote[QUOTE.ask] = base + 1;
      quote[QUOTE.bidSize] = 10;
      quote[QUOTE.askSize] = 10;
      quote[QUOTE.upperLimit] = limits.upper;
      quote[QUOTE.lowerLimit] = limits.lower;
      quote[QUOTE.openInterest] = 100_000;
      quote[QUOTE.preOpenInterest] = 100_000;
      quote[QUOTE.exchangeTime] = FROM;
      quote[QUOTE.phase] = CONTINUOUS;
    }
    if (this.#quotes.length > 0) this.#fillBook(0);
  }

  listen(listener: FeedListener): void {
    this.#listeners.push(listener);
  }

  advance(elapsed: number): void {
    let left = elapsed;
    while (this.#elapsed + left > TO - FROM) {
      const rest = TO - FROM - this.#elapsed;
      this.#run(rest);
      left -= rest;
      const settlement = new Map<InstrumentId, Ticks>(this.instruments.map((instrument, index) => [instrument.id, this.#quotes[index][QUOTE.last]]));
      for (const listener of this.#listeners) listener.dayEnd(DAY, settlement);
      this.#begin();
      this.#reset();
    }
    this.#run(left);
  }

  #run(elapsed: number): void {
    this.#elapsed += elapsed;
    // A hair is added: 0.1 + 0.2 ms must not lose the update that is due at 0.3 ms.
    const due = Math.floor((this.#elapsed * this.#updatesPerSecond) / 1000 + 1e-6);
    const gap = 1000 / this.#updatesPerSecond;
    while (this.#sent < due) {
      this.#sent++;
      this.#update(FROM + this.#sent * gap);
    }
    this.#time = FROM + this.#elapsed;
  }

  #update(time: number): void {
    const others = this.#quotes.length - 1;
    const busy = others <= 0 || this.#sent % BUSY_EVERY === 0;
    let index = 0;
    if (!busy) {
      index = 1 + this.#turn;
      this.#turn += this.#stride;
      if (this.#turn >= others) this.#turn -= others;
    }
    const quote = this.#quotes[index];
    // xorshift: the cheapest that is good enough here.
    let r = this.#random;
    r ^= r << 13;
    r ^= r >>> 17;
    r ^= r << 5;
    this.#random = r;
    const traded = 1 + ((r >>> 4) & 7);
    let last = quote[QUOTE.last] + (r & 1) - ((r >>> 1) & 1);
    const base = this.#bases[index];
    if (last > base + REACH) last = base + REACH;
    else if (last < base - REACH) last = base - REACH;
    quote[QUOTE.last] = last;
    if (last > quote[QUOTE.high]) quote[QUOTE.high] = last;
    if (last < quote[QUOTE.low]) quote[QUOTE.low] = last;
    const buyer = (r & 8) !== 0;
    quote[QUOTE.bid] = buyer ? last - 1 : last;
    quote[QUOTE.ask] = buyer ? last : last + 1;
    quote[QUOTE.bidSize] = 1 + ((r >>> 8) & 63);
    quote[QUOTE.askSize] = 1 + ((r >>> 14) & 63);
    quote[QUOTE.volume] += traded;
    quote[QUOTE.turnover] += traded * last * this.#perTick;
    quote[QUOTE.exchangeTime] = time;
    for (let i = 0; i < this.#listeners.length; i++) this.#listeners[i].quote(index, quote);
    if (!busy) return;
    this.#fillBook(r);
    for (const listener of this.#listeners) {
      listener.book(0, this.#books[0]);
      listener.trade(0, time, last, traded, buyer ? 1 : -1);
    }
  }

  #fillBook(r: number): void {
    const quote = this.#quotes[0];
    const book = this.#books[0];
    book[0] = BOOK_LEVELS;
    for (let level = 0; level < BOOK_LEVELS; level++) {
      const at = levelOffset(level);
      book[at + LEVEL.bid] = stepTicks(this.instruments[0], quote[QUOTE.bid], -level);
      book[at + LEVEL.bidSize] = level === 0 ? quote[QUOTE.bidSize] : 5 + level * 3 + ((r >>> level) & 31);
      book[at + LEVEL.ask] = stepTicks(this.instruments[0], quote[QUOTE.ask], level);
      book[at + LEVEL.askSize] = level === 0 ? quote[QUOTE.askSize] : 5 + level * 3 + ((r >>> (level + 10)) & 31);
    }
  }

  #reset(): void {
    const ids = this.instruments.map((instrument) => instrument.id);
    for (const listener of this.#listeners) listener.reset(ids);
  }

  jump(time: number): Result<null> {
    if (!(time >= FROM && time <= TO)) return fail('replay-time-outside');
    this.#elapsed = time - FROM;
    this.#sent = Math.floor((this.#elapsed * this.#updatesPerSecond) / 1000 + 1e-6);
    this.#time = time;
    this.#reset();
    for (const [index, quote] of this.#quotes.entries()) {
      quote[QUOTE.exchangeTime] = time;
      for (const listener of this.#listeners) listener.quote(index, quote);
    }
    for (const listener of this.#listeners) listener.book(0, this.#books[0]);
    return ok(null);
  }

  quoteOf(index: number): Float64Array {
    return this.#quotes[index];
  }

  /** Only the first instrument has one; the others share an empty one. */
  bookOf(index: number): Float64Array {
    return this.#books[index];
  }

  /** Up to 20,000 made-up bars that end where the day began; what the day itself brought is not in them. */
  history(instrument: InstrumentId, period: Extract<Period, '1m' | 'day'>, before: number | null, limit: number): Result<readonly Candle[]> {
    const index = this.instruments.findIndex((one) => one.id === instrument);
    if (index < 0) return fail('instrument-unknown', { instrument });
    const length = period === 'day' ? 86_400_000 : MINUTE;
    const end = period === 'day' ? Date.parse(`${DAY}T00:00:00Z`) : FROM;
    const bars: Candle[] = [];
    let close = this.#bases[index];
    for (let i = 1; i <= HISTORY && bars.length < limit; i++) {
      const time = end - i * length;
      const drawn = mix(mix(this.#seed, index), i);
      const open = Math.max(1000, close + (drawn % 21) - 10);
      if (before === null || time < before) {
        bars.push({ time, open, high: Math.max(open, close) + ((drawn >>> 8) % 8), low: Math.min(open, close) - ((drawn >>> 12) % 8), close, volume: 50 + ((drawn >>> 16) % 1000), openInterest: 100_000 });
      }
      close = open;
    }
    return ok(bars.reverse());
  }
}

/** A step that visits all of `count` in an order that looks mixed. */
function strideFor(count: number): number {
  if (count <= 2) return count === 2 ? 1 : 0;
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  let stride = Math.max(1, Math.floor(count * 0.381_966));
  while (divisor(stride, count) !== 1) stride++;
  return stride;
}
