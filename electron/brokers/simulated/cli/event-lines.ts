/**
 * What the exchange decided, as lines of JSON for people and scripts: prices and money in currency units, times in the exchange's zone,
 * orders by the ids that their accounts gave them.
 */
import { isoTime } from '#shared/calendar/zone.ts';
import { sentenceOf } from '#shared/faults.ts';
import type { Instrument, InstrumentId } from '#shared/model/instrument.ts';
import type { OrderReport, RequestRefusal } from '#electron/brokers/broker.ts';
import type { Statement } from '#shared/model/statement.ts';
import { MONEY_PER_UNIT, priceOf, type Money, type Ticks } from '#shared/price.ts';
import type { Fault } from '#shared/result.ts';
import type { ExchangeEvent } from '../exchange/events.ts';
import type { Batch } from '../exchange/turn.ts';
import { wireId } from '../exchange/orders.ts';

type Fields = Readonly<Record<string, unknown>>;

const units = (money: Money): number => money / MONEY_PER_UNIT;
const reasonOf = (fault: Fault): Fields => ({ fault: fault.code, reason: sentenceOf(fault, 'en') });

/** What an order was placed with, kept so that later events can name it. */
interface Placed {
  readonly id: string;
  readonly account: string;
  readonly instrument: Instrument | undefined;
  readonly side: string;
  readonly offset: string;
}

export class EventLines {
  readonly #instruments: ReadonlyMap<InstrumentId, Instrument>;
  readonly #zone: string;
  readonly #orders = new Map<number, Placed>();
  readonly #lines: string[] = [];

  /** @param instruments those of the day files; times are shown in the first one's zone */
  constructor(instruments: readonly Instrument[]) {
    this.#instruments = new Map(instruments.map((instrument) => [instrument.id, instrument]));
    this.#zone = instruments[0].timeZone;
  }

  /** The whole text so far. */
  get text(): string {
    return this.#lines.map((line) => `${line}\n`).join('');
  }

  #line(time: number, type: string, fields: Fields): void {
    this.#lines.push(JSON.stringify({ time: isoTime(this.#zone, time), type, ...fields }));
  }

  #price(instrument: Instrument | undefined, ticks: Ticks | null | undefined): number | null {
    if (ticks === null || ticks === undefined || !instrument) return null;
    // A price that is off its tick is shown as it was asked for.
    return Number.isInteger(ticks) ? priceOf(instrument, ticks) : Number((ticks * instrument.tickSize).toFixed(8));
  }

  /** Everything of a batch. @param time exchange time, for what carries none of its own */
  batch(batch: Batch, time: number): void {
    for (const event of batch.events) this.#event(event);
    for (const announcement of batch.announcements) {
      if (announcement.kind === 'refusal') this.#refusal(announcement.refusal, time);
      // What a settlement ended is told of, but is no event of its own.
      if (announcement.kind === 'order' && announcement.report.state === 'expired' && !this.#expired.has(announcement.report.brokerOrderId)) this.#expiry(announcement.report);
    }
  }

  /** Exchange's numbers of orders whose end has been written. */
  readonly #expired = new Set<string>();

  #expiry({ brokerOrderId, exchangeTime, fault }: OrderReport): void {
    this.#expired.add(brokerOrderId);
    this.#line(exchangeTime, 'expired', { ...this.#name(Number(brokerOrderId)), ...(fault ? reasonOf(fault) : {}) });
  }

  #refusal({ account, clientOrderId, request, fault }: RequestRefusal, time: number): void {
    this.refused(time, account, request === 'changing' ? 'modify' : 'cancel', fault, { order: clientOrderId });
  }

  /** A request that the exchange did not carry out. */
  refused(time: number, account: string, request: string, fault: Fault, fields: Fields = {}): void {
    this.#line(time, 'refused', { account, ...fields, request, ...reasonOf(fault) });
  }

  #name(order: number): Fields {
    const placed = this.#orders.get(order);
    return { account: placed?.account, order: placed?.id, exchangeOrder: wireId(order), instrument: placed?.instrument?.id };
  }

  #event(event: ExchangeEvent): void {
    switch (event.type) {
      case 'account':
        this.#line(event.time, 'account', { account: event.account });
        return;
      case 'placed':
      case 'rejected': {
        const { intent } = event;
        const instrument = this.#instruments.get(intent.instrument);
        this.#orders.set(event.order, { id: intent.id, account: intent.account, instrument, side: intent.side, offset: intent.offset });
        const price = event.type === 'placed' && event.price !== undefined ? event.price : intent.price;
        const { type: orderType, side, offset, quantity, timeInForce, condition } = intent;
        this.#line(event.time, event.type, {
          ...this.#name(event.order),
          instrument: intent.instrument,
          side,
          offset,
          orderType,
          price: this.#price(instrument, price),
          quantity,
          timeInForce,
          ...(condition?.trigger === null || condition === undefined ? {} : { trigger: this.#price(instrument, condition.trigger) }),
          ...(event.type === 'rejected' ? reasonOf(event.fault) : {}),
        });
        return;
      }
      case 'fill': {
        const placed = this.#orders.get(event.order);
        this.#line(event.time, 'fill', {
          ...this.#name(event.order),
          fill: wireId(event.fill),
          side: placed?.side,
          offset: placed?.offset,
          price: this.#price(placed?.instrument, event.price),
          quantity: event.quantity,
          fee: units(event.fee),
        });
        return;
      }
      case 'modified':
        this.#line(event.time, 'modified', { ...this.#name(event.order), price: this.#price(this.#orders.get(event.order)?.instrument, event.price), quantity: event.quantity });
        return;
      case 'priced':
      case 'triggered':
        this.#line(event.time, event.type, { ...this.#name(event.order), price: this.#price(this.#orders.get(event.order)?.instrument, event.price) });
        return;
      case 'trailed':
        this.#line(event.time, 'trailed', { ...this.#name(event.order), trigger: this.#price(this.#orders.get(event.order)?.instrument, event.trigger) });
        return;
      case 'ended':
        if (event.state === 'expired') this.#expired.add(wireId(event.order));
        this.#line(event.time, event.state, { ...this.#name(event.order), ...(event.fault ? reasonOf(event.fault) : {}) });
        return;
      case 'cash':
        this.#line(event.time, event.amount < 0 ? 'withdrawal' : 'deposit', { account: event.account, currency: event.currency, amount: units(Math.abs(event.amount)) });
        return;
      case 'transfer':
        this.#line(event.time, 'transfer', { account: event.from, to: event.to, currency: event.currency, amount: units(event.amount) });
        return;
      case 'reset':
        this.#line(event.time, 'reset', { account: event.account });
        return;
      case 'confirmed':
        this.#line(event.time, 'confirmed', { account: event.account, number: event.number });
        return;
      case 'day':
        this.#line(event.time, 'day', { tradingDay: event.tradingDay });
        return;
      case 'settled': {
        const prices = Object.fromEntries(Object.entries(event.prices).map(([id, price]) => [id, this.#price(this.#instruments.get(id), price)]));
        this.#line(event.time, 'settled', { tradingDay: event.tradingDay, prices });
        return;
      }
    }
  }

  /** The funds of a statement: what the day came to, and how many of its fills are not listed. */
  statement({ account, settledAt, tradingDay, number, funds, unlisted }: Statement): void {
    for (const { currency, risk, ...money } of funds) {
      const figures = Object.fromEntries(Object.entries(money).map(([name, figure]) => [name, units(figure)]));
      this.#line(settledAt, 'statement', { account, tradingDay, number, currency, ...figures, risk, ...(unlisted?.[currency] === undefined ? {} : { unlistedFills: unlisted[currency] }) });
    }
  }
}
