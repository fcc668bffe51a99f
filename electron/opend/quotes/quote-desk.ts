/** Subscriptions and their pushes: what clients asked for is kept up in the core, and each change goes to who registered for it. */
import { SUB_TYPE } from '#electron/brokers/futu/messages/codes.ts';
import { UpdateBasicQot, UpdateKL, UpdateOrderBook, UpdateRT, UpdateTicker } from '#electron/brokers/futu/messages/subscribed.ts';
import type { Push } from '#electron/brokers/futu/messages/protocol.ts';
import type { Encodable, Message } from '#electron/brokers/futu/wire/schema.ts';
import type { CandleUpdate } from '#shared/contract/topics.ts';
import type { Candle, Period } from '#shared/model/candle.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import { BOOK_LEVELS } from '#shared/model/order-book.ts';
import { QUOTE } from '#shared/model/quote.ts';
import type { Result } from '#shared/result.ts';
import { pushFrame, type ClientConnection } from '../server/client-connection.ts';
import type { MarketListener, Terminal } from '../terminal.ts';
import { securityOf } from '../securities.ts';
import { BAR_TYPES, gather, labelOf, lastBars, spanStart, type BarType } from './bars.ts';
import { basicQuote, kLine, nameOf, orderBook, ticker } from './quote-messages.ts';
import { Subscriptions, type Topic } from './subscriptions.ts';
import { timeShares } from './time-share.ts';

export const SUB_TYPES: ReadonlySet<number> = new Set([SUB_TYPE.basic, SUB_TYPE.orderBook, SUB_TYPE.ticker, SUB_TYPE.timeShare, ...BAR_TYPES.map(({ subType }) => subType)]);

/** Which adjustment a K-line push names: no price here was ever adjusted, so each is the same; scripts filter by what they asked for. */
const FORWARD = 1;

type Pushed = readonly ClientConnection[];
const NOBODY: Pushed = [];

/** The bar of a span before its newest day. */
interface SpanBase {
  readonly start: number;
  readonly day: number;
  readonly bar: Candle | null;
  readonly before: Candle | undefined;
}

export class QuoteDesk implements MarketListener {
  readonly subscriptions = new Subscriptions<ClientConnection>();
  readonly #terminal: Terminal;
  readonly #now: () => number;
  /** Who is pushed what, by instrument and type; made anew when somebody subscribes. */
  #pushed = new Map<InstrumentId, Map<number, Pushed>>();
  /** Last bar of a series, for the close that the next is compared with. */
  readonly #bars = new Map<string, { readonly bar: Candle; readonly before: Candle | undefined }>();
  readonly #bases = new Map<string, SpanBase>();

  constructor(terminal: Terminal, now: () => number) {
    this.#terminal = terminal;
    this.#now = now;
  }

  subscribe(client: ClientConnection, instruments: readonly Instrument[], types: readonly number[], push: boolean | undefined, first: boolean): Result<null> {
    const done = this.subscriptions.subscribe(client, topicsOf(instruments, types), push, this.#now());
    if (!done.ok) return done;
    this.#changed();
    if (first && push === true) void this.#firstPush(client, instruments, types);
    return done;
  }

  register(client: ClientConnection, instruments: readonly Instrument[], types: readonly number[], push: boolean, first: boolean): Result<null> {
    const done = this.subscriptions.register(client, topicsOf(instruments, types), push);
    if (!done.ok) return done;
    this.#changed();
    if (first && push) void this.#firstPush(client, instruments, types);
    return done;
  }

  unsubscribe(client: ClientConnection, instruments: readonly Instrument[], types: readonly number[]): Result<null> {
    return this.#unsubscribed(this.subscriptions.unsubscribe(client, topicsOf(instruments, types), this.#now()));
  }

  unsubscribeAll(client: ClientConnection): Result<null> {
    return this.#unsubscribed(this.subscriptions.unsubscribe(client, this.subscriptions.of(client), this.#now()));
  }

  #unsubscribed(done: Result<null>): Result<null> {
    if (done.ok) this.#changed();
    return done;
  }

  leave(client: ClientConnection): void {
    this.subscriptions.leave(client, this.#now());
    this.#changed();
  }

  isSubscribed(client: ClientConnection, instrument: Instrument, type: number): boolean {
    return this.subscriptions.isSubscribed(client, { security: instrument.id, type });
  }

  /** Tells the core what is needed, and works out who is told what. */
  #changed(): void {
    const quotes = new Set<InstrumentId>();
    const books = new Set<InstrumentId>();
    const trades = new Set<InstrumentId>();
    const series = new Map<string, { instrument: InstrumentId; period: Period }>();
    this.#pushed = new Map();
    for (const topic of this.subscriptions.topics()) {
      const { security, type } = topic;
      quotes.add(security);
      if (type === SUB_TYPE.orderBook) books.add(security);
      if (type === SUB_TYPE.ticker) trades.add(security);
      const period = type === SUB_TYPE.timeShare ? '1m' : BAR_TYPES.find(({ subType }) => subType === type)?.period;
      if (period) series.set(`${security}/${period}`, { instrument: security, period });
      const to = this.subscriptions.pushedTo(topic);
      if (to.length === 0) continue;
      const byType = this.#pushed.get(security) ?? new Map<number, Pushed>();
      byType.set(type, to);
      this.#pushed.set(security, byType);
    }
    this.#terminal.watch({ quotes, books, trades });
    this.#terminal.watchBars([...series.values()]);
  }

  #to(id: InstrumentId, type: number): Pushed {
    return this.#pushed.get(id)?.get(type) ?? NOBODY;
  }

  #push<M extends Message>(to: Pushed, push: Push<M>, s2c: Encodable<M>): void {
    const frame = pushFrame(push, s2c);
    for (const client of to) client.push(frame);
  }

  quote(instrument: Instrument, record: Float64Array): void {
    const to = this.#to(instrument.id, SUB_TYPE.basic);
    if (to.length > 0 && !Number.isNaN(record[QUOTE.exchangeTime])) this.#push(to, UpdateBasicQot, { basicQotList: [basicQuote(instrument, record, this.#terminal.language)] });
  }

  book(instrument: Instrument, record: Float64Array): void {
    const to = this.#to(instrument.id, SUB_TYPE.orderBook);
    if (to.length > 0) this.#push(to, UpdateOrderBook, this.#bookMessage(instrument, record));
  }

  #bookMessage(instrument: Instrument, record: Float64Array): Encodable<(typeof UpdateOrderBook)['s2c']> {
    const time = this.#terminal.quoteOf(instrument.id)?.[QUOTE.exchangeTime] ?? NaN;
    return orderBook(instrument, record, time, BOOK_LEVELS, this.#terminal.language);
  }

  trade(instrument: Instrument, record: Float64Array): void {
    const to = this.#to(instrument.id, SUB_TYPE.ticker);
    if (to.length > 0) this.#push(to, UpdateTicker, { ...this.#named(instrument), tickerList: [ticker(instrument, record, 0, false)] });
  }

  #named(instrument: Instrument): { security: { market: number; code: string }; name: string } {
    const { security } = basicName(instrument);
    return { security, name: nameOf(instrument, this.#terminal.language) };
  }

  /** Live bars of the core. */
  candle({ instrument: id, period, candle, reset }: CandleUpdate): void {
    const instrument = this.#terminal.instrument(id);
    if (!instrument) return;
    const key = `${id}/${period}`;
    if (reset || !candle) {
      this.#bars.delete(key);
      for (const base of this.#bases.keys()) if (base.startsWith(`${id}/`)) this.#bases.delete(base);
      return;
    }
    const known = this.#bars.get(key);
    const before = !known || candle.time < known.bar.time ? undefined : candle.time > known.bar.time ? known.bar : known.before;
    if (!known || candle.time >= known.bar.time) this.#bars.set(key, { bar: candle, before });
    if (period === '1m') this.#timeShare(instrument, candle);
    for (const type of BAR_TYPES) {
      if (type.period !== period) continue;
      const to = this.#to(id, type.subType);
      if (to.length === 0) continue;
      if (type.span === null) this.#bar(to, instrument, type, candle, before);
      else void this.#spanBar(to, instrument, type, candle);
    }
  }

  #bar(to: Pushed, instrument: Instrument, type: BarType, bar: Candle, before: Candle | undefined): void {
    const line = kLine(instrument, bar, labelOf(instrument, type, bar.time), instrument.timeZone, before);
    this.#push(to, UpdateKL, { ...this.#named(instrument), rehabType: FORWARD, klType: type.klType, klList: [line] });
  }

  /** A month, quarter or year: what its finished days came to, and today. */
  async #spanBar(to: Pushed, instrument: Instrument, type: BarType, day: Candle): Promise<void> {
    const span = type.span!;
    const key = `${instrument.id}/${span}`;
    const start = spanStart(day.time, span);
    let base = this.#bases.get(key);
    if (base?.day !== day.time) {
      const loaded = await lastBars(this.#terminal, instrument, { ...type, span: null }, 600);
      const days = loaded.ok ? loaded.value.filter(({ time }) => time < day.time) : [];
      const spans = gather(days, span);
      const under = spans.at(-1)?.time === start ? spans.pop()! : null;
      base = { start, day: day.time, bar: under, before: spans.at(-1) };
      this.#bases.set(key, base);
    }
    const [bar] = gather(base.bar ? [base.bar, day] : [day], span);
    this.#bar(to, instrument, type, bar, base.before);
  }

  #timeShare(instrument: Instrument, minute: Candle): void {
    const to = this.#to(instrument.id, SUB_TYPE.timeShare);
    if (to.length > 0) this.#push(to, UpdateRT, { ...this.#named(instrument), rtList: timeShares(instrument, [minute], this.#terminal.quoteOf(instrument.id)) });
  }

  /** What stands is told at once, so that a script need not wait for the next change. */
  async #firstPush(client: ClientConnection, instruments: readonly Instrument[], types: readonly number[]): Promise<void> {
    await this.#terminal.look(instruments, types.includes(SUB_TYPE.orderBook));
    for (const instrument of instruments) {
      const quote = this.#terminal.quoteOf(instrument.id);
      const book = this.#terminal.bookOf(instrument.id);
      if (quote && types.includes(SUB_TYPE.basic) && this.#to(instrument.id, SUB_TYPE.basic).includes(client)) {
        this.#push([client], UpdateBasicQot, { basicQotList: [basicQuote(instrument, quote, this.#terminal.language)] });
      }
      if (book && types.includes(SUB_TYPE.orderBook) && this.#to(instrument.id, SUB_TYPE.orderBook).includes(client)) this.#push([client], UpdateOrderBook, this.#bookMessage(instrument, book));
    }
  }
}

const basicName = (instrument: Instrument): { security: { market: number; code: string } } => ({ security: securityOf(instrument) ?? { market: 0, code: instrument.code } });

const topicsOf = (instruments: readonly Instrument[], types: readonly number[]): Topic[] => instruments.flatMap(({ id }) => types.map((type) => ({ security: id, type })));
