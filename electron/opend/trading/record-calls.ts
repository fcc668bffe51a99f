/** Protocols 2201, 2211, 2221, 2222, 2225: orders and fills of today and of the past, and what they cost. */
import { GetHistoryOrderFillList, GetHistoryOrderList, GetOrderFee, GetOrderFillList, GetOrderList } from '#electron/brokers/futu/messages/trade.ts';
import { dateOf } from '#shared/calendar/trading-days.ts';
import { wallTime } from '#shared/calendar/zone.ts';
import type { Fill } from '#shared/model/fill.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { isFinal, type Order } from '#shared/model/order.ts';
import { MONEY_PER_UNIT } from '#shared/price.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { answer, type Answers } from '../call-context.ts';
import { GATEWAY_MARKETS, momentOfText } from '../securities.ts';
import type { Terminal } from '../terminal.ts';
import { ofAccount, passes, type Filter } from './asked.ts';
import { accountOf, headerOf, type GatewayAccount } from './gateway-accounts.ts';
import { fillMessage, orderMessage, orderNumber } from './trade-messages.ts';

const MOST_FEES = 400;
const PAGE = 1000;
/** Pages of the store that one request looks at, newest first. */
const MOST_PAGES = 500;
const TWO_DAYS = 2 * 86_400_000;

/** From and to of a filter, UTC ms on the account's market's clock. */
function spanOf({ trade }: GatewayAccount, filter: Filter, needed: boolean): Result<{ from: number; to: number }> {
  const { timeZone } = GATEWAY_MARKETS.find((market) => market.trade === trade)!;
  const from = filter?.beginTime ? momentOfText(timeZone, filter.beginTime) : needed ? NaN : -Infinity;
  const to = filter?.endTime ? momentOfText(timeZone, filter.endTime, true) : needed ? NaN : Infinity;
  if (Number.isNaN(from)) return fail('gateway-argument', { what: 'beginTime', value: (filter?.beginTime ?? '').slice(0, 40) });
  if (Number.isNaN(to) || to < from) return fail('gateway-argument', { what: 'endTime', value: (filter?.endTime ?? '').slice(0, 40) });
  return ok({ from, to });
}

/** Whether something happened today on its market's clock. */
const isToday = ({ timeZone }: Instrument, time: number, now: number): boolean => dateOf(wallTime(timeZone, time)) === dateOf(wallTime(timeZone, now));

export function recordCalls(answers: Answers, terminal: Terminal, now: () => number): void {
  /** An account's rows back to a moment, newest first. What is added meanwhile shifts the pages: each row is taken once. */
  const stored = async <T extends { readonly id: string }>(command: 'orders.page' | 'fills.page', account: string, timeOf: (row: T) => number, from: number): Promise<Result<T[]>> => {
    const rows = new Map<string, T>();
    for (let page = 0; page < MOST_PAGES; page++) {
      const read = await terminal.ask(command, { account, offset: page * PAGE, limit: PAGE });
      if (!read.ok) return read;
      // What a page holds is what its command says.
      const got = read.value.rows as readonly unknown[] as readonly T[];
      for (const row of got) rows.set(row.id, row);
      const oldest = got.at(-1);
      if (got.length < PAGE || !oldest || timeOf(oldest) < from) break;
    }
    return ok([...rows.values()]);
  };

  const orderMessages = (account: GatewayAccount, orders: readonly Order[], filter: Filter, statuses: readonly number[], among: (order: Order, instrument: Instrument) => boolean) =>
    orders.flatMap((order) => {
      const instrument = ofAccount(terminal, account, order);
      if (!instrument || !among(order, instrument) || !passes(filter, instrument, [orderNumber(order)])) return [];
      const message = orderMessage(instrument, order, terminal.language);
      return statuses.length === 0 || statuses.includes(message.orderStatus) ? [message] : [];
    });

  const fillMessages = (account: GatewayAccount, fills: readonly Fill[], filter: Filter, among: (fill: Fill, instrument: Instrument) => boolean) =>
    fills.flatMap((fill) => {
      const instrument = ofAccount(terminal, account, fill);
      if (!instrument || !among(fill, instrument)) return [];
      const message = fillMessage(instrument, fill, terminal.language);
      return passes(filter, instrument, [message.fillIDEx, message.orderIDEx ?? '']) ? [message] : [];
    });

  answer(answers, GetOrderList, ({ header, filterConditions, filterStatusList }) => {
    const account = accountOf(terminal, header);
    if (!account.ok) return account;
    const span = spanOf(account.value, filterConditions, false);
    if (!span.ok) return span;
    const orderList = orderMessages(account.value, [...terminal.kept.orders.values()].reverse(), filterConditions, filterStatusList, (order, instrument) =>
      (!isFinal(order.state) || isToday(instrument, order.createdAt, now())) && order.createdAt >= span.value.from && order.createdAt <= span.value.to);
    return ok({ header: headerOf(account.value), orderList });
  });

  answer(answers, GetHistoryOrderList, async ({ header, filterConditions, filterStatusList }) => {
    const account = accountOf(terminal, header);
    if (!account.ok) return account;
    const span = spanOf(account.value, filterConditions, true);
    if (!span.ok) return span;
    const rows = await stored<Order>('orders.page', account.value.account.id, ({ createdAt }) => createdAt, span.value.from);
    if (!rows.ok) return rows;
    const orderList = orderMessages(account.value, rows.value, filterConditions, filterStatusList, ({ state, createdAt }) => isFinal(state) && createdAt >= span.value.from && createdAt <= span.value.to);
    return ok({ header: headerOf(account.value), orderList });
  });

  answer(answers, GetOrderFillList, async ({ header, filterConditions }) => {
    const account = accountOf(terminal, header);
    if (!account.ok) return account;
    const rows = await stored<Fill>('fills.page', account.value.account.id, ({ receivedAt }) => receivedAt, now() - TWO_DAYS);
    if (!rows.ok) return rows;
    return ok({ header: headerOf(account.value), orderFillList: fillMessages(account.value, rows.value, filterConditions, (fill, instrument) => isToday(instrument, fill.receivedAt, now())) });
  });

  answer(answers, GetHistoryOrderFillList, async ({ header, filterConditions }) => {
    const account = accountOf(terminal, header);
    if (!account.ok) return account;
    const span = spanOf(account.value, filterConditions, true);
    if (!span.ok) return span;
    const { from, to } = span.value;
    const rows = await stored<Fill>('fills.page', account.value.account.id, ({ receivedAt }) => receivedAt, from);
    if (!rows.ok) return rows;
    return ok({ header: headerOf(account.value), orderFillList: fillMessages(account.value, rows.value, filterConditions, ({ receivedAt }) => receivedAt >= from && receivedAt <= to) });
  });

  answer(answers, GetOrderFee, async ({ header, orderIdExList }) => {
    const account = accountOf(terminal, header);
    if (!account.ok) return account;
    if (orderIdExList.length > MOST_FEES) return fail('gateway-too-many', { what: 'orderIdExList', max: MOST_FEES });
    const rows = await stored<Fill>('fills.page', account.value.account.id, ({ receivedAt }) => receivedAt, -Infinity);
    if (!rows.ok) return rows;
    const fees = new Map(orderIdExList.map((id) => [id, 0]));
    for (const fill of rows.value) {
      const number = orderNumber({ id: fill.order });
      const before = fees.get(number);
      if (before !== undefined) fees.set(number, before + fill.fee);
    }
    return ok({ header: headerOf(account.value), orderFeeList: Array.from(fees, ([orderIDEx, fee]) => ({ orderIDEx, feeAmount: fee / MONEY_PER_UNIT })) });
  });
}
