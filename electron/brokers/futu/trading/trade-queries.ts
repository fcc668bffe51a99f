/** What stands at OpenD: orders, fills, positions and funds, whole or not at all. */
import type { FillReport, OrderReport } from '#electron/brokers/broker.ts';
import type { PacedRequests } from '#electron/brokers/futu/limits/paced-requests.ts';
import type { Answered } from '#electron/brokers/futu/messages/protocol.ts';
import { GetFunds, GetHistoryOrderList, GetOrderFillList, GetOrderList, GetPositionList } from '#electron/brokers/futu/messages/trade.ts';
import { FILL_STATUS, TRD_MARKET } from '#electron/brokers/futu/messages/codes.ts';
import { MARKETS } from '#electron/brokers/futu/quotes/market-terms.ts';
import type { Listing } from '#electron/brokers/futu/quotes/listing.ts';
import { tradingDayOf } from '#shared/calendar/sessions.ts';
import { addDays, dateOf } from '#shared/calendar/trading-days.ts';
import { wallTime } from '#shared/calendar/zone.ts';
import type { Funds } from '#shared/model/account.ts';
import type { Currency } from '#shared/model/instrument.ts';
import type { Position } from '#shared/model/position.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { CURRENCY_OUT, fundsOf, positionOf, type TheirAssets, type TheirHolding } from './holdings.ts';
import { fillOf, tradedSecurity, type TheirOrder } from './order-mapping.ts';
import { headerOf, isFuturesAccount, type TradeAccount } from './trade-accounts.ts';
import type { TradeContext, TradeDesk } from './trade-desk.ts';

const FUTURES_MARKETS: ReadonlySet<number> = new Set([TRD_MARKET.futures, TRD_MARKET.simulatedHkFutures, TRD_MARKET.simulatedUsFutures]);

export class TradeQueries {
  readonly #context: TradeContext;
  readonly #desk: TradeDesk;
  readonly #paced: PacedRequests;

  constructor(context: TradeContext, desk: TradeDesk) {
    this.#context = context;
    this.#desk = desk;
    this.#paced = context.paced;
  }

  /**
   * Today's orders. Trd_GetOrderList may leave out what has ended, so the history of the day stands beside it. For a simulated account
   * what the orders count beyond the fills known is derived here and told before the answer.
   */
  async orders(accountId: string): Promise<Result<readonly OrderReport[]>> {
    const account = this.#desk.account(accountId);
    if (!account) return fail('account-unknown', { account: accountId });
    const found = new Map<string, TheirOrder>();
    for (const market of account.markets) {
      const header = headerOf(account, market);
      const { beginTime, endTime } = this.#dayOf(market);
      const past = await this.#paced.ask(GetHistoryOrderList, { header, filterConditions: { beginTime, endTime } }, accountId);
      if (!past.ok) return past;
      // The list of now is the newer one of the two.
      const current = await this.#paced.ask(GetOrderList, { header, refreshCache: true }, accountId);
      if (!current.ok) return current;
      for (const order of [...past.value.orderList, ...current.value.orderList]) found.set(order.orderIDEx, order);
    }
    const listed = await this.listed([...found.values()]);
    if (!listed.ok) return listed;
    return ok(
      listed.value.map(({ item, listing }) => {
        const report = this.#desk.reportOf(accountId, item, listing);
        const fill = this.#desk.derivedFill(report, item, listing);
        if (fill) this.#context.sink.fill(fill);
        return report;
      }),
    );
  }

  async fills(accountId: string): Promise<Result<readonly FillReport[]>> {
    const account = this.#desk.account(accountId);
    if (!account) return fail('account-unknown', { account: accountId });
    if (account.environment === 'simulated') return ok(this.#context.derived.of(accountId));
    const found = new Map<string, Answered<typeof GetOrderFillList>['orderFillList'][number]>();
    for (const market of account.markets) {
      const answer = await this.#paced.ask(GetOrderFillList, { header: headerOf(account, market), refreshCache: true }, accountId);
      if (!answer.ok) return answer;
      for (const fill of answer.value.orderFillList) if ((fill.status ?? FILL_STATUS.ok) === FILL_STATUS.ok) found.set(fill.fillIDEx, fill);
    }
    const listed = await this.listed([...found.values()]);
    if (!listed.ok) return listed;
    return ok(listed.value.map(({ item, listing }) => fillOf(accountId, item, listing, this.#desk.clientIdOf(accountId, item.orderIDEx ?? ''))));
  }

  async positions(accountId: string): Promise<Result<readonly Position[]>> {
    const account = this.#desk.account(accountId);
    if (!account) return fail('account-unknown', { account: accountId });
    const held = await this.#holdings(account);
    return held.ok ? ok(held.value.map(({ item, listing }) => positionOf(accountId, item, listing))) : held;
  }

  async funds(accountId: string): Promise<Result<readonly Funds[]>> {
    const account = this.#desk.account(accountId);
    if (!account) return fail('account-unknown', { account: accountId });
    const [currency, ...others] = account.currencies;
    const assets = await this.#assets(account, currency, true);
    if (!assets.ok) return assets;
    const usable = new Map<Currency, number>();
    if (isFuturesAccount(account)) {
      usable.set(currency, assets.value.availableFunds ?? assets.value.power);
      for (const other of others) {
        const told = await this.#assets(account, other, false);
        if (!told.ok) return told;
        usable.set(other, told.value.availableFunds ?? told.value.power);
      }
    }
    const held = await this.#holdings(account);
    if (!held.ok) return held;
    const holdings = held.value.map(({ item, listing }) => ({ holding: item, currency: listing.instrument.currency }));
    return ok(fundsOf(account, assets.value, currency, holdings, this.#context.clock.now(), usable));
  }

  /** The account's figures in a currency. @param anew has OpenD ask for them, which takes a place in the rate; else what it has is told in that currency */
  async #assets(account: TradeAccount, currency: Currency, anew: boolean): Promise<Result<TheirAssets>> {
    const asked = { header: headerOf(account, account.markets[0]), refreshCache: anew, currency: CURRENCY_OUT[currency] };
    const answer = anew ? await this.#paced.ask(GetFunds, asked, account.id) : await this.#context.session.request(GetFunds, asked);
    if (!answer.ok) return answer;
    return answer.value.funds ? ok(answer.value.funds) : fail('opend-answer-unreadable', { what: GetFunds.name, reason: 'funds are missing' });
  }

  async #holdings(account: TradeAccount): Promise<Result<readonly { readonly item: TheirHolding; readonly listing: Listing }[]>> {
    const found = new Map<string, TheirHolding>();
    for (const market of account.markets) {
      const answer = await this.#context.session.request(GetPositionList, { header: headerOf(account, market) });
      if (!answer.ok) return answer;
      // An account of several markets may tell all of them to each.
      for (const holding of answer.value.positionList) if (holding.qty !== 0) found.set(`${holding.secMarket}/${holding.code}/${holding.positionSide}`, holding);
    }
    return this.listed([...found.values()]);
  }

  /** Each with its listing; what is not carried here is left out, and said so. */
  async listed<T extends { readonly code: string; readonly secMarket?: number }>(items: readonly T[]): Promise<Result<readonly { readonly item: T; readonly listing: Listing }[]>> {
    const { catalogue, listings, sink } = this.#context;
    const learned = await catalogue.learn(items.flatMap((item) => tradedSecurity(item) ?? []));
    if (!learned.ok) return learned;
    const listed: { readonly item: T; readonly listing: Listing }[] = [];
    for (const item of items) {
      const security = tradedSecurity(item);
      const listing = security && listings.named(security.market, security.code);
      if (listing) listed.push({ item, listing });
      else sink.log('warning', item.code, { code: 'instrument-unknown', params: { instrument: item.code } });
    }
    return ok(listed);
  }

  /**
   * The day of a market, and what of the next trading day has begun, as OpenD's text of the market's own time. Times of futures are in a
   * zone that OpenD is set up with (FAQ Q6; unless told otherwise UTC+8), and their trading day begins the evening before: three days hold
   * it wherever that zone is.
   */
  #dayOf(trdMarket: number): { readonly beginTime: string; readonly endTime: string } {
    if (FUTURES_MARKETS.has(trdMarket)) {
      const today = dateOf(this.#context.clock.now());
      return { beginTime: `${addDays(today, -1)} 00:00:00`, endTime: `${addDays(today, 1)} 23:59:59` };
    }
    const terms = MARKETS.find(({ trade }) => trade === trdMarket) ?? MARKETS.find(({ exchange }) => exchange === 'SSE')!;
    const now = this.#context.clock.now();
    const today = dateOf(wallTime(terms.timeZone, now));
    const tradingDay = tradingDayOf(terms.sessions, now);
    return { beginTime: `${today < tradingDay ? today : tradingDay} 00:00:00`, endTime: `${tradingDay} 23:59:59` };
  }
}
