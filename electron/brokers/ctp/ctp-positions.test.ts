/** What is held at a counter, lot by lot and side by side, its combinations, its money from and to the bank, and what its markets do: over the stand-in, in each shape of the family. */
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { PHASES, QUOTE } from '#shared/model/quote.ts';
import { ACCOUNT, CounterSite, intent, isUpAgain, until, type CounterDesk } from '#test/stand-ins/counter/counter-desk.ts';
import { COUNTER_SHAPES } from '#test/stand-ins/counter/counter-headers.ts';
import { pairsOf } from './trading/combination-fills.ts';
import { legCodesOf } from './trading/instruments.ts';

const sites: CounterSite[] = [];
const site = async (abi?: number): Promise<CounterSite> => {
  const made = new CounterSite(abi);
  sites.push(made);
  return made.begin();
};
afterEach(async () => {
  for (const one of sites.splice(0)) await one.close();
});

const value = <T>(result: { ok: true; value: T } | { ok: false; fault: unknown }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.fault));
  return result.value;
};
const stateOf = ({ seen }: CounterDesk, id: string): string | undefined => seen.orders.findLast(({ clientOrderId }) => clientOrderId === id)?.state;
const placed = async (desk: CounterDesk, change: Parameters<typeof intent>[0], state: string): Promise<string> => {
  const order = intent(change);
  expect(desk.broker.place(order)).toEqual({ ok: true, value: null });
  await until(() => stateOf(desk, order.id) === state, `${state}: ${JSON.stringify(change)}`);
  return order.id;
};

describe.each(Object.entries(COUNTER_SHAPES))('positions at a counter, %s', (_, abi) => {
  test('both sides of a lock, with what closing orders hold, and every lot with its day and price', { timeout: 60_000 }, async () => {
    const counter = await site(abi);
    const desk = await counter.up();
    const { broker, seen } = desk;
    await placed(desk, { price: 4310, quantity: 2 }, 'filled');
    // The other side opened by its name: a lock, held as two positions.
    await placed(desk, { side: 'sell', price: 4290, quantity: 3 }, 'filled');
    await placed(desk, { side: 'sell', offset: 'close-yesterday', price: 4350, quantity: 2 }, 'working');
    await placed(desk, { side: 'sell', offset: 'close-today', price: 4360, quantity: 1 }, 'working');
    const held = value(await broker.queryPositions(ACCOUNT));
    expect(held.map(({ side, today, yesterday, frozenToday, frozenYesterday }) => ({ side, today, yesterday, frozenToday, frozenYesterday }))).toEqual([
      { side: 'long', today: 2, yesterday: 3, frozenToday: 1, frozenYesterday: 2 },
      { side: 'short', today: 3, yesterday: 0, frozenToday: 0, frozenYesterday: 0 },
    ]);
    expect(value(await broker.accountRecords!(ACCOUNT, { about: 'lots' }))).toEqual({
      about: 'lots',
      rows: [
        { instrument: 'SHFE.rb2105', side: 'long', opened: '2021-01-04', isToday: false, price: 4250, quantity: 3, margin: 153_000_000, combination: null, fill: '10001' },
        expect.objectContaining({ side: 'long', opened: '2021-01-05', isToday: true, price: 4301, quantity: 2 }),
        expect.objectContaining({ side: 'short', opened: '2021-01-05', isToday: true, price: 4299, quantity: 3 }),
      ],
    });
    // A lot that is closed is gone from the list, the other side of the lock stays.
    await placed(desk, { side: 'buy', offset: 'close-today', price: 4310, quantity: 3 }, 'filled');
    expect(value(await broker.queryPositions(ACCOUNT)).map(({ side }) => side)).toEqual(['long']);
    expect(seen.refusals).toEqual([]);
  });

  test('options add what they are worth to the account', { timeout: 60_000 }, async () => {
    const counter = await site(abi);
    const desk = await counter.up();
    await placed(desk, { instrument: 'CZCE.SR105C5400', price: 250, quantity: 4 }, 'filled');
    const before = value(await desk.broker.queryPositions(ACCOUNT));
    expect(before.find(({ instrument }) => instrument === 'CZCE.SR105C5400')).toMatchObject({ side: 'long', today: 4 });
    const [funds] = value(await desk.broker.queryFunds(ACCOUNT));
    // 4 × 10 t at 120.
    expect(funds).toMatchObject({ marketValue: 48_000_000, equity: 10_000_000_000 + 48_000_000, balance: 10_000_000_000 });
  });

  test('an order of a combination is one order: it fills at the difference, its legs are held', { timeout: 60_000 }, async () => {
    const counter = await site(abi);
    const desk = await counter.up();
    const { broker, seen } = desk;
    const spread = 'DCE.SP m2105&m2109';
    expect(seen.instruments.get(spread)).toMatchObject({ kind: 'future', legs: ['DCE.m2105', 'DCE.m2109'], tickSize: 1 });
    expect(seen.instruments.get(spread)).not.toHaveProperty('margin');
    const first = await placed(desk, { instrument: spread, price: 22, quantity: 3 }, 'filled');
    await until(() => seen.fills.length === 3, 'the order’s fill and those of both legs');
    expect(seen.fills.map(({ instrument, side, price, quantity, clientOrderId }) => ({ instrument, side, price, quantity, clientOrderId }))).toEqual([
      { instrument: 'DCE.m2105', side: 'buy', price: 3500, quantity: 3, clientOrderId: first },
      { instrument: 'DCE.m2109', side: 'sell', price: 3479, quantity: 3, clientOrderId: first },
      { instrument: spread, side: 'buy', price: 21, quantity: 3, clientOrderId: first },
    ]);
    // Rolled: the leg that is held is closed, the other one opened.
    const rolled = intent({ instrument: spread, side: 'sell', offset: 'close', legOffset: 'open', price: 18, quantity: 2 });
    broker.place(rolled);
    await until(() => stateOf(desk, rolled.id) === 'filled', 'rolled');
    expect(seen.orders.findLast(({ clientOrderId }) => clientOrderId === rolled.id)).toMatchObject({ offset: 'close', legOffset: 'open' });
    const held = value(await broker.queryPositions(ACCOUNT)).filter(({ instrument }) => instrument.startsWith('DCE')).map(({ instrument, side, today }) => `${instrument} ${side} ${today}`);
    expect(held.sort()).toEqual(['DCE.m2105 long 1', 'DCE.m2109 long 2', 'DCE.m2109 short 3']);
    // Asked for, the same fills under the same numbers.
    await until(() => seen.fills.length === 6, 'every fill');
    const asked = value(await broker.queryFills(ACCOUNT));
    expect([...asked].map(({ brokerFillId, price, quantity }) => `${brokerFillId} ${price} ${quantity}`).sort()).toEqual([...seen.fills].map(({ brokerFillId, price, quantity }) => `${brokerFillId} ${price} ${quantity}`).sort());
    const tooMuch = intent({ instrument: spread, side: 'sell', offset: 'close', legOffset: 'close', price: 18, quantity: 2 });
    broker.place(tooMuch);
    await until(() => stateOf(desk, tooMuch.id) === 'rejected', 'more than one leg has');
  });

  test('the day’s transfers from and to the bank are the account’s cash flow', { timeout: 60_000 }, async () => {
    const counter = await site(abi);
    const { broker } = await counter.up();
    const answer = value(await broker.accountRecords!(ACCOUNT, { about: 'cash-flow', date: '2021-01-05' }));
    const day = { clearingDate: '2021-01-05', settlementDate: '2021-01-05', currency: 'CNY' };
    expect(answer.rows).toEqual([
      { ...day, id: '1001', kind: '银行转期货', remark: '09:05:00 工商银行 ···4567', amount: 500_000_000 },
      { ...day, id: '1002', kind: '期货转银行', remark: '14:10:30 建设银行', amount: -20_005_000 },
      { ...day, id: '1002-fee', kind: '银期转账手续费', remark: '14:10:30 建设银行', amount: -25_000 },
      { ...day, id: '1003', kind: '银行转期货（冲正）', remark: '14:20:00 工商银行 ···4567', amount: 0 },
    ]);
    expect(await broker.accountRecords!(ACCOUNT, { about: 'cash-flow', date: '2021-01-04' })).toEqual({ ok: false, fault: { code: 'records-of-the-day', params: { day: '2021-01-05' } } });
    expect(await broker.accountRecords!(ACCOUNT, { about: 'fees', orders: ['1'] })).toMatchObject({ ok: false, fault: { code: 'not-supported' } });
  });

  test('what a market does is shown, also before its first quote and after a reconnection, and explains what it refused', { timeout: 60_000 }, async () => {
    const counter = await site(abi);
    counter.front.greeting.push('status rb 2', 'status m 1');
    const desk = await counter.up();
    const { broker, seen } = desk;
    const phaseOf = (instrument: string): string | undefined => PHASES[seen.quotes.findLast((one) => one.instrument === instrument)?.record[QUOTE.phase] ?? -1];
    broker.subscribe(['SHFE.rb2105', 'DCE.m2105', 'CFFEX.IF2103']);
    await until(() => phaseOf('SHFE.rb2105') === 'continuous' && phaseOf('DCE.m2105') === 'break', 'the states of the day so far');
    // Nobody tells of this product.
    await until(() => phaseOf('CFFEX.IF2103') === 'continuous', 'a quote');
    const quotes = seen.quotes.length;
    counter.front.say('status rb 3', 'trader');
    await until(() => phaseOf('SHFE.rb2105') === 'auction', 'an auction, without a quote');
    expect(seen.quotes.length).toBe(quotes + 1);
    counter.front.say('status rb 6', 'trader');
    await until(() => phaseOf('SHFE.rb2105') === 'closed', 'closed');
    const refused = await placed(desk, { price: 4290, quantity: 1 }, 'rejected');
    expect(seen.orders.findLast(({ clientOrderId }) => clientOrderId === refused)?.fault).toMatchObject({ code: 'counter-refused-closed', params: { instrument: 'rb2105', since: '10:15:00' }, brokerText: expect.stringContaining('当前状态禁止') });
    counter.front.cut();
    await until(() => isUpAgain(desk), 'again');
    await until(() => phaseOf('SHFE.rb2105') === 'continuous', 'as it was greeted anew');
  });
});

test('a combination’s code names its legs', () => {
  expect(legCodesOf('SP m2105&m2109')).toEqual(['m2105', 'm2109']);
  expect(legCodesOf('IPS SF105&SM105')).toEqual(['SF105', 'SM105']);
  for (const other of ['m2105', 'SP m2105', 'SP m2105&', 'SP m2105&m2109&m2201', 'sp m2105&m2109']) expect(legCodesOf(other)).toBeNull();
});

test('pairs stand for every lot that both legs have, each trade’s lots once and in order', () => {
  const trades = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 12 });
  const told = (quantities: readonly number[], leg: string) => quantities.map((quantity, at) => ({ brokerFillId: `${leg}${at}`, price: at, quantity, exchangeTime: at, tradingDay: '2021-01-05' }));
  const sum = (list: readonly { readonly quantity: number }[]): number => list.reduce((all, { quantity }) => all + quantity, 0);
  fc.assert(
    fc.property(trades, trades, (a, b) => {
      const [first, second] = [told(a, 'a'), told(b, 'b')];
      const pairs = pairsOf(first, second);
      expect(sum(pairs)).toBe(Math.min(sum(first), sum(second)));
      for (const [leg, of] of [['first', first], ['second', second]] as const) {
        for (const trade of of) expect(sum(pairs.filter((pair) => pair[leg] === trade))).toBeLessThanOrEqual(trade.quantity);
        const order = pairs.map((pair) => of.indexOf(pair[leg]));
        expect(order).toEqual([...order].sort((x, y) => x - y));
      }
      // Whatever comes later, what was told stays.
      const before = pairsOf(first.slice(0, -1), second);
      expect(pairs.slice(0, before.length)).toEqual(before);
      expect(new Set(pairs.map((pair) => `${pair.first.brokerFillId}+${pair.second.brokerFillId}`)).size).toBe(pairs.length);
    }),
  );
});
