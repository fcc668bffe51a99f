/** Protocols 2001, 2005, 2008, 2202, 2205: what scripts do with the accounts, and the pushes 2208 and 2218 that follow. */
import { hash } from 'node:crypto';
import { MODIFY_ORDER, TRD_SIDE } from '#electron/brokers/futu/messages/codes.ts';
import { GetAccList, ModifyOrder, PlaceOrder, SubAccPush, UnlockTrade, UpdateOrder, UpdateOrderFill } from '#electron/brokers/futu/messages/trade.ts';
import type { TrdHeader } from '#electron/brokers/futu/messages/trade-records.ts';
import type { Decoded } from '#electron/brokers/futu/wire/schema.ts';
import type { TopicChange } from '#shared/contract/topics.ts';
import type { Fill } from '#shared/model/fill.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { isFinal, type Offset, type Order, type Side } from '#shared/model/order.ts';
import { positionKey, positionQuantity } from '#shared/model/position.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { answer, type Answers } from '../call-context.ts';
import { pushFrame, type ClientConnection } from '../server/client-connection.ts';
import type { Terminal } from '../terminal.ts';
import { instrumentAsked, ofAccount } from './asked.ts';
import { accountFor, accountOf, accountRow, gatewayAccounts, headerOf, type GatewayAccount } from './gateway-accounts.ts';
import { conditionAsked, fillMessage, orderMessage, orderNumber, priceAsked, sideOf, ticksAsked, timeInForceOf, typeOf } from './trade-messages.ts';

type OffsetOrAuto = Offset | 'auto';

const REMARK_BYTES = 64;
/** Of the account that is shown as a real one. It guards nothing: it is there so that unlocking can be practised. */
export const PRACTICE_PASSWORD = 'practice';
const PRACTICE_MD5 = hash('md5', PRACTICE_PASSWORD);

export class ScriptTrading {
  readonly #terminal: Terminal;
  /** Who is pushed what becomes of an account's orders. */
  readonly #pushed = new Map<ClientConnection, ReadonlySet<string>>();
  /** Whether anybody is told at all. */
  #someone = false;
  /** An unlock holds for the whole gateway (line 8264). */
  #unlocked = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
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

  #order(account: GatewayAccount, number: string): Order | undefined {
    for (const order of this.#terminal.kept.orders.values()) if (orderNumber(order) === number && ofAccount(this.#terminal, account, order)) return order;
    return undefined;
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

    answer(answers, PlaceOrder, (c2s, { connection }) => this.#place(c2s, connection));
    answer(answers, ModifyOrder, (c2s) => this.#modify(c2s));
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
    const found = await instrumentAsked(this.#terminal, account.value, c2s.code, c2s.secMarket);
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
        if (isFinal(order.state) || order.pending?.kind === 'cancelling' || !ofAccount(this.#terminal, account.value, order)) continue;
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
