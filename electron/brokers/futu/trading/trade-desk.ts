/**
 * Trading through OpenD: accounts, orders on their way out, and what OpenD says of orders and fills. Asking for what stands (orders,
 * fills, positions, funds) is trading/trade-queries.
 */
import { createHash } from 'node:crypto';
import type { BrokerSink, OrderIntent, OrderReport } from '#electron/brokers/broker.ts';
import type { PacedRequests } from '#electron/brokers/futu/limits/paced-requests.ts';
import type { RateLimits } from '#electron/brokers/futu/limits/rate-limits.ts';
import { FILL_STATUS, MODIFY_ORDER, ORDER_STATUS, TRD_CATEGORY } from '#electron/brokers/futu/messages/codes.ts';
import type { Answered, Asked, Call } from '#electron/brokers/futu/messages/protocol.ts';
import { GetAccList, ModifyOrder, PlaceOrder, SubAccPush, UnlockTrade, UpdateOrder, UpdateOrderFill } from '#electron/brokers/futu/messages/trade.ts';
import type { Catalogue } from '#electron/brokers/futu/quotes/catalogue.ts';
import type { Listing, Listings } from '#electron/brokers/futu/quotes/listing.ts';
import type { Clock, Outcome, PacketId } from '#electron/brokers/futu/session/connection.ts';
import type { OpendSession } from '#electron/brokers/futu/session/session.ts';
import { tradingDayOf } from '#shared/calendar/sessions.ts';
import type { Exchange } from '#shared/model/instrument.ts';
import { SWITCHING, type OrderCondition, type OrderSwitch, type RequestKind } from '#shared/model/order.ts';
import type { Ticks } from '#shared/price.ts';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';
import type { DerivedFills } from './derived-fills.ts';
import { adjustmentOf, fillOf, orderTerms, placedOf, reportOf, requirementFault, tradedSecurity, type Placed, type TheirFill, type TheirOrder } from './order-mapping.ts';
import { MARKET_RULES, SIMULATED_TYPES } from './order-words.ts';
import { accountOf, headerOf, mayTrade, notAuthorised, tradeMarketOf, type TradeAccount } from './trade-accounts.ts';

/** An order waits at most so long for its place in OpenD's rate; beyond that it is refused with the wait, since a late order is another order. */
const LONGEST_ORDER_WAIT_MS = 500;

interface KnownOrder {
  readonly order: TheirOrder;
  readonly listing: Listing;
}

export interface TradeContext {
  readonly session: OpendSession;
  readonly listings: Listings;
  readonly catalogue: Catalogue;
  readonly limits: RateLimits;
  readonly paced: PacedRequests;
  readonly derived: DerivedFills;
  readonly sink: BrokerSink;
  readonly clock: Clock;
  /** How far OpenD may move a price onto its tick, as a part of it; 0: not at all. */
  readonly adjustWithin: number;
}

export class TradeDesk {
  readonly #context: TradeContext;
  readonly #accounts = new Map<string, TradeAccount>();
  /** What OpenD said last of each order, by account and orderIDEx. */
  readonly #orders = new Map<string, KnownOrder>();
  /** Our ids by orderIDEx, as the answers to our own orders told. */
  readonly #clientIds = new Map<string, string>();

  constructor(context: TradeContext) {
    this.#context = context;
    const { session } = context;
    session.on(UpdateOrder, ({ header, order }) => this.#whenListed(order, (listing) => this.#told(header.accID, order, listing)));
    session.on(UpdateOrderFill, ({ header, orderFill }) => this.#whenListed(orderFill, (listing) => this.#filled(header.accID, orderFill, listing)));
  }

  account(id: string): TradeAccount | undefined {
    return this.#accounts.get(id);
  }

  /** After each connect: learns the accounts and asks for their pushes. */
  async begin(userId: string): Promise<Result<null>> {
    const { session, sink } = this.#context;
    const found = new Map<string, TradeAccount>();
    for (const trdCategory of [TRD_CATEGORY.security, TRD_CATEGORY.future]) {
      const listed = await session.request(GetAccList, { userID: userId, trdCategory, needGeneralSecAccount: true });
      if (!listed.ok) return listed;
      for (const account of listed.value.accList.map(accountOf)) if (account) found.set(account.id, account);
    }
    const accounts = [...found.values()];
    if (accounts.length > 0) {
      const subscribed = await session.request(SubAccPush, { accIDList: accounts.map(({ id }) => id) });
      if (!subscribed.ok) return subscribed;
    }
    this.#accounts.clear();
    for (const account of accounts) this.#accounts.set(account.id, account);
    sink.accounts(accounts.map(({ id, environment, name, currencies, capabilities }) => ({ id, environment, name, currencies, capabilities })));
    return ok(null);
  }

  place(intent: OrderIntent): Result<null> {
    const { session, listings, limits, clock, sink } = this.#context;
    const account = this.#accounts.get(intent.account);
    const listing = listings.of(intent.instrument);
    if (!account) return fail('account-unknown', { account: intent.account });
    if (!listing) return fail('instrument-unknown', { instrument: intent.instrument });
    if (!session.isUp) return fail('broker-down');
    const trdMarket = tradeMarketOf(account, listing.instrument);
    if (trdMarket === undefined || !mayTrade(account, listing.instrument)) return notAuthorised(account, listing.instrument);
    if (account.environment === 'simulated' && !SIMULATED_TYPES.has(intent.type)) return fail('not-supported', { what: intent.type, offered: [...SIMULATED_TYPES].join(', ') });
    if (account.environment === 'simulated' && intent.timeInForce !== 'day') return fail('not-supported', { what: intent.timeInForce, offered: 'day' });
    // Line 8870.
    if (account.environment === 'simulated' && intent.hours !== undefined) return fail('not-supported', { what: intent.hours, offered: 'regular' });
    const content = placedOf(intent, listing, this.#context.adjustWithin);
    if (!content.ok) return content;
    const placed = content.value;
    const wait = limits.waitFor(PlaceOrder, account.id, clock.now());
    if (wait > LONGEST_ORDER_WAIT_MS) return fail('opend-wait', { what: PlaceOrder.name, seconds: Math.ceil(wait / 1_000) });
    limits.take(PlaceOrder, account.id, clock.now());
    const rejected = (fault: Fault): void => {
      const now = clock.now();
      const { id, instrument, side, offset, type, price, quantity, timeInForce, hours, condition } = intent;
      // An order that never had a number there still needs one of its own.
      const report: OrderReport = {
        account: account.id, clientOrderId: id, brokerOrderId: `refused/${id}`, instrument, side, offset, type, price, quantity, timeInForce,
        ...(hours ? { hours } : {}), ...(condition ? { condition } : {}), state: 'rejected', filled: 0, fault, exchangeTime: now, tradingDay: tradingDayOf(listing.instrument.sessions, now),
      };
      sink.order(report);
    };
    const build = (packetID: PacketId): Asked<typeof PlaceOrder> => ({ packetID, header: headerOf(account, trdMarket), ...placed });
    return this.#after(wait, PlaceOrder, build, rejected, (outcome) => {
      // Without an answer it may be live: reconciliation tells.
      if (outcome.kind === 'refused') rejected(outcome.fault);
      else if (outcome.kind === 'answered' && outcome.value.orderIDEx) this.#numbered(account.id, outcome.value.orderIDEx, outcome.value.orderID ?? '0', intent, placed, listing);
    });
  }

  /**
   * The answer to our order names its number. A push may have come before it (seeds/003, line 8761), and without a remark that was taken
   * for a stranger's; where none has come yet, the order is what was asked for.
   */
  #numbered(account: string, orderIDEx: string, orderID: string, intent: OrderIntent, placed: Placed, listing: Listing): void {
    const key = keyOf(account, orderIDEx);
    this.#clientIds.set(key, intent.id);
    const createTimestamp = this.#context.clock.now() / 1_000;
    // Without a time of its own: this machine's clock must not make it newer than what OpenD says next.
    const known = this.#orders.get(key) ?? {
      listing,
      order: { ...withoutMissing(placed), orderID, orderIDEx, orderStatus: ORDER_STATUS.submitting, name: '', createTime: '', createTimestamp, updateTime: '', comboLegs: [] },
    };
    this.#orders.set(key, known);
    this.#context.sink.order(reportOf(account, known.order, listing, intent.id));
  }

  cancel(accountId: string, clientOrderId: string, brokerOrderId: string | null): Result<null> {
    return this.#request('cancelling', accountId, clientOrderId, brokerOrderId, MODIFY_ORDER.cancel, () => ({}));
  }

  /** @param quantity all that is to be filled, what is filled already included (seeds/003, line 9011) */
  modify(accountId: string, clientOrderId: string, brokerOrderId: string, price: Ticks | null, quantity: number, condition?: OrderCondition): Result<null> {
    const number = brokerOrderId || this.#numberOf(accountId, clientOrderId);
    const known = number ? this.#orders.get(keyOf(accountId, number)) : undefined;
    const fault = known && condition ? requirementFault(known.listing.instrument, reportOf(accountId, known.order, known.listing, null).type, price, condition) : null;
    if (fault) return { ok: false, fault };
    return this.#request('changing', accountId, clientOrderId, number, MODIFY_ORDER.normal, ({ order, listing }) => {
      const report = reportOf(accountId, order, listing, clientOrderId);
      const terms = orderTerms(listing.instrument, report.type, price, condition ?? report.condition);
      return { qty: quantity, ...terms, ...adjustmentOf(report.side, terms.price, this.#context.adjustWithin) };
    });
  }

  /** Simulated accounts have none of it (line 12127). */
  switchOrder(accountId: string, clientOrderId: string, brokerOrderId: string, what: OrderSwitch): Result<null> {
    const account = this.#accounts.get(accountId);
    if (account?.environment === 'simulated') return fail('not-supported', { what, offered: 'modify, cancel' });
    return this.#request(SWITCHING[what], accountId, clientOrderId, brokerOrderId || null, MODIFY_ORDER[what], () => ({}));
  }

  /** Simulated accounts and Stock Connect have no cancelling of all (line 8938). */
  cancelAllAt(accountId: string): readonly Exchange[] {
    const account = this.#accounts.get(accountId);
    if (account?.environment !== 'real') return [];
    return [...new Set(MARKET_RULES.flatMap(({ exchanges, cancelAll }) => (cancelAll !== null && account.markets.includes(cancelAll) ? exchanges : [])))];
  }

  /** Everything of the account in the markets that have it, a request each, at once: a cancellation is never given up, so it is not kept waiting. */
  async cancelAll(accountId: string): Promise<Result<null>> {
    const { limits, clock } = this.#context;
    const account = this.#accounts.get(accountId);
    const markets = account?.environment === 'real' ? [...new Set(MARKET_RULES.flatMap(({ cancelAll }) => (cancelAll !== null && account.markets.includes(cancelAll) ? [cancelAll] : [])))] : [];
    if (!account || markets.length === 0) return fail('account-unknown', { account: accountId });
    const answers = await Promise.all(
      markets.map(
        (trdMarket) =>
          new Promise<Result<null>>((resolve) => {
            const wait = limits.take(ModifyOrder, account.id, clock.now());
            const failed = (fault: Fault): void => resolve({ ok: false, fault });
            const build = (packetID: PacketId): Asked<typeof ModifyOrder> => ({ packetID, header: headerOf(account, trdMarket), orderID: '0', modifyOrderOp: MODIFY_ORDER.cancel, forAll: true, trdMarket });
            const sent = this.#after(wait, ModifyOrder, build, failed, (outcome) => resolve(outcome.kind === 'answered' ? ok(null) : { ok: false, fault: outcome.fault }));
            if (!sent.ok) failed(sent.fault);
          }),
      ),
    );
    return answers.find((answer) => !answer.ok) ?? ok(null);
  }

  #request(
    request: RequestKind,
    accountId: string,
    clientOrderId: string,
    brokerOrderId: string | null,
    operation: number,
    terms: (known: KnownOrder) => Partial<Asked<typeof ModifyOrder>>,
  ): Result<null> {
    const { session, limits, clock, sink } = this.#context;
    const account = this.#accounts.get(accountId);
    if (!account) return fail('account-unknown', { account: accountId });
    if (!session.isUp) return fail('broker-down');
    const orderIdEx = brokerOrderId ?? this.#numberOf(accountId, clientOrderId);
    if (orderIdEx === null) return fail('order-not-acknowledged');
    const known = this.#orders.get(keyOf(accountId, orderIdEx));
    if (!known) return fail('order-unknown', { order: clientOrderId });
    const trdMarket = tradeMarketOf(account, known.listing.instrument);
    if (trdMarket === undefined) return notAuthorised(account, known.listing.instrument);
    const wait = limits.waitFor(ModifyOrder, account.id, clock.now());
    const seconds = Math.ceil(wait / 1_000);
    // A cancellation, or what takes an order out of the market, is never given up: it takes its place in the queue, and the wait is shown.
    if ((request === 'changing' || request === 'enabling') && wait > LONGEST_ORDER_WAIT_MS) return fail('opend-wait', { what: ModifyOrder.name, seconds });
    if (wait > LONGEST_ORDER_WAIT_MS) {
      sink.log('warning', clientOrderId, { code: 'opend-wait', params: { what: ModifyOrder.name, seconds } });
      sink.pacing?.(ModifyOrder.name, clock.now() + wait);
    }
    limits.take(ModifyOrder, account.id, clock.now());
    const refused = (fault: Fault): void => sink.refusal({ account: accountId, clientOrderId, request, fault });
    const build = (packetID: PacketId): Asked<typeof ModifyOrder> => ({
      packetID, header: headerOf(account, trdMarket), orderID: known.order.orderID, orderIDEx: orderIdEx, modifyOrderOp: operation, ...terms(known),
    });
    return this.#after(wait, ModifyOrder, build, refused, (outcome) => {
      if (outcome.kind === 'refused') refused(outcome.fault);
    });
  }

  /** Sends now, or when its place in the rate has come; what cannot be sent then is told to `failed`. */
  #after<C extends Call>(wait: number, call: C, build: (packet: PacketId) => Asked<C>, failed: (fault: Fault) => void, done: (outcome: Outcome<Answered<C>>) => void): Result<null> {
    const { session, clock } = this.#context;
    const send = (): Result<null> => session.send(call, build, done);
    if (wait <= 0) return send();
    clock.after(wait, () => {
      const sent = send();
      if (!sent.ok) failed(sent.fault);
    });
    return ok(null);
  }

  #numberOf(account: string, clientOrderId: string): string | null {
    for (const [key, id] of this.#clientIds) if (id === clientOrderId && key.startsWith(`${account}/`)) return key.slice(account.length + 1);
    return null;
  }

  /** The unlock holds for the whole OpenD (lines 8264-8271). The password leaves this function as its MD5 alone. */
  async unlock(accountId: string, password: string | null): Promise<Result<null>> {
    const account = this.#accounts.get(accountId);
    if (!account) return fail('account-unknown', { account: accountId });
    if (account.environment === 'simulated') return fail('unlock-not-needed');
    const pwdMD5 = password === null ? undefined : createHash('md5').update(password).digest('hex');
    const answer = await this.#context.paced.ask(UnlockTrade, { unlock: password !== null, pwdMD5, securityFirm: account.firm ?? undefined }, '', 0);
    if (answer.ok) return ok(null);
    return answer.fault.code === 'opend-refused' && password !== null ? fail('unlock-refused', {}, answer.fault.brokerText) : { ok: false, fault: answer.fault };
  }

  /** An order as OpenD lists it, remembered for changes to it. */
  reportOf(account: string, order: TheirOrder, listing: Listing): OrderReport {
    const key = keyOf(account, order.orderIDEx);
    this.#orders.set(key, { order, listing });
    const report = reportOf(account, order, listing, this.#clientIds.get(key) ?? null);
    if (report.clientOrderId !== null) this.#clientIds.set(key, report.clientOrderId);
    return report;
  }

  clientIdOf(account: string, orderIdEx: string): string | null {
    return this.#clientIds.get(keyOf(account, orderIdEx)) ?? null;
  }

  #told(account: string, order: TheirOrder, listing: Listing): void {
    const { sink } = this.#context;
    const report = this.reportOf(account, order, listing);
    const fill = this.derivedFill(report, order, listing);
    if (fill) sink.fill(fill);
    sink.order(report);
  }

  /** What a simulated account's order counts beyond the fills that were derived before; null for a real one, which has fills of its own. */
  derivedFill(report: OrderReport, order: TheirOrder, { instrument }: Listing): ReturnType<DerivedFills['derive']> {
    if (this.#accounts.get(report.account)?.environment !== 'simulated') return null;
    return this.#context.derived.derive(report, (order.fillAvgPrice ?? NaN) / instrument.tickSize);
  }

  #filled(account: string, fill: TheirFill, listing: Listing): void {
    if ((fill.status ?? FILL_STATUS.ok) !== FILL_STATUS.ok) {
      // A fill is a fact here: one that is taken back or changed is told to the user, and the position follows the broker's.
      this.#context.sink.log('error', fill.fillIDEx, { code: 'fill-conflict', params: { fill: fill.fillIDEx } });
      return;
    }
    this.#context.sink.fill(fillOf(account, fill, listing, this.clientIdOf(account, fill.orderIDEx ?? '')));
  }

  /** Runs at once for a security that is listed, otherwise when it is; in turn with what else is said of it. */
  #whenListed(about: { readonly code: string; readonly secMarket?: number }, task: (listing: Listing) => void): void {
    const { listings, catalogue, sink } = this.#context;
    const security = tradedSecurity(about);
    if (!security) {
      sink.log('warning', about.code, { code: 'instrument-unknown', params: { instrument: about.code } });
      return;
    }
    const listed = listings.named(security.market, security.code);
    if (listed) task(listed);
    else void this.#learnFirst([security], () => {
      const listing = listings.named(security.market, security.code);
      if (listing) task(listing);
      else sink.log('warning', about.code, { code: 'instrument-unknown', params: { instrument: about.code } });
    }, catalogue);
  }

  async #learnFirst(securities: readonly { readonly market: number; readonly code: string }[], task: () => void, catalogue: Catalogue): Promise<void> {
    await catalogue.learn(securities);
    task();
  }
}

const keyOf = (account: string, orderIdEx: string): string => `${account}/${orderIdEx}`;

/** What was asked for, as a message that came: fields that were not said are not there. */
function withoutMissing(placed: Placed): Said<Placed> {
  return Object.fromEntries(Object.entries(placed).filter(([, value]) => value !== undefined)) as unknown as Said<Placed>;
}

type Said<T> = { readonly [K in keyof T]: Exclude<T[K], undefined> };
