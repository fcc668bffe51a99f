/** Protocols 2001 to 2226: what scripts do with the accounts, and the pushes 2208 and 2218 that follow. */
import { hash } from 'node:crypto';
import { MODIFY_ORDER, TRD_SIDE } from '#electron/brokers/futu/messages/codes.ts';
import {
  GetAccList, GetFunds, GetHistoryOrderFillList, GetHistoryOrderList, GetMarginRatio, GetMaxTrdQtys, GetOrderFee, GetOrderFillList, GetOrderList, GetPositionList, ModifyOrder,
  PlaceOrder, SubAccPush, UnlockTrade, UpdateOrder, UpdateOrderFill,
} from '#electron/brokers/futu/messages/trade.ts';
import type { TrdFilterConditions, TrdHeader } from '#electron/brokers/futu/messages/trade-records.ts';
import type { Decoded } from '#electron/brokers/futu/wire/schema.ts';
import type { TopicChange } from '#shared/contract/topics.ts';
import { fundsKey } from '#shared/model/account.ts';
import type { Fill } from '#shared/model/fill.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import { isFinal, type Offset, type Order, type Side } from '#shared/model/order.ts';
import { positionKey, positionQuantity } from '#shared/model/position.ts';
import { dateOf } from '#shared/calendar/trading-days.ts';
import { wallTime } from '#shared/calendar/zone.ts';
import { MONEY_PER_UNIT } from '#shared/price.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { answer, instrumentOf, writtenName, type Answers } from '../call-context.ts';
import { GATEWAY_MARKETS, marketOf, momentOfText, securityOf } from '../securities.ts';
import { pushFrame, type ClientConnection } from '../server/client-connection.ts';
import type { Terminal } from '../terminal.ts';
import { accountFor, accountOf, accountRow, gatewayAccounts, headerOf, trades, type GatewayAccount } from './gateway-accounts.ts';
import { conditionAsked, fillMessage, fundsMessage, orderMessage, orderNumber, positionMessage, priceAsked, sideOf, ticksAsked, timeInForceOf, typeOf } from './trade-messages.ts';

type Filter = Decoded<typeof TrdFilterConditions> | undefined;

type OffsetOrAuto = Offset | 'auto';

const MOST_RATIOS = 100;
const MOST_FEES = 400;
const REMARK_BYTES = 64;
const PAGE = 1000;
/** Rows of the store that one history request looks at. */
const MOST_PAGES = 50;
/** Of the account that is shown as a real one. It guards nothing: it is there so that unlocking can be practised. */
export const PRACTICE_PASSWORD = 'practice';
const PRACTICE_MD5 = hash('md5', PRACTICE_PASSWORD);

export class ScriptTrading {
  readonly #terminal: Terminal;
  readonly #now: () => number;
  /** Who is pushed what becomes of an account's orders. */
  readonly #pushed = new Map<ClientConnection, ReadonlySet<string>>();
  /** Whether anybody is told at all. */
  #someone = false;
  /** An unlock holds for the whole gateway (line 8264). */
  #unlocked = false;

  constructor(terminal: Terminal, now: () => number) {
    this.#terminal = terminal;
    this.#now = now;
  }

  leave(client: ClientConnection): void {
    this.#pushed.delete(client);
    this.#someone = this.#pushed.size > 0;
  }

  /**
   * Tells the clients of new states of orders. Fills of simulated accounts are not pushed (lines 9485, 12128): clients know them from the
   * orders' quantities, and would book a push besides as another fill. Who asks for them is answered. Those of a real account are pushed.
   */
  change({ topic, snapshot, items }: TopicChange): void {
    if (snapshot || !this.#someone) return;
    if (topic === 'orders') for (const order of items as readonly Order[]) this.#tellOrder(order);
    else if (topic === 'fills' && this.#terminal.practice !== null) for (const fill of items as readonly Fill[]) this.#tellFill(fill);
  }

  #told(account: GatewayAccount): ClientConnection[] {
    return [...this.#pushed].flatMap(([client, accounts]) => (accounts.has(account.accID) ? [client] : []));
  }

  #tellOrder(order: Order): void {
    const instrument = this.#terminal.instrument(order.instrument);
    const account = instrument && accountFor(this.#terminal, order.account, instrument);
    const to = account ? this.#told(account) : [];
    if (!account || to.length === 0) return;
    const frame = pushFrame(UpdateOrder, { header: headerOf(account), order: orderMessage(instrument, order, this.#terminal.language) });
    for (const client of to) client.push(frame);
  }

  #tellFill(fill: Fill): void {
    const instrument = this.#terminal.instrument(fill.instrument);
    const account = instrument && accountFor(this.#terminal, fill.account, instrument);
    if (!instrument || !account?.practice) return;
    const frame = pushFrame(UpdateOrderFill, { header: headerOf(account), orderFill: fillMessage(instrument, fill, this.#terminal.language) });
    for (const client of this.#told(account)) client.push(frame);
  }

  /** The account that a header means, where it may trade now. */
  #trading(header: Decoded<typeof TrdHeader>): Result<GatewayAccount> {
    const account = accountOf(this.#terminal, header);
    return account.ok && account.value.practice && !this.#unlocked ? fail('gateway-locked') : account;
  }

  /** An order's instrument where this account's part trades it. */
  #ofAccount(account: GatewayAccount, row: { readonly account: string; readonly instrument: InstrumentId }): Instrument | null {
    const instrument = row.account === account.account.id ? this.#terminal.instrument(row.instrument) : undefined;
    return instrument && trades(account, instrument) ? instrument : null;
  }

  #order(account: GatewayAccount, number: string): Order | undefined {
    for (const order of this.#terminal.kept.orders.values()) if (orderNumber(order) === number && this.#ofAccount(account, order)) return order;
    return undefined;
  }

  /** The instrument of a trade request: by its code, in the market that it names or the account's own. */
  async #instrument(account: GatewayAccount, code: string, secMarket: number | undefined): Promise<Result<Instrument>> {
    const markets = GATEWAY_MARKETS.filter(({ trade }) => trade === account.trade);
    const named = secMarket === undefined || secMarket === 0 ? markets : markets.filter((market) => market.secMarket === secMarket);
    if (named.length === 0) return fail('gateway-market-other', { account: account.accID });
    for (const { market } of named) {
      const found = await this.#terminal.find({ market, code: account.futures ? this.#contractOf(code) : code });
      if (found && trades(account, found)) return ok(found);
    }
    return fail('gateway-security-unknown', { security: writtenName({ market: named[0].market, code }).slice(0, 40) });
  }

  /** A main contract stands for the one of its product that ends first (place_order, code: the main contract is mapped to the actual one). */
  #contractOf(code: string): string {
    const product = /^(.+)main$/.exec(code)?.[1];
    const contracts = this.#terminal.securities.filter((each) => each.kind === 'future' && each.product === product).sort((a, b) => ((a.expiry ?? '') < (b.expiry ?? '') ? -1 : 1));
    return contracts.length > 0 ? securityOf(contracts[0])!.code : code;
  }

  #passes(filter: Filter, instrument: Instrument, ids: readonly string[]): boolean {
    if (!filter) return true;
    if (filter.codeList.length > 0 && !filter.codeList.includes(securityOf(instrument)?.code ?? instrument.code)) return false;
    if (filter.filterMarket !== undefined && filter.filterMarket !== 0 && filter.filterMarket !== marketOf(instrument)?.trade) return false;
    const wanted = [...filter.idList, ...filter.orderIDExList];
    return wanted.length === 0 || ids.some((id) => wanted.includes(id));
  }

  /** From and to of a filter, UTC ms on the account's market's clock. */
  #span(account: GatewayAccount, filter: Filter, needed: boolean): Result<{ from: number; to: number }> {
    const { timeZone } = GATEWAY_MARKETS.find(({ trade }) => trade === account.trade)!;
    const from = filter?.beginTime ? momentOfText(timeZone, filter.beginTime) : needed ? NaN : -Infinity;
    const to = filter?.endTime ? momentOfText(timeZone, filter.endTime, true) : needed ? NaN : Infinity;
    if (Number.isNaN(from)) return fail('gateway-argument', { what: 'beginTime', value: (filter?.beginTime ?? '').slice(0, 40) });
    if (Number.isNaN(to) || to < from) return fail('gateway-argument', { what: 'endTime', value: (filter?.endTime ?? '').slice(0, 40) });
    return ok({ from, to });
  }

  /** Whether something happened today on its market's clock. */
  #isToday(instrument: Instrument, time: number): boolean {
    return dateOf(wallTime(instrument.timeZone, time)) === dateOf(wallTime(instrument.timeZone, this.#now()));
  }

  async #stored<T>(command: 'orders.page' | 'fills.page', account: string, timeOf: (row: T) => number, from: number): Promise<Result<T[]>> {
    const rows: T[] = [];
    for (let page = 0; page < MOST_PAGES; page++) {
      const read = await this.#terminal.ask(command, { account, offset: page * PAGE, limit: PAGE });
      if (!read.ok) return read;
      const got = read.value.rows as readonly T[];
      rows.push(...got);
      const oldest = got.at(-1);
      if (got.length < PAGE || !oldest || timeOf(oldest) < from) break;
    }
    return ok(rows);
  }

  answers(answers: Answers): void {
    const terminal = this.#terminal;

    answer(answers, GetAccList, ({ trdCategory }) => ok({ accList: gatewayAccounts(terminal, trdCategory).map(accountRow) }));

    // Simulated accounts are never locked (line 8264): without another, it is so already, whichever way it is asked for.
    answer(answers, UnlockTrade, ({ unlock, pwdMD5 = '' }) => {
      if (unlock && terminal.practice !== null && pwdMD5.toLowerCase() !== PRACTICE_MD5) return fail('gateway-password');
      this.#unlocked = unlock;
      return ok({});
    });

    answer(answers, SubAccPush, ({ accIDList }, { connection }) => {
      const known = new Set(gatewayAccounts(terminal).map(({ accID }) => accID));
      const odd = accIDList.find((accID) => !known.has(accID));
      if (odd !== undefined) return fail('gateway-account-unknown', { account: odd });
      if (!connection.isOpen) return fail('broker-down');
      this.#pushed.set(connection, new Set(accIDList));
      this.#someone = true;
      return ok({});
    });

    answer(answers, GetFunds, ({ header }) => {
      const account = accountOf(terminal, header);
      if (!account.ok) return account;
      const funds = terminal.kept.funds.get(fundsKey({ account: account.value.account.id, currency: account.value.currency }));
      return funds ? ok({ header: headerOf(account.value), funds: fundsMessage(funds) }) : fail('account-checking');
    });

    answer(answers, GetPositionList, async ({ header, filterConditions, filterPLRatioMin, filterPLRatioMax }) => {
      const account = accountOf(terminal, header);
      if (!account.ok) return account;
      const held = [...terminal.kept.positions.values()].flatMap((position) => {
        const instrument = this.#ofAccount(account.value, position);
        return instrument && positionQuantity(position) > 0 && this.#passes(filterConditions, instrument, []) ? [{ position, instrument }] : [];
      });
      await terminal.look(held.map(({ instrument }) => instrument));
      const positionList = held
        .map(({ position, instrument }) => positionMessage(instrument, position, terminal.quoteOf(instrument.id), terminal.language))
        .filter(({ plRatio = 0 }) => (filterPLRatioMin === undefined || plRatio >= filterPLRatioMin) && (filterPLRatioMax === undefined || plRatio <= filterPLRatioMax));
      return ok({ header: headerOf(account.value), positionList });
    });

    answer(answers, GetMaxTrdQtys, async (c2s) => {
      const account = accountOf(terminal, c2s.header);
      if (!account.ok) return account;
      const type = typeOf(c2s.orderType);
      if (!type.ok) return type;
      const instrument = await this.#instrument(account.value, c2s.code, c2s.secMarket);
      if (!instrument.ok) return instrument;
      const price = priceAsked(instrument.value, type.value, c2s);
      if (!price.ok) return price;
      await terminal.look([instrument.value]);
      const most = await terminal.ask('order.maximum', { account: account.value.account.id, instrument: instrument.value.id, price: price.value, type: type.value });
      if (!most.ok) return most;
      const { buyOpen, sellOpen, sellClose, buyClose } = most.value;
      return ok({ header: headerOf(account.value), maxTrdQtys: { maxCashBuy: buyOpen, maxCashAndMarginBuy: buyOpen, maxPositionSell: sellClose, maxSellShort: sellOpen, maxBuyBack: buyClose } });
    });

    answer(answers, GetMarginRatio, async ({ header, securityList }) => {
      const account = accountOf(terminal, header);
      if (!account.ok) return account;
      if (securityList.length > MOST_RATIOS) return fail('gateway-too-many', { what: 'securityList', max: MOST_RATIOS });
      const marginRatioInfoList = [];
      for (const security of securityList) {
        const found = await instrumentOf(terminal, security);
        if (!found.ok) return found;
        // Purchases are paid in full: nothing is lent. What a short sale ties up is a part of its value.
        const { shortable, margin } = found.value;
        const short = margin ? margin.short * 100 : 100;
        marginRatioInfoList.push({ security, isLongPermit: false, isShortPermit: shortable, imLongRatio: (margin?.long ?? 1) * 100, ...(shortable ? { imShortRatio: short, mmShortRatio: short } : {}) });
      }
      return ok({ header: headerOf(account.value), marginRatioInfoList });
    });

    answer(answers, GetOrderList, ({ header, filterConditions, filterStatusList }) => {
      const account = accountOf(terminal, header);
      if (!account.ok) return account;
      const span = this.#span(account.value, filterConditions, false);
      if (!span.ok) return span;
      const orderList = this.#orderMessages(account.value, [...terminal.kept.orders.values()].reverse(), filterConditions, filterStatusList, (order, instrument) =>
        (!isFinal(order.state) || this.#isToday(instrument, order.createdAt)) && order.createdAt >= span.value.from && order.createdAt <= span.value.to);
      return ok({ header: headerOf(account.value), orderList });
    });

    answer(answers, GetHistoryOrderList, async ({ header, filterConditions, filterStatusList }) => {
      const account = accountOf(terminal, header);
      if (!account.ok) return account;
      const span = this.#span(account.value, filterConditions, true);
      if (!span.ok) return span;
      const rows = await this.#stored<Order>('orders.page', account.value.account.id, ({ createdAt }) => createdAt, span.value.from);
      if (!rows.ok) return rows;
      const orderList = this.#orderMessages(account.value, rows.value, filterConditions, filterStatusList, ({ state, createdAt }) => isFinal(state) && createdAt >= span.value.from && createdAt <= span.value.to);
      return ok({ header: headerOf(account.value), orderList });
    });

    answer(answers, GetOrderFillList, async ({ header, filterConditions }) => {
      const account = accountOf(terminal, header);
      if (!account.ok) return account;
      const rows = await this.#stored<Fill>('fills.page', account.value.account.id, ({ receivedAt }) => receivedAt, this.#now() - 2 * 86_400_000);
      if (!rows.ok) return rows;
      return ok({ header: headerOf(account.value), orderFillList: this.#fillMessages(account.value, rows.value, filterConditions, (fill, instrument) => this.#isToday(instrument, fill.receivedAt)) });
    });

    answer(answers, GetHistoryOrderFillList, async ({ header, filterConditions }) => {
      const account = accountOf(terminal, header);
      if (!account.ok) return account;
      const span = this.#span(account.value, filterConditions, true);
      if (!span.ok) return span;
      const { from, to } = span.value;
      const rows = await this.#stored<Fill>('fills.page', account.value.account.id, ({ receivedAt }) => receivedAt, from);
      if (!rows.ok) return rows;
      return ok({ header: headerOf(account.value), orderFillList: this.#fillMessages(account.value, rows.value, filterConditions, ({ receivedAt }) => receivedAt >= from && receivedAt <= to) });
    });

    answer(answers, GetOrderFee, async ({ header, orderIdExList }) => {
      const account = accountOf(terminal, header);
      if (!account.ok) return account;
      if (orderIdExList.length > MOST_FEES) return fail('gateway-too-many', { what: 'orderIdExList', max: MOST_FEES });
      const rows = await this.#stored<Fill>('fills.page', account.value.account.id, ({ receivedAt }) => receivedAt, -Infinity);
      if (!rows.ok) return rows;
      const fees = new Map(orderIdExList.map((id) => [id, 0]));
      for (const fill of rows.value) {
        const number = orderNumber({ id: fill.order });
        const before = fees.get(number);
        if (before !== undefined) fees.set(number, before + fill.fee);
      }
      return ok({ header: headerOf(account.value), orderFeeList: Array.from(fees, ([orderIDEx, fee]) => ({ orderIDEx, feeAmount: fee / MONEY_PER_UNIT })) });
    });

    answer(answers, PlaceOrder, (c2s, { connection }) => this.#place(c2s, connection));
    answer(answers, ModifyOrder, (c2s) => this.#modify(c2s));
  }

  #orderMessages(account: GatewayAccount, orders: readonly Order[], filter: Filter, statuses: readonly number[], among: (order: Order, instrument: Instrument) => boolean) {
    return orders.flatMap((order) => {
      const instrument = this.#ofAccount(account, order);
      if (!instrument || !among(order, instrument) || !this.#passes(filter, instrument, [orderNumber(order)])) return [];
      const message = orderMessage(instrument, order, this.#terminal.language);
      return statuses.length === 0 || statuses.includes(message.orderStatus) ? [message] : [];
    });
  }

  #fillMessages(account: GatewayAccount, fills: readonly Fill[], filter: Filter, among: (fill: Fill, instrument: Instrument) => boolean) {
    return fills.flatMap((fill) => {
      const instrument = this.#ofAccount(account, fill);
      if (!instrument || !among(fill, instrument)) return [];
      const message = fillMessage(instrument, fill, this.#terminal.language);
      return this.#passes(filter, instrument, [message.fillIDEx, message.orderIDEx ?? '']) ? [message] : [];
    });
  }

  /**
   * The order's id is made from the packet's: a packet that comes twice, over whatever connection and restart, is one order (PlaceOrder,
   * packetID).
   */
  async #place(c2s: Decoded<(typeof PlaceOrder)['c2s']>, connection: ClientConnection) {
    const account = this.#trading(c2s.header);
    if (!account.ok) return account;
    const side = sideOf(c2s.trdSide);
    if (!side.ok) return side;
    const type = typeOf(c2s.orderType);
    if (!type.ok) return type;
    const timeInForce = timeInForceOf(c2s.timeInForce);
    if (!timeInForce.ok) return timeInForce;
    const remark = c2s.remark ?? '';
    if (Buffer.byteLength(remark) > REMARK_BYTES) return fail('gateway-argument', { what: 'remark', value: remark.slice(0, 40) });
    const found = await this.#instrument(account.value, c2s.code, c2s.secMarket);
    if (!found.ok) return found;
    const instrument = found.value;
    const price = priceAsked(instrument, type.value, c2s);
    if (!price.ok) return price;
    const condition = conditionAsked(instrument, type.value, c2s);
    if (!condition.ok) return condition;
    const quantity = Math.trunc(c2s.qty);
    if (!Number.isSafeInteger(quantity) || quantity <= 0) return fail('quantity-invalid', { quantity: c2s.qty });
    const offset = this.#offset(account.value, instrument, c2s.trdSide, side.value, quantity);
    if (!offset.ok) return offset;
    await this.#terminal.look([instrument]);
    const placed = await this.#terminal.ask('order.place', {
      id: `opend-${c2s.packetID.connID}-${c2s.packetID.serialNo}`,
      account: account.value.account.id,
      instrument: instrument.id,
      side: side.value,
      offset: offset.value,
      type: type.value,
      price: price.value,
      quantity,
      timeInForce: timeInForce.value,
      ...(condition.value ? { condition: condition.value } : {}),
      source: 'script',
      script: { connection: connection.name, remark },
    });
    if (!placed.ok) return placed;
    for (const order of placed.value.orders) this.#terminal.note(order);
    const [order] = placed.value.orders;
    return ok({ header: headerOf(account.value), orderID: orderNumber(order), orderIDEx: orderNumber(order) });
  }

  /**
   * Whether an order opens or closes. Futu nets a contract's positions, so that its orders do not say; an order that did both would be two here,
   * and the script holds one number: it is refused.
   */
  #offset({ account }: GatewayAccount, instrument: Instrument, trdSide: number, side: Side, quantity: number): Result<OffsetOrAuto> {
    if (instrument.offsets === 'net') return ok('auto');
    if (trdSide === TRD_SIDE.sellShort) return ok('open');
    const position = this.#terminal.kept.positions.get(positionKey({ account: account.id, instrument: instrument.id, side: side === 'buy' ? 'short' : 'long' }));
    const held = position ? positionQuantity(position) - position.frozenToday - position.frozenYesterday : 0;
    if (trdSide === TRD_SIDE.buyBack || (held > 0 && quantity <= held)) return ok('close');
    return held > 0 ? fail('gateway-closes-and-opens', { held }) : ok('open');
  }

  async #modify(c2s: Decoded<(typeof ModifyOrder)['c2s']>) {
    const account = this.#trading(c2s.header);
    if (!account.ok) return account;
    const header = headerOf(account.value);
    if (c2s.modifyOrderOp !== MODIFY_ORDER.normal && c2s.modifyOrderOp !== MODIFY_ORDER.cancel) return fail('gateway-modify-op');
    if (c2s.forAll === true) {
      if (c2s.modifyOrderOp !== MODIFY_ORDER.cancel) return fail('gateway-argument', { what: 'forAll', value: 'true' });
      for (const order of this.#terminal.kept.orders.values()) {
        if (isFinal(order.state) || order.pending?.kind === 'cancelling' || !this.#ofAccount(account.value, order)) continue;
        const asked = await this.#terminal.ask('order.cancel', { order: order.id });
        // One that ended meanwhile needs no cancelling.
        if (!asked.ok && asked.fault.code !== 'order-final') return asked;
      }
      return ok({ header, orderID: '0' });
    }
    const number = c2s.orderIDEx && c2s.orderIDEx !== '0' ? c2s.orderIDEx : c2s.orderID;
    const order = this.#order(account.value, number);
    const instrument = order && this.#terminal.instrument(order.instrument);
    if (!order || !instrument) return fail('gateway-order-unknown', { order: number.slice(0, 40) });
    const changed = c2s.modifyOrderOp === MODIFY_ORDER.cancel ? await this.#terminal.ask('order.cancel', { order: order.id }) : await this.#change(order, instrument, c2s);
    return changed.ok ? ok({ header, orderID: number, orderIDEx: number }) : changed;
  }

  async #change(order: Order, instrument: Instrument, c2s: Decoded<(typeof ModifyOrder)['c2s']>): Promise<Result<Order>> {
    const quantity = c2s.qty === undefined ? order.quantity : Math.trunc(c2s.qty);
    if (!Number.isSafeInteger(quantity) || quantity <= 0) return fail('quantity-invalid', { quantity: c2s.qty ?? '' });
    let { price } = order;
    if (price !== null && c2s.price !== undefined) {
      const asked = ticksAsked(instrument, c2s.price, c2s);
      if (!asked.ok) return asked;
      price = asked.value;
    }
    const condition = conditionAsked(instrument, order.type, c2s, order.condition);
    if (!condition.ok) return condition;
    const named = c2s.auxPrice !== undefined || c2s.trailValue !== undefined || c2s.trailSpread !== undefined;
    return this.#terminal.ask('order.modify', { order: order.id, price, quantity, ...(named && condition.value ? { condition: condition.value } : {}) });
  }
}
