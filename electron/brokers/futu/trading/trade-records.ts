/** What OpenD's books say of an account: fees, margin ratios, cash flow, orders and fills of days gone by. */
import { CURRENCY_NAMES } from '#electron/brokers/futu/messages/codes.ts';
import { FlowSummary, GetHistoryOrderFillList, GetHistoryOrderList, GetMarginRatio, GetOrderFee } from '#electron/brokers/futu/messages/trade.ts';
import type { AccountAnswer, AccountAnswers, AccountQuestion, CashFlowEntry, MarginRatio, OrderFees, PastFill, PastOrder } from '#shared/model/account-records.ts';
import { MONEY_PER_UNIT, type Money } from '#shared/price.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { fillOf, reportOf } from './order-mapping.ts';
import { headerOf, tradeMarketOf, type TradeAccount } from './trade-accounts.ts';
import type { TradeContext, TradeDesk } from './trade-desk.ts';
import type { TradeQueries } from './trade-queries.ts';

const money = (amount: number): Money => Math.round(amount * MONEY_PER_UNIT);
/** OpenD tells ratios in per cent (line 8654: 60.0). */
const part = (percent: number | undefined): number | null => (percent === undefined ? null : Number((percent / 100).toFixed(8)));

export class TradeRecords {
  readonly #context: TradeContext;
  readonly #desk: TradeDesk;
  readonly #queries: TradeQueries;

  constructor(context: TradeContext, desk: TradeDesk, queries: TradeQueries) {
    this.#context = context;
    this.#desk = desk;
    this.#queries = queries;
  }

  /** Errors: account-unknown, not-supported (what simulated accounts lack), instrument-unknown, opend-wait, and OpenD's own. */
  async ask(accountId: string, question: AccountQuestion): Promise<Result<AccountAnswer>> {
    const account = this.#desk.account(accountId);
    if (!account) return fail('account-unknown', { account: accountId });
    // Simulated accounts have neither fees (line 9388), fills (line 12128), nor a cash flow (line 8743).
    if (account.environment === 'simulated' && question.about !== 'past-orders' && question.about !== 'margin-ratios') {
      return fail('not-supported', { what: question.about, offered: 'past-orders, margin-ratios' });
    }
    switch (question.about) {
      case 'fees': return told('fees', await this.#fees(account, question.orders));
      case 'margin-ratios': return told('margin-ratios', await this.#ratios(account, question.instruments));
      case 'cash-flow': return told('cash-flow', await this.#flow(account, question.date));
      case 'lots': return fail('not-supported', { what: question.about, offered: 'fees, margin-ratios, cash-flow, past-orders, past-fills' });
      case 'past-orders': return told('past-orders', await this.#orders(account, question.from, question.to));
      case 'past-fills': return told('past-fills', await this.#fills(account, question.from, question.to));
    }
  }

  async #fees(account: TradeAccount, orders: readonly string[]): Promise<Result<readonly OrderFees[]>> {
    const answer = await this.#context.paced.ask(GetOrderFee, { header: headerOf(account, account.markets[0]), orderIdExList: orders }, account.id);
    if (!answer.ok) return answer;
    return ok(
      answer.value.orderFeeList.map(({ orderIDEx, feeAmount, feeList }) => ({
        order: orderIDEx,
        total: feeAmount === undefined ? null : money(feeAmount),
        items: feeList.map(({ title, value }) => ({ title: title ?? '', amount: money(value ?? 0) })),
      })),
    );
  }

  /** By market, as a header names one. */
  async #ratios(account: TradeAccount, instruments: readonly string[]): Promise<Result<readonly MarginRatio[]>> {
    const { listings, paced } = this.#context;
    const byMarket = new Map<number, { market: number; code: string }[]>();
    for (const instrument of instruments) {
      const listing = listings.of(instrument);
      if (!listing) return fail('instrument-unknown', { instrument });
      const trdMarket = tradeMarketOf(account, listing.instrument);
      if (trdMarket === undefined) return fail('not-supported', { what: `${listing.instrument.exchange} ${listing.instrument.kind}`, offered: account.name });
      const { market, code } = listing;
      byMarket.set(trdMarket, [...(byMarket.get(trdMarket) ?? []), { market, code }]);
    }
    const ratios: MarginRatio[] = [];
    for (const [trdMarket, securityList] of byMarket) {
      const answer = await paced.ask(GetMarginRatio, { header: headerOf(account, trdMarket), securityList });
      if (!answer.ok) return answer;
      for (const info of answer.value.marginRatioInfoList) {
        const listing = listings.named(info.security.market, info.security.code);
        if (!listing) continue;
        ratios.push({
          instrument: listing.instrument.id,
          longAllowed: info.isLongPermit ?? false,
          shortAllowed: info.isShortPermit ?? false,
          shortPool: info.shortPoolRemain ?? null,
          shortFee: part(info.shortFeeRate),
          long: { initial: part(info.imLongRatio), alert: part(info.alertLongRatio), marginCall: part(info.mcmLongRatio), maintenance: part(info.mmLongRatio) },
          short: { initial: part(info.imShortRatio), alert: part(info.alertShortRatio), marginCall: part(info.mcmShortRatio), maintenance: part(info.mmShortRatio) },
        });
      }
    }
    return ok(ratios);
  }

  async #flow(account: TradeAccount, clearingDate: string): Promise<Result<readonly CashFlowEntry[]>> {
    const answer = await this.#context.paced.ask(FlowSummary, { header: headerOf(account, account.markets[0]), clearingDate }, account.id);
    if (!answer.ok) return answer;
    return ok(
      answer.value.flowSummaryInfoList.map((entry) => ({
        id: entry.cashFlowID ?? '',
        clearingDate: entry.clearingDate ?? clearingDate,
        settlementDate: entry.settlementDate ?? '',
        currency: CURRENCY_NAMES.get(entry.currency ?? 0) ?? '',
        kind: entry.cashFlowType ?? '',
        remark: entry.cashFlowRemark ?? '',
        // Above 0 in, below 0 out (line 8702).
        amount: money(entry.cashFlowAmount ?? 0),
      })),
    );
  }

  async #orders(account: TradeAccount, from: string, to: string): Promise<Result<readonly PastOrder[]>> {
    const filterConditions = { beginTime: `${from} 00:00:00`, endTime: `${to} 23:59:59` };
    const found = await this.#everywhere(account, async (header) => {
      const answer = await this.#context.paced.ask(GetHistoryOrderList, { header, filterConditions }, account.id);
      return answer.ok ? ok(answer.value.orderList.map((order) => [order.orderIDEx, order] as const)) : answer;
    });
    if (!found.ok) return found;
    const listed = await this.#queries.listed(found.value);
    if (!listed.ok) return listed;
    const orders = listed.value.map(({ item, listing }): PastOrder => {
      const { brokerOrderId, instrument, side, type, price, quantity, filled, state, exchangeTime } = reportOf(account.id, item, listing, null);
      return { order: brokerOrderId, instrument, side, type, price, quantity, filled, state, time: exchangeTime };
    });
    return ok(orders.sort((a, b) => b.time - a.time));
  }

  async #fills(account: TradeAccount, from: string, to: string): Promise<Result<readonly PastFill[]>> {
    const filterConditions = { beginTime: `${from} 00:00:00`, endTime: `${to} 23:59:59` };
    const found = await this.#everywhere(account, async (header) => {
      const answer = await this.#context.paced.ask(GetHistoryOrderFillList, { header, filterConditions }, account.id);
      return answer.ok ? ok(answer.value.orderFillList.map((fill) => [fill.fillIDEx, fill] as const)) : answer;
    });
    if (!found.ok) return found;
    const listed = await this.#queries.listed(found.value);
    if (!listed.ok) return listed;
    const fills = listed.value.map(({ item, listing }): PastFill => {
      const { brokerFillId, brokerOrderId, instrument, side, price, quantity, exchangeTime } = fillOf(account.id, item, listing, null);
      return { fill: brokerFillId, order: brokerOrderId, instrument, side, price, quantity, time: exchangeTime };
    });
    return ok(fills.sort((a, b) => b.time - a.time));
  }

  /** What each of an account's markets lists, once each: an account of several may tell all of them to each. */
  async #everywhere<T>(account: TradeAccount, ask: (header: ReturnType<typeof headerOf>) => Promise<Result<readonly (readonly [string, T])[]>>): Promise<Result<readonly T[]>> {
    const found = new Map<string, T>();
    for (const market of account.markets) {
      const answer = await ask(headerOf(account, market));
      if (!answer.ok) return answer;
      for (const [id, item] of answer.value) found.set(id, item);
    }
    return ok([...found.values()]);
  }
}

const told = <A extends keyof AccountAnswers>(about: A, rows: Result<AccountAnswers[A]>): Result<AccountAnswer> =>
  rows.ok ? ok({ about, rows: rows.value } as AccountAnswer) : rows;
