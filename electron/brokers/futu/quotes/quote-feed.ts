/**
 * Keeps up what the hub wants: subscribes within the quota, gives back after the minute, does it all again on a new connection, and asks
 * every minute what the markets are doing, which OpenD does not push.
 */
import type { Besides, BrokerSink } from '#electron/brokers/broker.ts';
import type { PacedRequests } from '#electron/brokers/futu/limits/paced-requests.ts';
import type { Answered } from '#electron/brokers/futu/messages/protocol.ts';
import { QOT_MARKET, QOT_RIGHT, SUB_TYPE } from '#electron/brokers/futu/messages/codes.ts';
import { GetMarketState } from '#electron/brokers/futu/messages/snapshot.ts';
import { GetUserInfo } from '#electron/brokers/futu/messages/system.ts';
import { GetRT, GetSubInfo, Sub, UpdateBasicQot, UpdateBroker, UpdateOrderBook, UpdateRT, UpdateTicker } from '#electron/brokers/futu/messages/subscribed.ts';
import type { Clock } from '#electron/brokers/futu/session/connection.ts';
import type { OpendSession } from '#electron/brokers/futu/session/session.ts';
import type { InstrumentId } from '#shared/model/instrument.ts';
import { QUOTE } from '#shared/model/quote.ts';
import type { TimeSharePoint } from '#shared/model/time-share.ts';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';
import type { Listing, Listings } from './listing.ts';
import { phaseOf } from './market-state.ts';
import { QuotePushes } from './quote-pushes.ts';
import { LEAST_MS, placesOf, SubscriptionBook, type Subscription } from './subscription-book.ts';
import { pointsOf } from './time-share.ts';

const QUOTES: readonly number[] = [SUB_TYPE.basic, SUB_TYPE.orderBook, SUB_TYPE.ticker];
/** Where the right is for less: without prints (Hong Kong's options and futures at level 1, line 1518), or the quote alone. */
const LESS: readonly (readonly number[])[] = [[SUB_TYPE.basic, SUB_TYPE.orderBook], [SUB_TYPE.basic]];
const QUEUE: readonly number[] = [SUB_TYPE.broker];
const TIME_SHARE: readonly number[] = [SUB_TYPE.timeShare];
/** Bit of GetUserInfo's flag: the quote rights. */
const RIGHTS = 4;
/** Broker queues at once where the user has Hong Kong's SF right (line 1517). */
const MOST_QUEUES = 50;
/** Securities in one request. */
const BATCH = 100;
/** Securities that one Qot_GetMarketState may name (seeds/003, line 2952). */
const STATE_BATCH = 400;
const STATE_EVERY_MS = 60_000;

export class QuoteFeed {
  readonly #session: OpendSession;
  readonly #listings: Listings;
  readonly #paced: PacedRequests;
  readonly #sink: BrokerSink;
  readonly #clock: Clock;
  readonly #book = new SubscriptionBook();
  readonly #subscriptions = new Map<Listing, Map<readonly number[], Subscription>>();
  /** Markets whose books the user has order by order: Hong Kong with the right SF, America with LV3. */
  #detailed: ReadonlySet<number> = new Set();
  #rightsKnown = false;
  /** What OpenD does not give on this connection. */
  readonly #denied = new Set<Subscription>();
  #wanted: readonly InstrumentId[] = [];
  #besides: Besides = { queues: [], timeShares: [] };

  #working = false;
  #turn: Promise<void> = Promise.resolve();
  #again = false;
  #cancelNext: () => void = () => {};
  #cancelStates: () => void = () => {};
  /** Counts connections: what a former one was answered does not count any more. */
  #life = 0;

  constructor(session: OpendSession, listings: Listings, paced: PacedRequests, sink: BrokerSink, clock: Clock) {
    this.#session = session;
    this.#listings = listings;
    this.#paced = paced;
    this.#sink = sink;
    this.#clock = clock;
    const pushes = new QuotePushes(listings, sink, clock.now);
    session.onBody(UpdateBasicQot, (body) => pushes.basicQuotes(body));
    session.onBody(UpdateOrderBook, (body) => pushes.orderBook(body));
    session.onBody(UpdateTicker, (body) => pushes.tickers(body));
    session.onBody(UpdateBroker, (body) => pushes.brokerQueue(body));
    session.on(UpdateRT, ({ security, rtList }) => {
      const listing = listings.named(security.market, security.code);
      const points = listing ? pointsOf(rtList, listing.instrument) : [];
      if (listing && points.length > 0) sink.timeShare(listing.instrument.id, points);
    });
  }

  /** A new connection stands: everything wanted is subscribed anew. */
  begin(): void {
    this.#life++;
    this.#rightsKnown = false;
    this.#book.reset();
    this.#denied.clear();
    this.#work();
    this.#askStates();
  }

  async #askRights(): Promise<void> {
    const user = await this.#session.request(GetUserInfo, { flag: RIGHTS });
    const rights: Partial<Answered<typeof GetUserInfo>> = user.ok ? user.value : {};
    const detailed = [...(rights.hkQotRight === QOT_RIGHT.sf ? [QOT_MARKET.hk] : []), ...(rights.usQotRight === QOT_RIGHT.level3 ? [QOT_MARKET.us] : [])];
    this.#detailed = new Set(detailed);
  }

  end(): void {
    this.#life++;
    this.#cancelNext();
    this.#cancelStates();
  }

  /** What is wanted from now on, the most wanted first; what is not listed yet is taken up once it is (see `refresh`). */
  want(instruments: readonly InstrumentId[], besides: Besides = { queues: [], timeShares: [] }): void {
    this.#wanted = instruments;
    this.#besides = besides;
    this.refresh();
  }

  /** The day's time-share so far, oldest first. Errors: opend-not-subscribed (it is not wanted, or OpenD does not give it), and OpenD's own. */
  async timeShare(listing: Listing): Promise<Result<readonly TimeSharePoint[]>> {
    while (this.#working) await this.#turn;
    if (!this.#book.held.has(this.#of(listing, TIME_SHARE))) return fail('opend-not-subscribed', { instruments: listing.instrument.id });
    const { market, code } = listing;
    const answer = await this.#session.request(GetRT, { security: { market, code } });
    return answer.ok ? ok(pointsOf(answer.value.rtList, listing.instrument)) : answer;
  }

  #of(listing: Listing, kinds: readonly number[]): Subscription {
    let of = this.#subscriptions.get(listing);
    if (!of) this.#subscriptions.set(listing, (of = new Map()));
    let subscription = of.get(kinds);
    if (!subscription) of.set(kinds, (subscription = { listing, kinds }));
    return subscription;
  }

  /** The listings grew. */
  refresh(): void {
    const listed = (instruments: readonly InstrumentId[], kinds: readonly number[]): Subscription[] =>
      instruments.flatMap((id) => this.#listings.of(id) ?? []).map((listing) => this.#of(listing, kinds));
    const { queues, timeShares } = this.#besides;
    const wanted = [...listed(this.#wanted, QUOTES), ...listed(queues, QUEUE).slice(0, MOST_QUEUES), ...listed(timeShares, TIME_SHARE)];
    this.#book.want(wanted.filter((subscription) => !this.#denied.has(subscription)));
    this.#work();
  }

  #work(): void {
    if (!this.#session.isUp) return;
    if (this.#working) {
      this.#again = true;
      return;
    }
    this.#working = true;
    this.#turn = this.#round();
  }

  /** One change at a time, so that the quota is never reckoned with an answer outstanding. */
  async #round(): Promise<void> {
    const life = this.#life;
    this.#cancelNext();
    if (!this.#rightsKnown) {
      this.#rightsKnown = true;
      await this.#askRights();
    }
    const info = await this.#session.request(GetSubInfo, {});
    if (life === this.#life) {
      if (info.ok) this.#book.allow(ownQuota(info.value, this.#book.used) + info.value.remainQuota);
      else this.#sink.log('warning', '', info.fault);
      const before = this.#book.used;
      const { subscribe, unsubscribe, short, nextAt } = this.#book.plan(this.#clock.now());
      for (const batch of this.#batches(unsubscribe)) if (life === this.#life) await this.#unsubscribe(batch, life);
      for (const batch of this.#batches(subscribe)) if (life === this.#life) await this.#subscribe(batch, life);
      if (life === this.#life) {
        if (info.ok) this.#tellQuota(info.value, before);
        if (short.length > 0) {
          const { used } = this.#book;
          this.#sink.log('warning', '', { code: 'opend-no-quota', params: { missing: placesOf(short), used, total: used + (info.ok ? info.value.remainQuota : 0) } });
        }
        // A place may also become free elsewhere: of a connection that was closed, after its minute.
        const now = this.#clock.now();
        const due = short.length > 0 ? Math.min(nextAt ?? Infinity, now + LEAST_MS) : nextAt;
        if (due !== null) this.#cancelNext = this.#clock.after(Math.max(0, due - now), () => this.#work());
      }
    }
    this.#working = false;
    if (this.#again) {
      this.#again = false;
      this.#work();
    }
  }

  /** Subscriptions of the same kinds and detail together, so many in one request. */
  #batches(subscriptions: readonly Subscription[]): Subscription[][] {
    const found: Subscription[][] = [];
    for (const same of Map.groupBy(subscriptions, ({ kinds, listing }) => `${kinds.join(',')}/${this.#detailed.has(listing.market)}`).values()) {
      for (let at = 0; at < same.length; at += BATCH) found.push(same.slice(at, at + BATCH));
    }
    return found;
  }

  /** @param before places that were held here when OpenD counted */
  #tellQuota({ totalUsedQuota, remainQuota }: Answered<typeof GetSubInfo>, before: number): void {
    const used = totalUsedQuota + this.#book.used - before;
    this.#sink.quotas({ subscriptions: { used, total: totalUsedQuota + remainQuota } });
  }

  /** @param subscriptions of the same kinds */
  async #subscribe(subscriptions: readonly Subscription[], life: number): Promise<void> {
    const [{ kinds, listing }] = subscriptions;
    const taken = await this.#ask(subscriptions, kinds, true);
    if (life !== this.#life) return;
    if (taken.ok) return this.#taken(subscriptions);
    if (!isRefusal(taken.fault)) return;
    if (subscriptions.length > 1) {
      // One that OpenD does not give refuses them all: each by itself tells which.
      for (const subscription of subscriptions) await this.#subscribe([subscription], life);
      return;
    }
    const { id } = listing.instrument;
    this.#sink.log('warning', id, fail('opend-not-subscribed', { instruments: id }, taken.fault.brokerText).fault);
    for (const less of kinds === QUOTES ? LESS : []) {
      const some = await this.#ask(subscriptions, less, true);
      if (life !== this.#life) return;
      if (some.ok) return this.#taken(subscriptions);
      if (!isRefusal(some.fault)) return;
    }
    this.#denied.add(subscriptions[0]);
    this.refresh();
  }

  #taken(subscriptions: readonly Subscription[]): void {
    this.#book.subscribed(subscriptions, this.#clock.now());
    const [{ kinds }] = subscriptions;
    if (kinds === QUOTES) this.#states(subscriptions.map(({ listing }) => listing));
    // Pushes tell the newest minute alone: what was before it is asked for, on a new connection too.
    if (kinds === TIME_SHARE) for (const { listing } of subscriptions) void this.#tellTimeShare(listing);
  }

  async #tellTimeShare(listing: Listing): Promise<void> {
    const points = await this.timeShare(listing);
    if (points.ok && points.value.length > 0) this.#sink.timeShare(listing.instrument.id, points.value);
  }

  /** @param subscriptions of the same kinds */
  async #unsubscribe(subscriptions: readonly Subscription[], life: number): Promise<void> {
    const given = await this.#ask(subscriptions, subscriptions[0].kinds, false);
    if (life !== this.#life) return;
    if (given.ok) this.#book.unsubscribed(subscriptions);
    else this.#sink.log('warning', '', given.fault);
  }

  #ask(subscriptions: readonly Subscription[], kinds: readonly number[], on: boolean): Promise<Result<unknown>> {
    const securityList = subscriptions.map(({ listing: { market, code } }) => ({ market, code }));
    const detail = on && kinds.includes(SUB_TYPE.orderBook) && subscriptions.every(({ listing }) => this.#detailed.has(listing.market)) ? { isSubOrderBookDetail: true } : {};
    return this.#session.request(Sub, { securityList, subTypeList: kinds, isSubOrUnSub: on, isRegOrUnRegPush: on, isFirstPush: on, ...detail });
  }

  /** Asks for the phases of everything held, now and every minute. */
  #askStates(): void {
    this.#cancelStates();
    this.#cancelStates = this.#clock.after(STATE_EVERY_MS, () => {
      this.#states([...this.#book.held.keys()].flatMap(({ listing, kinds }) => (kinds === QUOTES ? [listing] : [])));
      this.#askStates();
    });
  }

  #states(listings: readonly Listing[]): void {
    for (let at = 0; at < listings.length; at += STATE_BATCH) void this.#phases(listings.slice(at, at + STATE_BATCH), this.#life);
  }

  async #phases(listings: readonly Listing[], life: number): Promise<void> {
    // Rarely more than one a minute; where it would have to wait, the next minute's will do.
    const states = await this.#paced.ask(GetMarketState, { securityList: listings.map(({ market, code }) => ({ market, code })) }, '', 0);
    if (!states.ok || life !== this.#life) return;
    for (const { security, marketState } of states.value.marketInfoList) {
      const listing = this.#listings.named(security.market, security.code);
      const phase = phaseOf(marketState);
      if (!listing || listing.phase === phase) continue;
      const halted = listing.quote[QUOTE.phase] !== listing.phase;
      listing.phase = phase;
      // A security that is suspended stays so until its own quote says otherwise.
      if (halted) continue;
      listing.quote[QUOTE.phase] = phase;
      listing.quote[QUOTE.receivedAt] = this.#clock.now();
      this.#sink.quote(listing.slot, listing.quote, 0);
    }
  }
}

/** Places that this very connection holds, as OpenD counts them: more than are known here when only OpenD's own link had fallen. */
const ownQuota = ({ connSubInfoList }: Answered<typeof GetSubInfo>, known: number): number => connSubInfoList.find(({ isOwnConnData }) => isOwnConnData)?.usedQuota ?? known;

/** OpenD said no, as opposed to saying nothing. */
const isRefusal = (fault: Fault): boolean => fault.code === 'opend-refused';
