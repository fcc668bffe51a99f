/**
 * Keeps up what the hub wants: subscribes within the quota, gives back after the minute, does it all again on a new connection, and asks
 * every minute what the markets are doing, which OpenD does not push.
 */
import type { BrokerSink } from '#electron/brokers/broker.ts';
import type { PacedRequests } from '#electron/brokers/futu/limits/paced-requests.ts';
import type { Answered } from '#electron/brokers/futu/messages/protocol.ts';
import { SUB_TYPE } from '#electron/brokers/futu/messages/codes.ts';
import { GetMarketState } from '#electron/brokers/futu/messages/snapshot.ts';
import { GetSubInfo, Sub, UpdateBasicQot, UpdateOrderBook, UpdateTicker } from '#electron/brokers/futu/messages/subscribed.ts';
import type { Clock } from '#electron/brokers/futu/session/connection.ts';
import type { OpendSession } from '#electron/brokers/futu/session/session.ts';
import type { InstrumentId } from '#shared/model/instrument.ts';
import { QUOTE } from '#shared/model/quote.ts';
import type { Fault, Result } from '#shared/result.ts';
import type { Listing, Listings } from './listing.ts';
import { phaseOf } from './market-state.ts';
import { QuotePushes } from './quote-pushes.ts';
import { LEAST_MS, SubscriptionBook } from './subscription-book.ts';

const KINDS: readonly number[] = [SUB_TYPE.basic, SUB_TYPE.orderBook, SUB_TYPE.ticker];
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
  readonly #book = new SubscriptionBook(KINDS.length);
  /** What OpenD does not give on this connection. */
  readonly #denied = new Set<Listing>();
  #wanted: readonly InstrumentId[] = [];
  #working = false;
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
  }

  /** A new connection stands: everything wanted is subscribed anew. */
  begin(): void {
    this.#life++;
    this.#book.reset();
    this.#denied.clear();
    this.#work();
    this.#askStates();
  }

  end(): void {
    this.#life++;
    this.#cancelNext();
    this.#cancelStates();
  }

  /** What is wanted from now on, the most wanted first; what is not listed yet is taken up once it is (see `refresh`). */
  want(instruments: readonly InstrumentId[]): void {
    this.#wanted = instruments;
    this.refresh();
  }

  /** The listings grew. */
  refresh(): void {
    this.#book.want(this.#wanted.flatMap((id) => this.#listings.of(id) ?? []).filter((listing) => !this.#denied.has(listing)));
    this.#work();
  }

  #work(): void {
    if (!this.#session.isUp) return;
    if (this.#working) {
      this.#again = true;
      return;
    }
    this.#working = true;
    void this.#round();
  }

  /** One change at a time, so that the quota is never reckoned with an answer outstanding. */
  async #round(): Promise<void> {
    const life = this.#life;
    this.#cancelNext();
    const info = await this.#session.request(GetSubInfo, {});
    if (life === this.#life) {
      if (info.ok) this.#book.allow(ownQuota(info.value, this.#book.used) + info.value.remainQuota);
      else this.#sink.log('warning', '', info.fault);
      const { subscribe, unsubscribe, short, nextAt } = this.#book.plan(this.#clock.now());
      if (unsubscribe.length > 0) await this.#unsubscribe(unsubscribe, life);
      for (let at = 0; at < subscribe.length && life === this.#life; at += BATCH) await this.#subscribe(subscribe.slice(at, at + BATCH), life);
      if (life === this.#life) {
        if (short.length > 0) {
          const { used } = this.#book;
          this.#sink.log('warning', '', { code: 'opend-no-quota', params: { missing: short.length * KINDS.length, used, total: used + (info.ok ? info.value.remainQuota : 0) } });
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

  async #subscribe(listings: readonly Listing[], life: number): Promise<void> {
    const taken = await this.#ask(listings, KINDS, true);
    if (life !== this.#life) return;
    if (taken.ok) {
      this.#book.subscribed(listings, this.#clock.now());
      this.#states(listings);
      return;
    }
    if (!isRefusal(taken.fault)) return;
    if (listings.length > 1) {
      // One that OpenD does not give refuses them all: each by itself tells which.
      for (const listing of listings) await this.#subscribe([listing], life);
      return;
    }
    // Where the right is for the quote alone, the quote alone.
    const basic = await this.#ask(listings, [SUB_TYPE.basic], true);
    if (life !== this.#life) return;
    const [{ instrument }] = listings;
    this.#sink.log('warning', instrument.id, { code: 'opend-not-subscribed', params: { instruments: instrument.id }, ...(taken.fault.brokerText === undefined ? {} : { brokerText: taken.fault.brokerText }) });
    if (basic.ok) {
      this.#book.subscribed(listings, this.#clock.now());
      this.#states(listings);
    } else if (isRefusal(basic.fault)) {
      this.#denied.add(listings[0]);
      this.refresh();
    }
  }

  async #unsubscribe(listings: readonly Listing[], life: number): Promise<void> {
    const given = await this.#ask(listings, KINDS, false);
    if (life !== this.#life) return;
    if (given.ok) this.#book.unsubscribed(listings);
    else this.#sink.log('warning', '', given.fault);
  }

  #ask(listings: readonly Listing[], kinds: readonly number[], on: boolean): Promise<Result<unknown>> {
    const securityList = listings.map(({ market, code }) => ({ market, code }));
    return this.#session.request(Sub, { securityList, subTypeList: kinds, isSubOrUnSub: on, isRegOrUnRegPush: on, isFirstPush: on });
  }

  /** Asks for the phases of everything held, now and every minute. */
  #askStates(): void {
    this.#cancelStates();
    this.#cancelStates = this.#clock.after(STATE_EVERY_MS, () => {
      this.#states([...this.#book.held.keys()]);
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
