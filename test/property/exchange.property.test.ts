/** The simulated exchange under any sequence of orders, changes, quotes, jumps and day ends. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FillReport } from '#electron/brokers/broker.ts';
import type { ExchangeEvent } from '#electron/brokers/simulated/exchange/events.ts';
import { Exchange } from '#electron/brokers/simulated/exchange/exchange.ts';
import { ExchangeState } from '#electron/brokers/simulated/exchange/exchange-state.ts';
import { OFFSETS_OFFERED } from '#electron/brokers/simulated/exchange/rules.ts';
import { marginOf } from '#shared/ledger/fees.ts';
import { hasMargin, optionMargin } from '#shared/ledger/option.ts';
import { paidInFull, tickMoney, type Currency, type Instrument } from '#shared/model/instrument.ts';
import { isConditional, isPriced, OFFSETS, ORDER_TYPES, type OrderCondition, type OrderType, SIDES, TIMES_IN_FORCE, type TimeInForce, type Trail } from '#shared/model/order.ts';
import { isTrailing } from '#shared/orders/condition.ts';
import { offeredTypes } from '#shared/orders/offer.ts';
import { LEVEL, levelOffset } from '#shared/model/order-book.ts';
import { PHASES, QUOTE, markOf } from '#shared/model/quote.ts';
import { ACCOUNT, createDesk, DEPOSIT, OTHER, type Desk } from '#test/stand-ins/exchange-desk.ts';
import { AAPL, CU, IF, IO, PAB, TEST_INSTRUMENTS } from '#test/stand-ins/instruments.ts';

const ACCOUNTS = [ACCOUNT, OTHER];
/** A net future too: netted, margined, short whenever sold. */
const ES: Instrument = { ...IF, id: 'CME.ESH1', exchange: 'CME', code: 'ESH1', product: 'ES', currency: 'USD', offsets: 'net', multiplier: 50, tickSize: 0.25, margin: { long: 0.07, short: 0.06 } };
/** An option, bought for its premium, sold against margin that follows the index future; few of them may be held. */
const CALL: Instrument = { ...IO, positionLimit: 9 };
const INSTRUMENTS: readonly Instrument[] = [...TEST_INSTRUMENTS, ES, CALL];
const CURRENCIES: readonly Currency[] = ['CNY', 'USD'];
/** Every instrument trades around its own price, so that funds run short now and then. */
const CENTRE: Readonly<Record<string, number>> = { [IF.id]: 20_000, [CU.id]: 5_000, [PAB.id]: 1_000, [AAPL.id]: 10_000, [ES.id]: 15_000, [CALL.id]: 40 };

const instrument = fc.constantFrom(...INSTRUMENTS);
const around = fc.integer({ min: -4, max: 4 });
const size = fc.integer({ min: 0, max: 12 });
const seldom = fc.integer({ min: 0, max: 9 }).map((n) => n === 0);

const step = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant('place' as const),
      account: fc.constantFrom(...ACCOUNTS),
      instrument,
      side: fc.constantFrom(...SIDES),
      /** Among the instrument's own, seldom among all. */
      offset: fc.nat(),
      strayOffset: seldom,
      /** One that the instrument's market has, seldom any. */
      strayType: seldom,
      type: fc.constantFrom(...ORDER_TYPES, 'limit' as const, 'limit' as const, 'limit' as const),
      timeInForce: fc.constantFrom(...TIMES_IN_FORCE, 'day' as const, 'gtc' as const, 'gtc' as const),
      price: around,
      /** Of a type that waits: where its trigger is, or how far it trails. */
      trigger: around,
      trail: fc.oneof(fc.integer({ min: 1, max: 4 }).map((amount) => ({ amount })), fc.constantFrom(0.005, 0.02).map((ratio) => ({ ratio }))),
      quantity: fc.integer({ min: 1, max: 14 }),
      /** Now and then an odd number of shares. */
      odd: seldom,
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('cancel' as const), which: fc.nat() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('modify' as const), which: fc.nat(), price: fc.option(around), quantity: fc.integer({ min: 1, max: 16 }) }) },
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('quote' as const),
      instrument,
      middle: around,
      sizes: fc.array(fc.tuple(size, size), { maxLength: 3 }),
      last: around,
      phase: fc.tuple(seldom, fc.constantFrom(...PHASES)).map(([other, phase]) => (other ? phase : 'continuous')),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('dayEnd' as const), settlement: fc.array(around, { minLength: INSTRUMENTS.length, maxLength: INSTRUMENTS.length }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('jump' as const), day: fc.nat(1) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const lotsOf = (of: Instrument, quantity: number): number => (of === PAB ? quantity * 100 : quantity);

function newDesk(): Desk {
  const desk = createDesk({ instruments: INSTRUMENTS });
  for (const { id } of INSTRUMENTS) desk.feed.show(id, { bids: [[CENTRE[id] - 1, 5]], asks: [[CENTRE[id] + 1, 5]], last: CENTRE[id] });
  return desk;
}

/** One of the orders, a working one where there is any. */
function chosen(desk: Desk, ids: readonly string[], which: number): string {
  const working = ids.filter((id) => desk.order(id).state === 'working');
  return working.length > 0 ? working[which % working.length] : ids[which % ids.length];
}

/** A type and a time in force that the instrument's market has, the wanted ones where it can be. */
function taken(instrument: Instrument, wanted: OrderType, time: TimeInForce): { readonly type: OrderType; readonly timeInForce: TimeInForce } {
  const offers = offeredTypes(instrument);
  const offer = offers.find(({ type }) => type === wanted) ?? offers[0];
  return { type: offer.type, timeInForce: offer.timesInForce.includes(time) ? time : offer.timesInForce[0] };
}

/** What an order of a type that waits waits for; nothing for the others. */
function conditionOf(type: OrderType, trigger: number, trail: Trail): { readonly condition?: OrderCondition } {
  if (!isConditional(type)) return {};
  if (!isTrailing(type)) return { condition: { trigger, trail: null, limitOffset: null } };
  return { condition: { trigger: null, trail, limitOffset: type === 'trailing-stop' ? null : 2 } };
}

function perform(desk: Desk, ids: string[], step: Step): void {
  switch (step.do) {
    case 'place': {
      const { do: _, odd, price, quantity, strayOffset, offset: pick, strayType, type: wanted, timeInForce: asked, trigger, trail, ...wish } = step;
      const { type, timeInForce } = strayType ? { type: wanted, timeInForce: asked } : taken(step.instrument, wanted, asked);
      const offered = strayOffset ? OFFSETS : OFFSETS_OFFERED[step.instrument.offsets];
      const centre = CENTRE[step.instrument.id];
      ids.push(desk.place({ ...wish, type, timeInForce, offset: offered[pick % offered.length], price: isPriced(type) ? centre + price : null, ...conditionOf(type, centre + trigger, trail), quantity: lotsOf(step.instrument, quantity) - (odd && step.instrument === PAB ? 30 : 0) }));
      return;
    }
    case 'cancel':
      if (ids.length > 0) desk.cancel(chosen(desk, ids, step.which));
      return;
    case 'modify': {
      if (ids.length === 0) return;
      const id = chosen(desk, ids, step.which);
      const of = INSTRUMENTS.find((entry) => entry.id === desk.order(id).instrument) ?? IF;
      desk.modify(id, step.price === null ? null : CENTRE[of.id] + step.price, lotsOf(of, step.quantity));
      return;
    }
    case 'quote': {
      const { id } = step.instrument;
      const middle = CENTRE[id] + step.middle;
      const bids = step.sizes.map(([bid], level) => [middle - 1 - level, lotsOf(step.instrument, bid)] as const);
      const asks = step.sizes.map(([, ask], level) => [middle + 1 + level, lotsOf(step.instrument, ask)] as const);
      desk.feed.show(id, { bids, asks, last: CENTRE[id] + step.last, phase: step.phase });
      return;
    }
    case 'dayEnd': {
      const prices = Object.fromEntries(INSTRUMENTS.map((entry, at) => [entry.id, CENTRE[entry.id] + step.settlement[at]]));
      desk.feed.endDay(prices, desk.feed.tradingDay === '2021-01-04' ? '2021-01-05' : '2021-01-04');
      return;
    }
    case 'jump':
      desk.feed.jump(desk.feed.days[step.day].from);
  }
}

const termsOf = (id: string): Instrument => INSTRUMENTS.find((entry) => entry.id === id) ?? IF;

/** `expect` at a price that can be paid thousands of times a run. */
function same(actual: unknown, expected: unknown): void {
  if (actual !== expected) expect(actual).toBe(expected);
}

function atMost(less: number, more: number): void {
  if (!(less <= more)) expect(less).toBeLessThanOrEqual(more);
}

/** Cash and quantity from nothing but the fills, and what must hold between the figures at any time. */
function audit(desk: Desk): void {
  for (const account of ACCOUNTS) {
    const fills = desk.fills.filter((fill) => fill.account === account);
    const positions = desk.exchange.positions(account);
    const working = [...desk.exchange.state.ordersOf(account)].filter((order) => order.state === 'working');
    for (const currency of CURRENCIES) {
      const funds = desk.funds(currency, account);
      let paid = DEPOSIT;
      let value = 0;
      for (const of of INSTRUMENTS.filter((entry) => entry.currency === currency)) {
        const own = fills.filter((fill) => fill.instrument === of.id);
        const bought = own.reduce((sum, fill) => sum + (fill.side === 'buy' ? fill.quantity : -fill.quantity), 0);
        for (const fill of own) paid -= fill.fee + (fill.side === 'buy' ? 1 : -1) * fill.price * fill.quantity * tickMoney(of);
        const mark = markOf(desk.feed.quoteOf(INSTRUMENTS.indexOf(of)));
        value += bought * mark * tickMoney(of);
        const held = positions.filter((entry) => entry.instrument === of.id);
        const quantityOf = (side: string): number => held.filter((entry) => entry.side === side).reduce((sum, entry) => sum + entry.today + entry.yesterday, 0);
        same(quantityOf('long') - quantityOf('short'), bought);
        if (of.offsets === 'net') same(Math.min(quantityOf('long'), quantityOf('short')), 0);
      }
      same(funds.equity, paid + value);

      const here = positions.filter((entry) => termsOf(entry.instrument).currency === currency);
      const direction = (side: string): number => (side === 'long' ? 1 : -1);
      let futures = 0;
      let shares = 0;
      let margin = 0;
      for (const entry of here) {
        // Closed today: its result is in cash, nothing of it is left to be worth anything.
        if (entry.today + entry.yesterday === 0) continue;
        const of = termsOf(entry.instrument);
        const worth = markOf(desk.feed.quoteOf(INSTRUMENTS.indexOf(of))) * (entry.today + entry.yesterday);
        if (paidInFull(of)) {
          shares += direction(entry.side) * worth * tickMoney(of);
          if (entry.side === 'short' && hasMargin(of)) margin += optionMargin(of, worth / (entry.today + entry.yesterday), markOf(desk.feed.quoteOf(INSTRUMENTS.indexOf(IF))), entry.today + entry.yesterday);
          else if (entry.side === 'short') margin += Math.round(worth * tickMoney(of) * 1.5);
        } else {
          futures += direction(entry.side) * (worth - entry.dayValue) * tickMoney(of);
          margin += marginOf(of, entry.side, entry.dayValue, entry.today + entry.yesterday);
        }
      }
      same(funds.balance + futures + shares, funds.equity);
      same(funds.marketValue, shares);
      same(funds.margin, margin);
      same(funds.available, funds.balance + futures - margin - funds.frozen);
      atMost(0, funds.frozen);
      same(funds.frozen, working.filter((order) => termsOf(order.intent.instrument).currency === currency).reduce((sum, order) => sum + order.frozen, 0));
      for (const figure of [funds.balance, funds.equity, funds.available, funds.margin, funds.frozen, funds.realised, funds.fees]) same(Number.isSafeInteger(figure), true);
    }
    for (const side of SIDES) {
      const held = positions.filter((entry) => entry.instrument === CALL.id && entry.side === (side === 'buy' ? 'long' : 'short')).reduce((sum, entry) => sum + entry.today + entry.yesterday, 0);
      const opening = working.filter((order) => order.intent.instrument === CALL.id && order.intent.side === side && !order.waiting).reduce((sum, order) => sum + order.quantity - order.filled - order.closing, 0);
      atMost(held + opening, CALL.positionLimit ?? Infinity);
    }
    for (const order of working) if (order.waiting) same(order.frozen + order.closing, 0);
    const heldBack = positions.reduce((sum, entry) => sum + entry.frozenToday + entry.frozenYesterday, 0);
    same(heldBack, working.reduce((sum, order) => sum + order.closing, 0));
    for (const entry of positions) {
      atMost(0, entry.frozenToday);
      atMost(0, entry.frozenYesterday);
      atMost(entry.frozenToday, entry.today);
      atMost(entry.frozenYesterday, entry.yesterday);
    }
  }
}

/** No order is filled beyond its quantity, fills add up to what the orders say, ids are used once. */
function auditFills(desk: Desk, ids: readonly string[]): void {
  const byOrder = Map.groupBy(desk.fills, (fill) => fill.clientOrderId);
  for (const id of ids) {
    const order = desk.order(id);
    const filled = (byOrder.get(id) ?? []).reduce((sum, fill) => sum + fill.quantity, 0);
    expect(order.filled).toBe(filled);
    expect(filled).toBeLessThanOrEqual(order.quantity);
    if (order.state === 'filled') expect(filled).toBe(order.quantity);
    if (isConditional(order.type) && order.triggered !== true) expect(filled).toBe(0);
    for (const fill of byOrder.get(id) ?? []) if (order.type === 'limit') expect(fill.side === 'buy' ? fill.price - worstPriceOf(desk, id, 'buy') : worstPriceOf(desk, id, 'sell') - fill.price).toBeLessThanOrEqual(0);
  }
  expect(new Set(desk.fills.map((fill) => fill.brokerFillId)).size).toBe(desk.fills.length);
}

/** The most (buy) or least (sell) that an order ever allowed. */
function worstPriceOf(desk: Desk, id: string, side: 'buy' | 'sell'): number {
  const prices: number[] = [];
  let number = -1;
  for (const event of desk.events) {
    if (event.type === 'placed' && event.intent.id === id) {
      number = event.order;
      prices.push(event.intent.price ?? NaN);
    } else if (event.type === 'modified' && event.order === number) prices.push(event.price ?? NaN);
  }
  return side === 'buy' ? Math.max(...prices) : Math.min(...prices);
}

/** What was taken of one side since its touch last changed, kept apart from the exchange's own account of it. */
class TakenSince {
  readonly #shown = new Map<string, string>();
  /** Price and size of every level shown before. */
  readonly #levels = new Map<string, ReadonlySet<string>>();
  readonly #taken = new Map<string, number>();
  #seen = 0;

  look(desk: Desk): void {
    for (const [index, of] of INSTRUMENTS.entries()) {
      const quote = desk.feed.quoteOf(index);
      for (const side of SIDES) {
        const key = `${of.id}/${side}`;
        const shown = side === 'buy' ? `${quote[QUOTE.ask]} ${quote[QUOTE.askSize]}` : `${quote[QUOTE.bid]} ${quote[QUOTE.bidSize]}`;
        // A level behind the touch may have been taken from, how much of it is not seen here: it is not looked at once it is the touch.
        if (this.#shown.get(key) !== shown) this.#taken.set(key, this.#levels.get(key)?.has(shown) ? Infinity : 0);
        this.#shown.set(key, shown);
        const book = desk.feed.bookOf(index);
        const [price, size] = side === 'buy' ? [LEVEL.ask, LEVEL.askSize] : [LEVEL.bid, LEVEL.bidSize];
        this.#levels.set(key, new Set(Array.from({ length: book[0] }, (_, level) => `${book[levelOffset(level) + price]} ${book[levelOffset(level) + size]}`)));
      }
    }
  }

  add(fills: readonly FillReport[]): void {
    for (const fill of fills.slice(this.#seen)) {
      const key = `${fill.instrument}/${fill.side}`;
      this.#taken.set(key, (this.#taken.get(key) ?? 0) + fill.quantity);
    }
    this.#seen = fills.length;
  }

  /** @returns what was taken of the side that `side` meets */
  of(id: string, side: 'buy' | 'sell'): number {
    return this.#taken.get(`${id}/${side}`) ?? 0;
  }
}

/**
 * What a book shows behind its touch on the sides whose touch a quote shows again. The quote comes before its own book: until then this is
 * what is displayed there, and what the quote triggers may have it.
 */
function stillBehind(book: Float64Array, quote: Float64Array): number {
  const of = (price: number, size: number, touch: number, touchSize: number): number => {
    const [first, ...behind] = Array.from({ length: Math.max(0, book[0]) }, (_, level) => levelOffset(level));
    if (first === undefined || book[first + price] !== quote[touch] || book[first + size] !== quote[touchSize]) return 0;
    return behind.reduce((sum, at) => sum + book[at + size], 0);
  };
  return of(LEVEL.bid, LEVEL.bidSize, QUOTE.bid, QUOTE.bidSize) + of(LEVEL.ask, LEVEL.askSize, QUOTE.ask, QUOTE.askSize);
}

const steps = fc.array(step, { minLength: 1, maxLength: 80, size: 'max' });

describe('the exchange, whatever happens', () => {
  it('conserves cash and quantity, holds back what works and nothing else', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const desk = newDesk();
        const ids: string[] = [];
        for (const each of sequence) {
          perform(desk, ids, each);
          audit(desk);
        }
        auditFills(desk, ids);
        for (const id of ids) desk.cancel(id);
        audit(desk);
        for (const account of ACCOUNTS) for (const currency of CURRENCIES) expect(desk.funds(currency, account).frozen).toBe(0);
      }),
      { numRuns: 250 },
    );
  });

  it('lets no order wait across a touch with size left, and gives no more than is displayed', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const desk = newDesk();
        const ids: string[] = [];
        const taken = new TakenSince();
        taken.look(desk);
        for (const each of sequence) {
          if (each.do === 'quote') {
            // Looked at before the fills that this quote brings.
            const { id } = each.instrument;
            const index = INSTRUMENTS.indexOf(each.instrument);
            const before = desk.fills.length;
            const bookBefore = desk.feed.bookOf(index).slice();
            perform(desk, ids, each);
            taken.look(desk);
            taken.add(desk.fills);
            const displayed = each.sizes.reduce((sum, [bid, ask]) => sum + lotsOf(each.instrument, bid + ask), 0) + stillBehind(bookBefore, desk.feed.quoteOf(index));
            expect(desk.fills.slice(before).reduce((sum, fill) => sum + fill.quantity, 0)).toBeLessThanOrEqual(displayed);
            if (PHASES[desk.feed.quoteOf(index)[QUOTE.phase]] !== 'continuous') expect(desk.fills.length).toBe(before);
            expect(desk.fills.slice(before).every((fill) => fill.instrument === id)).toBe(true);
          } else {
            perform(desk, ids, each);
            taken.add(desk.fills);
          }
          for (const [index, of] of INSTRUMENTS.entries()) {
            const quote = desk.feed.quoteOf(index);
            if (PHASES[quote[QUOTE.phase]] !== 'continuous') continue;
            const buy = desk.exchange.state.resting[index].best('buy');
            const sell = desk.exchange.state.resting[index].best('sell');
            if (buy?.price != null && buy.price >= quote[QUOTE.ask]) expect(taken.of(of.id, 'buy')).toBeGreaterThanOrEqual(quote[QUOTE.askSize]);
            if (sell?.price != null && sell.price <= quote[QUOTE.bid]) expect(taken.of(of.id, 'sell')).toBeGreaterThanOrEqual(quote[QUOTE.bidSize]);
          }
        }
      }),
      { numRuns: 250 },
    );
  });

  it('is the same again from a snapshot at any point and the events after it', () => {
    fc.assert(
      fc.property(steps, fc.nat(), (sequence, at) => {
        const desk = newDesk();
        const ids: string[] = [];
        const cut = at % (sequence.length + 1);
        let snapshot = '';
        let from = 0;
        for (let index = 0; index <= sequence.length; index++) {
          if (index === cut) {
            snapshot = JSON.stringify(desk.exchange.state.snapshot());
            from = desk.events.length;
          }
          if (index < sequence.length) perform(desk, ids, sequence[index]);
        }
        const after = desk.events.slice(from).map((event) => JSON.parse(JSON.stringify(event)) as ExchangeEvent);
        const restored = ExchangeState.from(JSON.parse(snapshot), INSTRUMENTS);
        for (const event of after) restored.apply(event);
        expect(JSON.stringify(restored.snapshot())).toBe(JSON.stringify(desk.exchange.state.snapshot()));

        const again = new Exchange(restored, desk.feed);
        for (const account of ACCOUNTS) {
          expect(again.funds(account, 0)).toEqual(desk.exchange.funds(account, 0));
          const sorted = (positions: readonly { readonly instrument: string; readonly side: string }[]): readonly unknown[] => [...positions].sort((a, b) => `${a.instrument}/${a.side}`.localeCompare(`${b.instrument}/${b.side}`));
          expect(sorted(again.positions(account))).toEqual(sorted(desk.exchange.positions(account)));
        }
        for (const [index] of INSTRUMENTS.entries()) {
          for (const side of SIDES) expect(restored.resting[index].best(side)?.number).toBe(desk.exchange.state.resting[index].best(side)?.number);
          expect(restored.resting[index].size).toBe(desk.exchange.state.resting[index].size);
        }
      }),
      { numRuns: 250 },
    );
  });
});
