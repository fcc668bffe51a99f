/**
 * Futu/moomoo behind OpenD, as a broker of the house: the session, the quotes and the trading desk under one roof. Shares, funds and indices
 * of Hong Kong, the United States and the mainland.
 */
import type { Broker, BrokerContext, BrokerFactory } from '#electron/brokers/broker.ts';
import { addDays, dateOf } from '#shared/calendar/trading-days.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { PacedRequests } from './limits/paced-requests.ts';
import { RateLimits } from './limits/rate-limits.ts';
import { Catalogue } from './quotes/catalogue.ts';
import { HISTORY_PERIODS, historyBars } from './quotes/history.ts';
import { HistoryQuota } from './quotes/history-quota.ts';
import { securityOf } from './quotes/instruments.ts';
import { Listings } from './quotes/listing.ts';
import { QuoteFeed } from './quotes/quote-feed.ts';
import { FutuReminders } from './quotes/price-reminders.ts';
import { FutuGroups } from './quotes/watchlist-groups.ts';
import { FutuFinder } from './research/finder.ts';
import { ResearchDesk } from './research/research-desk.ts';
import type { OpendAddress } from './session/address.ts';
import { OpendSession, type OpendIdentity } from './session/session.ts';
import { loggedOut, type Standing } from './session/standing.ts';
import { DerivedFills } from './trading/derived-fills.ts';
import { CAPABILITIES } from './trading/trade-accounts.ts';
import { TradeDesk } from './trading/trade-desk.ts';
import { TradeMaximum } from './trading/trade-maximum.ts';
import { TradeQueries } from './trading/trade-queries.ts';
import { TradeRecords } from './trading/trade-records.ts';

export interface FutuSettings {
  readonly address: OpendAddress;
  /** What is listed from the start, in OpenD's words (`HK.00700`, `US.AAPL`, `SH.600519`); what is held or ordered is listed besides. */
  readonly securities: readonly string[];
  /**
   * A part of the price (0.001 is 0.1 %) within which OpenD may move an order's price onto its market's tick, always to the better side: a
   * buy's down, a sell's up. For days on which an exchange's tick table is not the one that is known here. Absent: never.
   */
  readonly adjustWithin?: number;
}

const CLIENT_ID = 'Pankou';
/** OpenD stands but did not say what it carries: asked again after so long. */
const RETRY_MS = 5_000;

export function createFutuBroker(settings: FutuSettings): BrokerFactory {
  return (context) => build(settings, context);
}

function build(settings: FutuSettings, { sink, storage, now, after }: BrokerContext): Broker {
  const clock = { now, after };
  const listings = new Listings();
  const limits = new RateLimits();
  const derived = new DerivedFills(storage, (fault) => sink.log('error', '', fault));
  let identity: OpendIdentity | null = null;
  let standing: Standing = { quotes: false, trade: false };
  let latency: number | null = null;
  let closed = false;
  /** While `connect` waits its caller tries again; a later failure is tried again here. */
  let connecting = false;
  let cancelRetry = (): void => {};

  const session = new OpendSession(
    settings.address,
    CLIENT_ID,
    {
      up(who, how) {
        identity = who;
        standing = how;
        void start();
      },
      standing(how) {
        const before = standing;
        standing = how;
        if (!how.trade) return sink.connection('down', loggedOut(how), null);
        // Quotes and trade are OpenD's own connections: each that comes back begins anew.
        if (!before.trade || (how.quotes && !before.quotes)) void start();
      },
      down(fault) {
        feed.end();
        cancelRetry();
        sink.connection('down', fault, null);
      },
      notice: (text) => sink.log('warning', text, null),
      trouble: (fault) => sink.log('warning', '', fault),
      latency(ms) {
        latency = ms;
        if (standing.trade && session.isUp) sink.connection('up', null, ms);
      },
    },
    clock,
  );
  const paced = new PacedRequests(session, limits, clock, (what, until) => sink.pacing?.(what, until));
  const catalogue = new Catalogue(session, paced, listings, sink, () => feed.refresh(), now);
  const feed = new QuoteFeed(session, listings, paced, sink, clock);
  const quota = new HistoryQuota(session, (history) => sink.quotas({ history }));
  const trade = { session, listings, catalogue, limits, paced, derived, sink, clock, adjustWithin: settings.adjustWithin ?? 0 };
  const desk = new TradeDesk(trade);
  const queries = new TradeQueries(trade, desk);
  const maximum = new TradeMaximum(trade, desk);
  const records = new TradeRecords(trade, desk, queries);
  const research = new ResearchDesk(paced, listings);
  const reminders = new FutuReminders(session, paced, listings, catalogue, () => standing);
  const finder = new FutuFinder(session, listings, catalogue, storage, sink);
  const groups = new FutuGroups(paced, listings, catalogue, (texts) => void finder.list(texts));
  let starting: Promise<Result<null>> = Promise.resolve(ok(null));

  /** Instruments before accounts, accounts before `up`: what the core does at `up` finds both. */
  const start = (): Promise<Result<null>> => {
    cancelRetry();
    starting = begin();
    return starting;
  };
  const begin = async (): Promise<Result<null>> => {
    sink.connection('connecting', null, null);
    catalogue.begin();
    derived.prune(addDays(dateOf(now()), -1));
    const begun = await learnAll();
    if (closed || !session.isUp) return fail('broker-down');
    if (!begun.ok) {
      sink.connection('down', begun.fault, null);
      if (!connecting) cancelRetry = after(RETRY_MS, () => void start());
      return begun;
    }
    if (standing.quotes) {
      feed.begin();
      void quota.begin();
    }
    sink.connection('up', standing.trade ? null : loggedOut(standing), latency);
    return ok(null);
  };
  const learnAll = async (): Promise<Result<null>> => {
    const securities = settings.securities.map((text) => ({ text, security: securityOf(text) }));
    for (const { text, security } of securities) if (!security) sink.log('warning', text, { code: 'instrument-unknown', params: { instrument: text } });
    const learned = await catalogue.learn([...securities.flatMap(({ security }) => security ?? []), ...finder.begin()]);
    if (!learned.ok) return learned;
    if (standing.quotes) finder.settled();
    // Quotes alone are something; accounts come when OpenD is logged in for trading.
    return standing.trade ? desk.begin(identity!.userId) : ok(null);
  };

  return {
    kind: 'futu',
    capabilities: CAPABILITIES,
    async connect() {
      sink.connection('connecting', null, null);
      connecting = true;
      const connected = await session.connect();
      const started = connected.ok ? await starting : connected;
      connecting = false;
      return started;
    },
    async close() {
      closed = true;
      cancelRetry();
      feed.end();
      await session.close();
      sink.connection('off', null, null);
    },
    subscribe: (instruments, besides) => feed.want(instruments, besides),
    place: (intent) => desk.place(intent),
    cancel: (account, clientOrderId, brokerOrderId) => desk.cancel(account, clientOrderId, brokerOrderId),
    modify: (account, clientOrderId, brokerOrderId, price, quantity, condition) => desk.modify(account, clientOrderId, brokerOrderId, price, quantity, condition),
    maximum: (account, instrument, type, price) => maximum.of(account, instrument, type, price),
    switchOrder: (account, clientOrderId, brokerOrderId, what) => desk.switchOrder(account, clientOrderId, brokerOrderId, what),
    cancelAllAt: (account) => desk.cancelAllAt(account),
    cancelAll: (account) => desk.cancelAll(account),
    queryOrders: (account) => queries.orders(account),
    queryFills: (account) => queries.fills(account),
    queryPositions: (account) => queries.positions(account),
    queryFunds: (account) => queries.funds(account),
    unlock: (account, password) => desk.unlock(account, password),
    lock: (account) => desk.unlock(account, null),
    accountRecords: (account, question) => records.ask(account, question),
    research: (question) => research.ask(question),
    finder,
    watchlistGroups: groups,
    reminders,
    historyPeriods: HISTORY_PERIODS,
    history(instrument, period, before, limit, adjustment = 'forward') {
      const listing = listings.of(instrument);
      if (!listing) return Promise.resolve(fail('instrument-unknown', { instrument }));
      return historyBars({ session, paced, quota, now }, listing, period, before, limit, adjustment);
    },
    timeShare(instrument) {
      const listing = listings.of(instrument);
      return listing ? feed.timeShare(listing) : Promise.resolve(fail('instrument-unknown', { instrument }));
    },
  };
}
