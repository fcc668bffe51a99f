/**
 * Days at the session-true exchange, from orders to settlement, on a clock that the test puts where something happens: between those
 * moments nobody is there.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Broker, BrokerSink, FillReport, OrderIntent, OrderReport, RequestRefusal } from '#electron/brokers/broker.ts';
import { createSessionExchange } from '#electron/brokers/simulated/session-exchange.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { PHASES, QUOTE } from '#shared/model/quote.ts';
import type { ReplayStatus } from '#shared/model/replay.ts';
import { createHandClock, type HandClock } from '#test/stand-ins/hand-clock.ts';
import { createMemoryStorage, type MemoryStorage } from '#test/stand-ins/memory-storage.ts';

const MOUTAI = 'SSE.600519';
const PINGAN = 'SZSE.000001';
const shanghai = (text: string): number => Date.parse(`${text}+08:00`);

class World {
  readonly orders = new Map<string, OrderReport>();
  readonly fills: FillReport[] = [];
  readonly refusals: RequestRefusal[] = [];
  readonly settled: string[] = [];
  readonly statuses: ReplayStatus[] = [];
  readonly #quotes = new Map<number, Float64Array>();
  readonly storage: MemoryStorage;
  readonly broker: Broker;
  instruments: readonly Instrument[] = [];
  readonly #clock: HandClock = createHandClock(0);
  #skew = 0;

  constructor(text: string, storage = createMemoryStorage()) {
    this.storage = storage;
    this.#skew = shanghai(text);
    const sink: BrokerSink = {
      connection: () => {},
      accounts: () => {},
      instruments: (list) => void (this.instruments = list),
      slotOf: (id) => this.instruments.findIndex((instrument) => instrument.id === id),
      quote: (slot, record, offset) => void this.#quotes.set(slot, record.slice(offset)),
      book: () => {},
      trade: () => {},
      queue: () => {},
      queueBrokers: () => {},
      timeShare: () => {},
      quotas: () => {},
      feedReset: () => {},
      order: (report) => void this.orders.set(report.clientOrderId ?? '', report),
      fill: (report) => void this.fills.push(report),
      refusal: (refusal) => void this.refusals.push(refusal),
      position: () => {},
      funds: () => {},
      settled: (account, tradingDay) => void this.settled.push(`${account} ${tradingDay}`),
      accountReset: () => {},
      replay: (status) => void this.statuses.push(status),
      log: () => {},
    };
    this.broker = createSessionExchange()({ sink, storage, now: () => this.#clock.now() + this.#skew, after: this.#clock.after });
  }

  async open(): Promise<this> {
    expect((await this.broker.connect()).ok).toBe(true);
    this.broker.subscribe(this.instruments.map(({ id }) => id));
    this.run(100);
    return this;
  }

  get now(): number {
    return this.#clock.now() + this.#skew;
  }

  run(ms: number): void {
    this.#clock.run(ms);
  }

  /** Puts the clock: whoever slept until then finds the world as it is. */
  at(text: string): void {
    this.#skew += shanghai(text) - this.now;
    this.run(100);
  }

  quote(id: string): Float64Array {
    const quote = this.#quotes.get(this.instruments.findIndex((instrument) => instrument.id === id));
    if (!quote) throw new Error(`no quote of ${id}`);
    return quote;
  }

  place(id: string, wish: Partial<OrderIntent>): void {
    this.broker.place({ account: 'SES-1', instrument: MOUTAI, side: 'buy', offset: 'open', type: 'limit', price: null, quantity: 100, timeInForce: 'day', ...wish, id });
    this.run(50);
  }

  order(id: string): OrderReport {
    const report = this.orders.get(id);
    if (!report) throw new Error(`nothing was told of ${id}`);
    return report;
  }

  /** Confirms the newest statement, as a trader does in the morning. */
  async confirm(): Promise<void> {
    const list = await this.broker.statementDesk!.list('SES-1');
    if (!list.ok || list.value.length === 0) throw new Error('no statement');
    const done = this.broker.statementDesk!.confirm('SES-1', list.value[0].number);
    this.run(50);
    expect((await done).ok).toBe(true);
  }
}

let world: World;
const limits = (id: string) => ({ up: world.quote(id)[QUOTE.upperLimit], down: world.quote(id)[QUOTE.lowerLimit] });

describe('a day of an A-share', () => {
  beforeEach(async () => {
    world = await new World('2024-03-05T09:16:00').open();
  });

  test('collected in the auction, locked from 9:20, matched at 9:25 at the open', () => {
    expect(PHASES[world.quote(MOUTAI)[QUOTE.phase]]).toBe('auction');
    world.place('better', { price: limits(MOUTAI).up, quantity: 300 });
    world.place('far', { price: limits(MOUTAI).down });
    expect([world.order('better').state, world.order('far').state]).toEqual(['working', 'working']);
    world.at('2024-03-05T09:21:00');
    world.broker.cancel('SES-1', 'far', null);
    world.run(50);
    expect(world.refusals.map(({ fault }) => fault.code)).toEqual(['orders-locked']);
    world.at('2024-03-05T09:24:55');
    expect(world.fills).toEqual([]);
    world.run(6_000);
    const open = world.quote(MOUTAI)[QUOTE.open];
    expect(world.fills.map(({ clientOrderId, price, quantity, tradingDay }) => [clientOrderId, price, quantity, tradingDay])).toEqual([['better', open, 300, '2024-03-05']]);
    expect(world.order('far').state).toBe('working');
  });

  test('kept in the pause and filled with the open, at the displayed price or better than its own', () => {
    world.at('2024-03-05T09:26:00');
    const own = limits(PINGAN).up;
    world.place('queued', { instrument: PINGAN, price: own, quantity: 100 });
    expect(world.order('queued').state).toBe('working');
    world.at('2024-03-05T09:29:58');
    world.run(4_000);
    expect(world.order('queued').state).toBe('filled');
    expect(world.fills[0].price).toBeLessThan(own);
  });

  test('what comes after the close is refused; the day order ends at 17:00 with a statement, the other one stays', async () => {
    world.at('2024-03-05T10:00:00');
    world.place('day', { price: limits(MOUTAI).down });
    world.place('gtc', { price: world.quote('HKEX.00700')[QUOTE.bid] - 4_000, timeInForce: 'gtc', instrument: 'HKEX.00700' });
    expect(world.order('gtc').state).toBe('working');
    const bought = world.quote(MOUTAI)[QUOTE.ask];
    world.place('bought', { price: bought + 100, quantity: 200 });
    expect(world.order('bought').state).toBe('filled');
    // Bought today, not to be sold today.
    world.place('sold', { side: 'sell', offset: 'close', price: world.quote(MOUTAI)[QUOTE.bid], quantity: 200 });
    expect(world.order('sold').fault?.code).toBe('position-not-yet-sellable');
    world.at('2024-03-05T15:30:00');
    world.place('late', { price: limits(MOUTAI).down });
    expect(world.order('late').fault?.code).toBe('session-closed');
    world.at('2024-03-05T16:59:58');
    expect(world.settled).toEqual([]);
    world.run(3_000);
    expect(world.settled).toEqual(['SES-1 2024-03-05']);
    expect([world.order('day').state, world.order('gtc').state]).toEqual(['expired', 'working']);
    const statements = await world.broker.statementDesk!.list('SES-1');
    expect(statements.ok && statements.value.map(({ tradingDay }) => tradingDay)).toEqual(['2024-03-05']);
    // The next day: the close was what it settled at, and the shares may go once the statement is confirmed.
    const close = world.quote(MOUTAI)[QUOTE.last];
    world.at('2024-03-06T10:00:00');
    expect(world.quote(MOUTAI)[QUOTE.preClose]).toBe(close);
    await world.confirm();
    world.place('next', { side: 'sell', offset: 'close', price: world.quote(MOUTAI)[QUOTE.bid] - 100, quantity: 200 });
    expect(world.order('next').state).toBe('filled');
  });
});

test('a night is the next trading day’s: bought at 21:30 it is settled with the day after', async () => {
  world = await new World('2024-03-05T21:30:00').open();
  const rebar = world.instruments.find(({ product }) => product === 'rb')!.id;
  world.place('night', { instrument: rebar, price: limits(rebar).up, quantity: 2 });
  expect(world.order('night')).toMatchObject({ state: 'filled', tradingDay: '2024-03-06' });
  world.at('2024-03-06T16:00:00');
  expect(world.settled).not.toContain('SES-1 2024-03-06');
  world.at('2024-03-06T17:00:05');
  expect(world.settled).toContain('SES-1 2024-03-06');
});

test('America’s day ends by itself: its orders wait for the core session and expire with its own close', async () => {
  world = await new World('2024-03-05T18:00:00').open();
  const apple = 'NASDAQ.AAPL';
  world.place('early', { instrument: apple, price: world.quote(apple)[QUOTE.preClose] * 2, quantity: 10 });
  world.place('far', { instrument: apple, price: Math.round(world.quote(apple)[QUOTE.preClose] / 2), quantity: 10 });
  expect(world.order('early')).toMatchObject({ state: 'working', tradingDay: '2024-03-05' });
  world.at('2024-03-05T22:29:58');
  world.run(4_000);
  expect(world.order('early').state).toBe('filled');
  world.at('2024-03-06T06:19:58');
  expect(world.order('far').state).toBe('working');
  world.run(3_000);
  expect(world.order('far').state).toBe('expired');
  expect(world.settled).toEqual(['SES-1 2024-03-05']);
});

test('away over Spring Festival: days end one after another, once; a contract that was held is still listed when others are traded', async () => {
  const storage = createMemoryStorage();
  world = await new World('2024-02-07T10:00:00', storage).open();
  const index = world.instruments.find(({ product }) => product === 'IF')!;
  expect(index.id).toBe('CFFEX.IF2402');
  world.place('held', { instrument: index.id, price: limits(index.id).up, quantity: 1 });
  expect(world.order('held').state).toBe('filled');
  await world.broker.close();

  world = await new World('2024-02-20T10:00:00', storage).open();
  expect(world.instruments.filter(({ product }) => product === 'IF').map(({ id }) => id)).toEqual(['CFFEX.IF2402', 'CFFEX.IF2403']);
  const asia = ['2024-02-07', '2024-02-08', '2024-02-09', '2024-02-14', '2024-02-15', '2024-02-16', '2024-02-19'];
  for (const day of asia) expect(world.settled).toContain(`SES-1 ${day}`);
  // The 16th fell into the holidays: the contract ended on the 19th, the next trading day, and was settled in cash.
  const positions = await world.broker.queryPositions('SES-1');
  expect(positions.ok && positions.value.filter(({ instrument }) => instrument === index.id).every(({ today, yesterday }) => today + yesterday === 0)).toBe(true);
  const settled = world.settled.length;
  await world.broker.close();
  world = await new World('2024-02-20T10:05:00', storage).open();
  expect(world.settled).toEqual([]);
  expect(settled).toBeGreaterThan(asia.length);
  await world.broker.close();
});

test('the same seed and date show the same market to everyone', async () => {
  const one = await new World('2024-03-05T10:00:00').open();
  const other = await new World('2024-03-05T09:59:00').open();
  other.at('2024-03-05T10:00:00');
  for (const id of [MOUTAI, 'HKEX.00700', 'CME.ESH4']) expect(other.quote(id)[QUOTE.last]).toBe(one.quote(id)[QUOTE.last]);
  expect(one.statuses.at(-1)).toMatchObject({ clock: 'wall', tradingDay: '2024-03-05', days: [] });
});
