/**
 * Orders of a login's accounts: placed, cancelled, and told of. What the library refuses at once was certainly not sent; what may have been sent is
 * never sent again, and found out by the day's list.
 */
import type { BrokerSink, FillReport, OrderIntent, OrderReport } from '#electron/brokers/broker.ts';
import { feeOf } from '#shared/ledger/fees.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import { isPriced } from '#shared/model/order.ts';
import { priceOf, ticksOf } from '#shared/price.ts';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';
import type { CallbackArgument } from '../binding/native-api.ts';
import type { Clock } from '../session/clock.ts';
import type { CounterLink } from '../session/counter-link.ts';
import { faultOf, type ErrorWords } from '../session/error-words.ts';
import type { LoggedIn } from '../session/login.ts';
import type { StructValues } from '../structs/struct-codec.ts';
import { CombinationFills } from './combination-fills.ts';
import { dayOf, momentOfTradingDay, timeOf } from './days.ts';
import type { Investor, Investors } from './investors.ts';
import type { Listings } from './listings.ts';
import { keyOf, type CounterOrder, type OrderBook } from './order-book.ts';
import { offsetIn, sideIn, TIMES, TYPES, wordsOf } from './order-words.ts';
import type { Phases } from './phases.ts';

export interface DeskOptions {
  readonly investors: Investors;
  readonly brokerId: string;
  readonly userId: string;
  readonly preventSelfTrade: boolean;
  readonly book: OrderBook;
  readonly listings: Listings;
  readonly phases: Phases;
  readonly words: ErrorWords;
  readonly sink: BrokerSink;
  readonly clock: Clock;
  /** How long the counter took to say that it has an order, ms. */
  readonly answered: (ms: number) => void;
  /** An instrument at the fees of an investor; null while they are not known. */
  readonly rated: (investor: Investor, instrument: Instrument) => Instrument | null;
  /** The fees of an instrument that an investor traded are not known. */
  readonly unpriced: (investor: Investor, instrument: InstrumentId) => void;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const isStruct = (value: CallbackArgument | undefined): value is StructValues => typeof value === 'object' && value !== null;

/** Trades whose order is not known yet wait for it; more than these are not ours to keep. */
const MOST_WAITING = 10_000;

export class TradeDesk {
  readonly #options: DeskOptions;
  readonly #combinations: CombinationFills;
  #link: CounterLink | null = null;
  #session: LoggedIn | null = null;
  #day = '';
  #lastRef = 0;
  #actions = 0;
  #waiting: StructValues[] = [];
  /** When orders were sent that the counter has not told of yet. */
  readonly #sentAt = new Map<string, number>();
  /** Fills that were told before the rates of their instrument were known, by account and instrument and then by their id. */
  readonly #unpriced = new Map<string, Map<string, FillReport>>();

  constructor(options: DeskOptions) {
    this.#options = options;
    this.#combinations = new CombinationFills((id) => options.listings.of(id));
  }

  /** Logged in: a session of its own, whose references go on from the largest that the counter or we know of. */
  begin(link: CounterLink, session: LoggedIn): void {
    const { book } = this.#options;
    this.#link = link;
    this.#session = session;
    if (this.#day !== (dayOf(session.tradingDay) ?? '')) {
      this.#combinations.clear();
      this.#unpriced.clear();
    }
    this.#day = dayOf(session.tradingDay) ?? '';
    book.startDay(this.#day);
    this.#lastRef = Math.max(session.maxOrderRef, book.largestRef(this.#day, session.frontId, session.sessionId));
  }

  /** Nothing can be sent until the next login. */
  end(): void {
    this.#link = null;
    this.#session = null;
    this.#sentAt.clear();
  }

  /** A reference that nothing of this session has: orders and what is declared share them. */
  nextRef(): string {
    return String(++this.#lastRef);
  }

  place(intent: OrderIntent): Result<null> {
    const { book, listings, investors, brokerId, userId, preventSelfTrade, clock } = this.#options;
    const [link, session] = [this.#link, this.#session];
    if (!link || !session) return fail('account-offline');
    const investor = investors.withAccount(intent.account);
    if (!investor) return fail('account-unknown', { account: intent.account });
    const instrument = listings.of(intent.instrument);
    if (!instrument) return fail('instrument-unknown', { instrument: intent.instrument });
    const words = wordsOf(intent.type, intent.side, instrument.legs ? [intent.offset, intent.legOffset ?? intent.offset] : [intent.offset], intent.timeInForce);
    if (!words || !TYPES[instrument.exchange]?.includes(intent.type)) {
      return fail('not-supported', { what: `${intent.type} ${intent.timeInForce}`, offered: [...(TYPES[instrument.exchange] ?? []), ...TIMES].join(', ') });
    }
    const waits = intent.condition !== undefined;
    if (preventSelfTrade && !waits) {
      const meets = book.meeting(intent.instrument, intent.side, intent.price);
      if (meets) return fail('order-meets-own', { order: meets.report.clientOrderId ?? meets.key });
    }
    const orderRef = this.nextRef();
    const key = keyOf(this.#day, session.frontId, session.sessionId, orderRef);
    const request = link.nextRequest();
    const fields = {
      ...words,
      BrokerID: brokerId, InvestorID: investor.id, UserID: userId, InstrumentID: instrument.code, ExchangeID: instrument.exchange === 'NASDAQ' ? 'NASD' : instrument.exchange,
      OrderRef: orderRef, RequestID: request, VolumeTotalOriginal: intent.quantity,
      LimitPrice: isPriced(intent.type) && intent.price !== null ? priceOf(instrument, intent.price) : 0,
      ...(typeof intent.condition?.trigger === 'number' ? { StopPrice: priceOf(instrument, intent.condition.trigger) } : {}),
    };
    try {
      book.note(key, intent.id);
    } catch (error) {
      return fail('counter-call-failed', { request: 'ReqOrderInsert', reason: error instanceof Error ? error.message : String(error) });
    }
    const report: OrderReport = {
      account: intent.account, clientOrderId: intent.id, brokerOrderId: key, instrument: intent.instrument, side: intent.side, offset: intent.offset, ...(intent.legOffset ? { legOffset: intent.legOffset } : {}), type: intent.type, price: intent.price,
      quantity: intent.quantity, timeInForce: intent.timeInForce, ...(intent.condition ? { condition: intent.condition, triggered: false } : {}),
      state: 'working', filled: 0, fault: null, exchangeTime: clock.now(), tradingDay: this.#day,
    };
    book.put({ key, report, instrument, frontId: session.frontId, sessionId: session.sessionId, orderRef, orderSysId: '', exchangeId: fields.ExchangeID });
    this.#sentAt.set(key, clock.now());
    void this.#send(link, 'ReqOrderInsert', fields, request, (fault) => this.#rejected(key, fault));
    return ok(null);
  }

  cancel(clientOrderId: string, brokerOrderId: string | null): Result<null> {
    const { book, investors, brokerId, userId, sink } = this.#options;
    const link = this.#link;
    if (!link) return fail('account-offline');
    const order = book.find(clientOrderId, brokerOrderId)?.order;
    if (!order) return fail('order-unknown', { order: clientOrderId });
    const { account } = order.report;
    const request = link.nextRequest();
    // By the exchange's number where it has one: that holds in every session. The reference alone is of the session that placed it.
    const byExchange = order.orderSysId !== '';
    const fields = {
      BrokerID: brokerId, InvestorID: investors.withAccount(account)?.id ?? userId, UserID: userId, OrderActionRef: ++this.#actions, RequestID: request, ActionFlag: '0', InstrumentID: order.instrument.code, ExchangeID: order.exchangeId,
      ...(byExchange ? { OrderSysID: order.orderSysId } : {}), FrontID: order.frontId, SessionID: order.sessionId, OrderRef: order.orderRef,
    };
    void this.#send(link, 'ReqOrderAction', fields, request, (fault) => sink.refusal({ account, clientOrderId: this.#named(order, clientOrderId), request: 'cancelling', fault }));
    return ok(null);
  }

  async #send(link: CounterLink, method: string, fields: StructValues, request: number, refused: (fault: Fault) => void): Promise<void> {
    const fault = await link.send(method, fields, request);
    if (fault) refused(fault);
  }

  #named(order: CounterOrder, otherwise: string): string {
    return order.report.clientOrderId ?? otherwise;
  }

  #rejected(key: string, fault: Fault): void {
    const { book, phases, sink, clock } = this.#options;
    const order = book.order(key);
    this.#sentAt.delete(key);
    if (!order || order.report.state !== 'working') return;
    const report: OrderReport = { ...order.report, state: 'rejected', fault: phases.explain(fault, order.instrument), exchangeTime: clock.now() };
    book.put({ ...order, report });
    sink.order(report);
  }

  /** A callback that answers no question. */
  told(name: string, values: readonly CallbackArgument[]): void {
    const row = values.at(0);
    if (!isStruct(row)) return;
    switch (name) {
      case 'OnRtnOrder':
        return this.#order(row);
      case 'OnRtnTrade':
        return this.#trade(row);
      case 'OnRspOrderInsert':
      case 'OnErrRtnOrderInsert':
        return this.#insertRefused(row, values.at(1));
      case 'OnRspOrderAction':
      case 'OnErrRtnOrderAction':
        return this.#actionRefused(row, values.at(1));
    }
  }

  #order(row: StructValues): void {
    const { book, investors, sink, clock, answered } = this.#options;
    // An operator is told of investors that this connection does not carry.
    if (!investors.of(row.InvestorID)) return;
    const order = this.take(row);
    if (!order) {
      sink.log('warning', `${text(row.ExchangeID)} ${text(row.InstrumentID)}`, { code: 'instrument-unknown', params: { instrument: text(row.InstrumentID) } });
      return;
    }
    const sentAt = this.#sentAt.get(order.key);
    if (sentAt !== undefined) {
      this.#sentAt.delete(order.key);
      answered(clock.now() - sentAt);
    }
    // That the counter has passed it on is no word of the exchange: whether it lives is told next.
    if (!book.isUnderway(row)) sink.order(order.report);
    this.#flush();
  }

  /** A row of an order, into the book. */
  take(row: StructValues): CounterOrder | null {
    const { book, phases, clock } = this.#options;
    return book.take(row, (said, instrument) => phases.explain({ code: 'counter-refused', params: { id: text(row.OrderSubmitStatus) }, brokerText: said }, instrument), clock.now());
  }

  #trade(row: StructValues): void {
    const fill = this.fillOf(row);
    if (fill) {
      this.#options.sink.fill(fill);
      for (const own of this.#combinations.take(this.#orderOf(fill), fill)) this.#options.sink.fill(own);
    } else if (this.#waiting.length < MOST_WAITING) this.#waiting.push(row);
  }

  #flush(): void {
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const row of waiting) this.#trade(row);
  }

  #orderOf({ brokerOrderId }: FillReport): CounterOrder | undefined {
    return this.#options.book.order(brokerOrderId);
  }

  /** The day's trades, with those of the combinations whose legs they are. `isWhole`: false where the order of one is unknown here. */
  fillsOf(rows: readonly StructValues[]): { readonly fills: readonly FillReport[]; readonly isWhole: boolean } {
    const legs = rows.map((row) => this.fillOf(row));
    const fills = legs.filter((fill) => fill !== null);
    const combinations = new Set<CounterOrder>();
    for (const fill of fills) {
      const order = this.#orderOf(fill);
      if (!order?.instrument.legs) continue;
      this.#combinations.take(order, fill);
      combinations.add(order);
    }
    return { fills: [...fills, ...[...combinations].flatMap((order) => this.#combinations.of(order))], isWhole: fills.length === legs.length };
  }

  /** Null while its order is unknown, and for what is not carried. */
  fillOf(row: StructValues): FillReport | null {
    const { book, listings, investors, clock } = this.#options;
    const key = book.keyOfTrade(row);
    const instrument = listings.find(text(row.ExchangeID), text(row.InstrumentID));
    const day = dayOf(text(row.TradingDay)) ?? dayOf(text(row.TradeDate));
    const quantity = Number(row.Volume);
    const investor = investors.of(row.InvestorID);
    if (key === null || !investor || !instrument || !day || !Number.isInteger(quantity) || quantity <= 0) return null;
    const side = sideIn(text(row.Direction));
    const offset = offsetIn(text(row.OffsetFlag));
    const price = ticksOf(instrument, Number(row.Price));
    const moment = momentOfTradingDay(instrument.exchange, day, timeOf(text(row.TradeTime)));
    const rated = this.#options.rated(investor, instrument);
    const fill: FillReport = {
      account: investor.account,
      // Of an exchange's day; both sides of one trade carry the same number.
      brokerFillId: `${day}:${text(row.ExchangeID)}:${text(row.TradeID).trim()}:${side}`,
      brokerOrderId: key,
      clientOrderId: book.clientOf(key),
      instrument: instrument.id,
      side,
      offset,
      price,
      quantity,
      // The family tells no fee with a trade: by the account's own rates, where they are known by now; else it is told again with its fee.
      fee: rated ? feeOf(rated, side, offset, price, quantity) : 0,
      exchangeTime: Number.isNaN(moment) ? clock.now() : moment,
      tradingDay: day,
    };
    if (!rated) this.#awaitRates(investor, fill);
    return fill;
  }

  #awaitRates(investor: Investor, fill: FillReport): void {
    const { unpriced } = this.#options;
    const key = `${fill.account}/${fill.instrument}`;
    const fills = this.#unpriced.get(key);
    if (fills) {
      fills.set(fill.brokerFillId, fill);
      return;
    }
    this.#unpriced.set(key, new Map([[fill.brokerFillId, fill]]));
    unpriced(investor, fill.instrument);
  }

  /** An investor's rates of an instrument are known: fills that were told without a fee are told again. */
  charge(investor: Investor, instrument: Instrument): void {
    const rated = this.#options.rated(investor, instrument);
    if (!rated) return;
    const key = `${investor.account}/${instrument.id}`;
    const fills = this.#unpriced.get(key);
    this.#unpriced.delete(key);
    const charged = [...(fills?.values() ?? [])].map((fill): FillReport => ({ ...fill, fee: feeOf(rated, fill.side, fill.offset, fill.price, fill.quantity) }));
    for (const fill of charged) this.#options.sink.fill(fill);
  }

  #insertRefused(row: StructValues, info: CallbackArgument | undefined): void {
    const session = this.#session;
    const fault = faultOf(isStruct(info) ? info : null, this.#options.words);
    // Refusals go to the session that asked.
    if (session && fault) this.#rejected(keyOf(this.#day, session.frontId, session.sessionId, row.OrderRef), fault);
  }

  #actionRefused(row: StructValues, info: CallbackArgument | undefined): void {
    const { book, sink, words } = this.#options;
    const fault = faultOf(isStruct(info) ? info : null, words);
    const byExchange = book.keyOfTrade(row);
    const key = byExchange ?? keyOf(this.#day, row.FrontID, row.SessionID, row.OrderRef);
    const order = book.order(key);
    if (fault && order) sink.refusal({ account: order.report.account, clientOrderId: this.#named(order, `x:${order.report.account}:${key}`), request: 'cancelling', fault });
  }
}
