/**
 * Matching instruments under any sequence of orders, changes, cancels and participants: the exchange against a list that is matched as
 * plainly as can be; what is conserved; and the same state again from its log.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExchangeEvent } from '#electron/brokers/simulated/exchange/events.ts';
import { Exchange } from '#electron/brokers/simulated/exchange/exchange.ts';
import { ExchangeState } from '#electron/brokers/simulated/exchange/exchange-state.ts';
import { BUY, SELL } from '#electron/brokers/simulated/matching/order-book.ts';
import { tickMoney, type Instrument } from '#shared/model/instrument.ts';
import { SIDES, type Side } from '#shared/model/order.ts';
import { QUOTE } from '#shared/model/quote.ts';
import { ACCOUNT, createDesk, DEPOSIT, OTHER, type Desk } from '#test/stand-ins/exchange-desk.ts';
import { IF } from '#test/stand-ins/instruments.ts';

const ACCOUNTS = [ACCOUNT, OTHER];
const terms = { exchange: 'PANKOU', tickSize: 0.01, decimals: 2, multiplier: 10, maxOrderQuantity: 1_000, origin: 'matching', margin: { long: 0.1, short: 0.1 } } as const;
/** `expiry` and the rest of IF's terms do not matter here. */
const { expiry: _, ...base } = IF;
/** Opened and closed by name. */
const TEST: Instrument = { ...base, ...terms, id: 'PANKOU.TEST', code: 'TEST', product: 'TEST', fees: { open: { byValue: 0.0001 }, closeToday: { byValue: 0.0003 } }, offsets: 'open-close' };
/** Netted, and trades around and below zero. */
const MINUS: Instrument = { ...base, ...terms, id: 'PANKOU.MINUS', code: 'MINUS', product: 'MINUS', fees: { open: { byValue: 0.0001, byQuantity: 0.5 } }, offsets: 'net' };
const INSTRUMENTS = [TEST, MINUS];
const CENTRE: Readonly<Record<string, number>> = { [TEST.id]: 5_000, [MINUS.id]: 0 };

const around = fc.integer({ min: -6, max: 6 });
const quantity = fc.integer({ min: 1, max: 9 });
const instrument = fc.constantFrom(...INSTRUMENTS);
const step = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('place' as const),
      account: fc.constantFrom(...ACCOUNTS),
      instrument,
      side: fc.constantFrom(...SIDES),
      offset: fc.constantFrom('open' as const, 'open' as const, 'close' as const),
      type: fc.constantFrom('limit' as const, 'limit' as const, 'limit' as const, 'market' as const),
      timeInForce: fc.constantFrom('day' as const, 'gtc' as const, 'gtc' as const, 'ioc' as const, 'fok' as const),
      price: around,
      quantity,
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('participant' as const), instrument, side: fc.constantFrom(...SIDES), price: around, quantity }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('cancel' as const), which: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('withdraw' as const), which: fc.nat() }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('modify' as const), which: fc.nat(), price: fc.option(around, { freq: 1 }), quantity }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
const steps = fc.array(step, { minLength: 1, maxLength: 80, size: 'max' });

interface NaiveOrder {
  /** Client id of an account's order, number of a participant's. */
  readonly id: string | number;
  readonly instrument: string;
  readonly side: Side;
  price: number;
  left: number;
}

/** One list, in order of arrival. */
class NaiveMarket {
  orders: NaiveOrder[] = [];
  /** Every trade: who was there, who came, price, quantity. */
  readonly trades: [maker: string | number, taker: string | number, price: number, quantity: number][] = [];

  #makers(taker: Pick<NaiveOrder, 'instrument' | 'side'>, limit: number): NaiveOrder[] {
    const buying = taker.side === 'buy';
    return this.orders
      .filter((order) => order.instrument === taker.instrument && order.side !== taker.side && (buying ? order.price <= limit : order.price >= limit))
      .map((order, at) => ({ order, at }))
      .sort((a, b) => (buying ? a.order.price - b.order.price : b.order.price - a.order.price) || a.at - b.at)
      .map(({ order }) => order);
  }

  reachable(taker: Pick<NaiveOrder, 'instrument' | 'side'>, limit: number): number {
    return this.#makers(taker, limit).reduce((sum, order) => sum + order.left, 0);
  }

  /** Trades what crosses, then rests what is left where it is to rest. */
  arrive(taker: NaiveOrder, limit: number, rests: boolean): void {
    for (const maker of this.#makers(taker, limit)) {
      if (taker.left === 0) break;
      const traded = Math.min(maker.left, taker.left);
      this.trades.push([maker.id, taker.id, maker.price, traded]);
      maker.left -= traded;
      taker.left -= traded;
    }
    this.orders = this.orders.filter((order) => order.left > 0);
    if (rests && taker.left > 0) this.orders.push(taker);
  }

  find(id: string | number): NaiveOrder | undefined {
    return this.orders.find((order) => order.id === id);
  }

  remove(id: string | number): void {
    this.orders = this.orders.filter((order) => order.id !== id);
  }

  levels(id: string, side: Side): [price: number, quantity: number, orders: number][] {
    const levels = new Map<number, [number, number, number]>();
    for (const { price, left } of this.orders.filter((order) => order.instrument === id && order.side === side)) {
      const level = levels.get(price) ?? [price, 0, 0];
      levels.set(price, [price, level[1] + left, level[2] + 1]);
    }
    return [...levels.values()].sort((a, b) => (side === 'buy' ? b[0] - a[0] : a[0] - b[0]));
  }
}

class Floor {
  readonly desk: Desk = createDesk({ instruments: INSTRUMENTS });
  readonly naive = new NaiveMarket();
  readonly ids: string[] = [];
  readonly participants: number[] = [];
  /** Signed by the participants' side: what they bought less what they sold, and paid for it, by instrument. */
  readonly outside: Record<string, { quantity: number; value: number }> = {};
  #participantSide = new Map<number, Side>();

  constructor() {
    for (const { id } of INSTRUMENTS) {
      this.desk.feed.show(id, { last: CENTRE[id] });
      this.outside[id] = { quantity: 0, value: 0 };
    }
    this.desk.exchange.listen({
      onTrade: (index, price) => {
        this.desk.feed.quoteOf(index)[QUOTE.last] = price;
      },
      onBookChange() {},
    });
  }

  perform(step: Step): void {
    const { desk, naive } = this;
    const seen = naive.trades.length;
    switch (step.do) {
      case 'place':
        this.#place(step);
        break;
      case 'participant': {
        const index = INSTRUMENTS.indexOf(step.instrument);
        const price = CENTRE[step.instrument.id] + step.price;
        const placed = desk.exchange.participantPlace(index, step.side, price, step.quantity);
        desk.hear();
        const number = placed.order === 0 ? -1_000_000 - this.participants.length : placed.order;
        if (placed.order !== 0) this.participants.push(placed.order);
        this.#participantSide.set(number, step.side);
        const order = { id: number, instrument: step.instrument.id, side: step.side, price, left: step.quantity };
        naive.arrive(order, price, true);
        expect(placed.left).toBe(order.left);
        break;
      }
      case 'cancel': {
        if (this.ids.length === 0) break;
        const id = this.#chosen(step.which);
        desk.cancel(id);
        naive.remove(id);
        break;
      }
      case 'withdraw': {
        if (this.participants.length === 0) break;
        const number = this.participants[step.which % this.participants.length];
        const left = naive.find(number)?.left ?? 0;
        expect(desk.exchange.participantLeft(number)).toBe(left);
        expect(desk.exchange.participantCancel(number)).toBe(left);
        expect(desk.exchange.participantLeft(number)).toBe(0);
        naive.remove(number);
        break;
      }
      case 'modify':
        this.#modify(step);
    }
    for (const [maker, taker, price, traded] of naive.trades.slice(seen)) this.#countOutside(maker, taker, price, traded);
  }

  /** One of the orders, mostly one that rests. */
  #chosen(which: number): string {
    const resting = this.naive.orders.flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
    return resting.length > 0 && which % 8 > 0 ? resting[which % resting.length] : this.ids[which % this.ids.length];
  }

  #place(step: Extract<Step, { do: 'place' }>): void {
    const { desk, naive } = this;
    const { do: _, price, ...wish } = step;
    const limit = wish.type === 'market' ? null : CENTRE[wish.instrument.id] + price;
    const id = desk.place({ ...wish, price: limit });
    this.ids.push(id);
    const report = desk.order(id);
    if (report.state === 'rejected') return;
    const order: NaiveOrder = { id, instrument: wish.instrument.id, side: wish.side, price: limit ?? 0, left: wish.quantity };
    const worst = limit ?? (wish.side === 'buy' ? Infinity : -Infinity);
    if (wish.timeInForce === 'fok' && naive.reachable(order, worst) < wish.quantity) {
      expect(report).toMatchObject({ state: 'cancelled', filled: 0 });
      return;
    }
    naive.arrive(order, worst, limit !== null && (wish.timeInForce === 'day' || wish.timeInForce === 'gtc'));
    expect(report.filled).toBe(wish.quantity - order.left);
  }

  #modify(step: Extract<Step, { do: 'modify' }>): void {
    const { desk, naive } = this;
    if (this.ids.length === 0) return;
    const id = this.#chosen(step.which);
    const resting = naive.find(id);
    const refusals = desk.refusals.length;
    desk.modify(id, resting === undefined || step.price === null ? null : CENTRE[resting.instrument] + step.price, step.quantity);
    if (desk.refusals.length > refusals || resting === undefined) return;
    const report = desk.order(id);
    const price = step.price === null ? resting.price : CENTRE[resting.instrument] + step.price;
    // What it had filled before this change: what it has less what the change brought.
    const filledBefore = this.#filledOf(id);
    const left = step.quantity - filledBefore;
    if (price === resting.price && left <= resting.left) {
      resting.left = left;
      return;
    }
    naive.remove(id);
    naive.arrive({ ...resting, price, left }, price, true);
    expect(report.filled).toBe(this.#filledOf(id));
  }

  /** By the naive market's own trades. */
  #filledOf(id: string): number {
    return this.naive.trades.reduce((sum, [maker, taker, , traded]) => sum + (maker === id ? traded : 0) + (taker === id ? traded : 0), 0);
  }

  #countOutside(maker: string | number, taker: string | number, price: number, traded: number): void {
    for (const id of [maker, taker]) {
      if (typeof id !== 'number') continue;
      const sign = this.#participantSide.get(id) === 'buy' ? 1 : -1;
      const other = [maker, taker].find((each) => typeof each === 'string');
      const of = typeof other === 'string' ? this.desk.order(other).instrument : null;
      // Two participants trade with each other: nothing enters or leaves the accounts.
      if (of === null) continue;
      this.outside[of].quantity += sign * traded;
      this.outside[of].value += sign * traded * price;
    }
  }

  /** Trades as the exchange told them to accounts: a trade of two accounts is two fills, the order that was there first. */
  tradesOfFills(): [string, number, number][] {
    return this.desk.fills.map((fill) => [fill.clientOrderId ?? '', fill.price, fill.quantity]);
  }

  naiveFills(): [string, number, number][] {
    return this.naive.trades.flatMap(([maker, taker, price, traded]) => [maker, taker].filter((id) => typeof id === 'string').map((id): [string, number, number] => [id, price, traded]));
  }
}

function levelsOf(exchange: Exchange, index: number, side: Side): [number, number, number][] {
  const target = new Float64Array(3 * 100);
  const count = exchange.state.resting[index].book.levels(side === 'buy' ? BUY : SELL, 100, target);
  return Array.from({ length: count }, (_, at) => [target[at * 3], target[at * 3 + 1], target[at * 3 + 2]]);
}

/** Numbers of the accounts' orders in each queue, in their priority. */
function queuesOf(state: ExchangeState): number[][] {
  return state.resting.flatMap((resting) =>
    ([BUY, SELL] as const).map((side) => {
      const { book } = resting;
      const numbers: number[] = [];
      for (let price = side === BUY ? book.bid : book.ask; !Number.isNaN(price); price = book.priceBehind(side, price)) {
        numbers.push(...book.queueAt(side, price).flatMap((handle) => resting.orderAt(handle)?.number ?? []));
      }
      return numbers;
    }),
  );
}

describe('matching instruments, whatever happens', () => {
  it('trade as a plain list does, by price then time, and the book never crosses', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const floor = new Floor();
        for (const each of sequence) {
          floor.perform(each);
          for (const [index, { id }] of INSTRUMENTS.entries()) {
            const { book } = floor.desk.exchange.state.resting[index];
            if (!Number.isNaN(book.bid) && !Number.isNaN(book.ask)) expect(book.bid).toBeLessThan(book.ask);
            for (const side of SIDES) expect(levelsOf(floor.desk.exchange, index, side)).toEqual(floor.naive.levels(id, side));
          }
        }
        expect(floor.tradesOfFills()).toEqual(floor.naiveFills());
      }),
      { numRuns: 300 },
    );
  });

  it('conserve quantity and cash across accounts, fees included, to the 1/10,000; margin and holds are never negative and end with what they are for', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const floor = new Floor();
        const { desk } = floor;
        for (const each of sequence) {
          floor.perform(each);
          let equity = 0;
          let fees = 0;
          for (const account of ACCOUNTS) {
            const funds = desk.funds('CNY', account);
            equity += funds.equity;
            fees += funds.fees;
            const marks = (index: number): number => desk.feed.quoteOf(index)[QUOTE.last];
            expect(desk.exchange.state.accounts.get(account)?.available('CNY', marks)).toBe(funds.available);
            expect(funds.margin).toBeGreaterThanOrEqual(0);
            expect(funds.frozen).toBeGreaterThanOrEqual(0);
            expect([funds.equity, funds.available, funds.margin, funds.frozen].every(Number.isSafeInteger)).toBe(true);
            for (const position of desk.exchange.positions(account)) {
              expect(position.frozenToday).toBeGreaterThanOrEqual(0);
              expect(position.frozenToday).toBeLessThanOrEqual(position.today);
            }
          }
          let outside = 0;
          for (const [index, of] of INSTRUMENTS.entries()) {
            const net = ACCOUNTS.flatMap((account) => desk.exchange.positions(account))
              .filter((position) => position.instrument === of.id)
              .reduce((sum, position) => sum + (position.side === 'long' ? 1 : -1) * (position.today + position.yesterday), 0);
            expect(net + floor.outside[of.id].quantity).toBe(0);
            // What the participants won is what the accounts lost.
            outside += (floor.outside[of.id].quantity * desk.feed.quoteOf(index)[QUOTE.last] - floor.outside[of.id].value) * tickMoney(of);
          }
          expect(equity + fees + outside).toBe(DEPOSIT * ACCOUNTS.length);
          expect(fees).toBe(desk.fills.reduce((sum, fill) => sum + fill.fee, 0));
        }
        for (const id of floor.ids) desk.cancel(id);
        for (const account of ACCOUNTS) {
          const funds = desk.funds('CNY', account);
          expect(funds.frozen).toBe(0);
          if (desk.exchange.positions(account).every((position) => position.today + position.yesterday === 0)) expect(funds.margin).toBe(0);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('are the same again from a snapshot and the log after it, without a market, each order in its place', () => {
    fc.assert(
      fc.property(steps, fc.nat(), (sequence, at) => {
        const floor = new Floor();
        const cut = at % sequence.length;
        let snapshot = '';
        let from = 0;
        for (const [number, each] of sequence.entries()) {
          if (number === cut) {
            snapshot = JSON.stringify(floor.desk.exchange.state.snapshot());
            from = floor.desk.events.length;
          }
          floor.perform(each);
        }
        const restored = ExchangeState.from(JSON.parse(snapshot), INSTRUMENTS);
        for (const event of floor.desk.events.slice(from)) restored.apply(JSON.parse(JSON.stringify(event)) as ExchangeEvent);
        const { state } = floor.desk.exchange;
        expect(JSON.stringify(restored.snapshot())).toBe(JSON.stringify(state.snapshot()));
        expect(queuesOf(restored)).toEqual(queuesOf(state));
        for (const account of ACCOUNTS) expect(new Exchange(restored, floor.desk.feed).funds(account, 0)).toEqual(floor.desk.exchange.funds(account, 0));
      }),
      { numRuns: 200 },
    );
  });

  it('give the same log for the same commands, byte for byte', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const logs = [1, 2].map(() => {
          const floor = new Floor();
          for (const each of sequence) floor.perform(each);
          return JSON.stringify(floor.desk.events);
        });
        expect(logs[0]).toBe(logs[1]);
      }),
      { numRuns: 50 },
    );
  });
});
