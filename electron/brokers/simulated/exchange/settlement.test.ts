import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paidInFull, tickMoney, type Instrument } from '#shared/model/instrument.ts';
import type { Statement } from '#shared/model/statement.ts';
import { changesOf } from '#shared/statement/positions.ts';
import { ACCOUNT, createDesk, DEPOSIT, OTHER, type Desk } from '#test/stand-ins/exchange-desk.ts';
import { AAPL, CU, IF, IO, PAB, TEST_INSTRUMENTS } from '#test/stand-ins/instruments.ts';
import { ExchangeState } from './exchange-state.ts';
import { FILLS_KEPT } from './fills.ts';
import { settle } from './settlement.ts';

const DAYS = ['2021-01-04', '2021-01-05', '2021-01-06'];

function fail(): never {
  throw new Error('the stand-in has lost its terms');
}

/** Quoted around a price, with plenty on both sides. */
const show = (desk: Desk, of: Instrument, price: number): void => desk.feed.show(of.id, { bids: [[price, 10_000]], asks: [[price, 10_000]], last: price });
const endDay = (desk: Desk, prices: Readonly<Record<string, number>>): void => desk.feed.endDay(prices, DAYS[DAYS.indexOf(desk.feed.tradingDay) + 1] ?? '2021-01-07');
const statements = (desk: Desk): Statement[] => desk.batches.flatMap((batch) => batch.statements);
const newest = (desk: Desk, account = ACCOUNT): Statement => {
  const found = statements(desk).findLast((statement) => statement.account === account);
  if (!found) throw new Error(`no statement of ${account}`);
  return found;
};
const cny = (statement: Statement): Statement['funds'][number] => {
  const found = statement.funds.find(({ currency }) => currency === 'CNY');
  if (!found) throw new Error('no CNY');
  return found;
};

describe('a day in figures', () => {
  it('names every fill, what it closed lot by lot with day, price and basis, and the lots left', () => {
    const desk = createDesk();
    show(desk, IF, 20_000);
    desk.place({ quantity: 2, price: 20_000 });
    show(desk, IF, 20_010);
    desk.place({ quantity: 1, price: 20_010 });
    endDay(desk, { [IF.id]: 20_020 });
    show(desk, IF, 20_050);
    desk.place({ quantity: 3, price: 20_050 });
    desk.place({ side: 'sell', offset: 'close', quantity: 4, price: 20_050 });
    endDay(desk, { [IF.id]: 20_040 });
    const statement = newest(desk);
    expect(statement).toMatchObject({ account: ACCOUNT, accountName: 'One', number: 2, tradingDay: '2021-01-05', confirmed: true });
    expect(statement.fills.map(({ side, offset, price, quantity, turnover, realised }) => [side, offset, price, quantity, turnover, realised])).toEqual([
      ['buy', 'open', 20_050, 3, 20_050 * 3 * 600_000, null],
      // Three of the 4th against its settlement, one of the day against its own price.
      ['sell', 'close', 20_050, 4, 20_050 * 4 * 600_000, 3 * 30 * 600_000],
    ]);
    expect(statement.closes.map(({ side, quantity, openDay, openPrice, basis, price, realised }) => [side, quantity, openDay, openPrice, basis, price, realised])).toEqual([
      ['long', 2, '2021-01-04', 20_000, 20_020, 20_050, 2 * 30 * 600_000],
      ['long', 1, '2021-01-04', 20_010, 20_020, 20_050, 30 * 600_000],
      ['long', 1, '2021-01-05', 20_050, 20_050, 20_050, 0],
    ]);
    expect(statement.lots.map(({ side, quantity, openDay, openPrice, basis, settlement, markToMarket, floating, marketValue }) => [side, quantity, openDay, openPrice, basis, settlement, markToMarket, floating, marketValue])).toEqual([
      ['long', 2, '2021-01-05', 20_050, 20_050, 20_040, -2 * 10 * 600_000, -2 * 10 * 600_000, 0],
    ]);
    const funds = cny(statement);
    // 12 % of 20,040 ticks of 60 CNY, twice.
    expect(funds.margin).toBe(Math.round(20_040 * 2 * 600_000 * 0.12));
    expect(funds).toMatchObject({ realised: 90 * 600_000, markToMarket: -20 * 600_000, broughtForward: cny(statements(desk)[0]).balance });
    expect(statement.instruments.map(({ id }) => id)).toEqual([IF.id]);
  });

  it('shares are cash paid and value held, at average cost; a day order expires, one good till cancelled stays', () => {
    const desk = createDesk();
    show(desk, PAB, 1_000);
    desk.place({ instrument: PAB, quantity: 300, price: 1_000 });
    const day = desk.place({ instrument: PAB, quantity: 100, price: 900 });
    const stays = desk.place({ instrument: PAB, quantity: 100, price: 901, timeInForce: 'gtc' });
    endDay(desk, { [PAB.id]: 1_010 });
    const funds = cny(newest(desk));
    expect(funds).toMatchObject({ traded: -300 * 1_000 * 100, markToMarket: 0, realised: 0, marketValue: 300 * 1_010 * 100, margin: 0 });
    expect(funds.equity).toBe(DEPOSIT + 300 * 10 * 100 - funds.fees);
    expect([desk.order(day).state, desk.order(stays).state]).toEqual(['expired', 'working']);
    expect(newest(desk).lots[0]).toMatchObject({ quantity: 300, openPrice: 1_000, settlement: 1_010, floating: 300 * 10 * 100, markToMarket: 0 });
    // Bought yesterday: sellable today.
    desk.place({ instrument: PAB, side: 'sell', quantity: 300, price: 1_000, offset: 'close' });
    expect(desk.position(PAB, 'long')?.yesterday ?? 0).toBe(0);
  });

  it('what was done before an account started again is no part of its statement', () => {
    const desk = createDesk();
    show(desk, IF, 20_000);
    desk.place({ price: 20_000 });
    desk.exchange.resetAccount(ACCOUNT, { CNY: 5_000_000_000 });
    desk.place({ price: 20_000 });
    endDay(desk, { [IF.id]: 20_001 });
    const statement = newest(desk);
    expect(statement.fills).toHaveLength(1);
    expect(statement.transfers).toEqual([expect.objectContaining({ kind: 'reset', amount: 5_000_000_000 })]);
    expect(cny(statement)).toMatchObject({ broughtForward: 0, deposits: 5_000_000_000, markToMarket: 600_000, balance: 5_000_600_000 - cny(statement).fees });
  });
});

describe('a day of more fills than the exchange keeps', () => {
  it('says how many it does not list, account by account, and its money is whole; so does a snapshot', () => {
    const desk = createDesk();
    show(desk, IF, 20_000);
    show(desk, AAPL, 10_000);
    const cash = 10_000_000_000_000;
    desk.exchange.resetAccount(ACCOUNT, { CNY: cash, USD: DEPOSIT });
    desk.place({ quantity: 1, price: 20_000, account: OTHER });
    desk.place({ instrument: AAPL, quantity: 1, price: 10_000 });
    // About twice as many as are kept.
    const rounds = FILLS_KEPT + 100;
    desk.feed.show(IF.id, { bids: [[20_000, rounds]], asks: [[20_000, rounds + 1]], last: 20_000 });
    const trade = { account: ACCOUNT, instrument: IF.id, type: 'limit', price: 20_000, quantity: 1, timeInForce: 'day' } as const;
    for (let round = 0; round < rounds; round++) {
      desk.exchange.place({ ...trade, id: `in-${round}`, side: 'buy', offset: 'open' });
      desk.exchange.place({ ...trade, id: `out-${round}`, side: 'sell', offset: 'close' });
      if (round % 1_000 === 0) desk.exchange.drain();
    }
    const restored = ExchangeState.from(JSON.parse(JSON.stringify(desk.exchange.state.snapshot())), TEST_INSTRUMENTS);
    endDay(desk, { [IF.id]: 20_000 });
    const statement = newest(desk);
    const listed = statement.fills.length;
    expect(listed).toBeGreaterThanOrEqual(FILLS_KEPT);
    expect(statement.unlisted).toEqual({ CNY: 2 * rounds - listed, USD: 1 });
    expect(newest(desk, OTHER)).toMatchObject({ fills: [], unlisted: { CNY: 1 } });
    const { realised, fees, balance } = cny(statement);
    expect([realised, balance]).toEqual([0, cash - fees]);
    expect(fees).toBeGreaterThan(statement.fills.reduce((sum, { fee }) => sum + fee, 0));
    const settled = desk.events.findLast(({ type }) => type === 'settled');
    if (settled?.type !== 'settled') throw new Error('no settlement');
    expect(settle(restored, settled).find(({ account }) => account === ACCOUNT)).toEqual(statement);
    // The next day lists all of its own.
    show(desk, IF, 20_000);
    desk.place({ quantity: 1, price: 20_000 });
    endDay(desk, { [IF.id]: 20_000 });
    expect(newest(desk).fills).toHaveLength(1);
    expect(newest(desk).unlisted).toBeUndefined();
  }, 60_000);
});

describe('the last day of a contract', () => {
  const expiring = <T extends Instrument>(of: T): T => ({ ...of, expiry: '2021-01-04' });

  it('a future settled in cash ends at the settlement price: no lot is left, its result is the delivery’s', () => {
    const last = expiring({ ...IF, delivery: 'cash' as const });
    const desk = createDesk({ instruments: [last] });
    show(desk, last, 20_000);
    desk.place({ instrument: last, quantity: 2, price: 20_000 });
    const waits = desk.place({ instrument: last, price: 19_000, timeInForce: 'gtc' });
    endDay(desk, { [last.id]: 20_100 });
    const statement = newest(desk);
    expect(statement.lots).toEqual([]);
    expect(statement.deliveries).toEqual([expect.objectContaining({ instrument: last.id, side: 'long', quantity: 2, kind: 'cash-settled', price: 20_100, amount: 2 * 100 * 600_000 })]);
    expect(cny(statement)).toMatchObject({ markToMarket: 0, delivery: 2 * 100 * 600_000, margin: 0 });
    expect(desk.position(last, 'long')?.yesterday ?? 0).toBe(0);
    expect(desk.order(waits).state).toBe('expired');
    expect(desk.funds().available).toBe(desk.funds().balance);
  });

  it('options in the money change hands at their intrinsic value, the others end worthless', () => {
    const call = expiring(IO);
    const desk = createDesk({ instruments: [IF, call] });
    show(desk, IF, 20_000);
    show(desk, call, 40);
    desk.place({ instrument: call, quantity: 1, price: 40 });
    desk.place({ instrument: call, quantity: 1, price: 40, side: 'sell', account: OTHER });
    const { strike, underlying } = call.option ?? { strike: 0, underlying: '' };
    endDay(desk, { [IF.id]: 20_000, [call.id]: 30, [underlying]: strike + 50 });
    const [long, short] = [newest(desk), newest(desk, OTHER)];
    expect(long.deliveries[0]).toMatchObject({ kind: 'exercised', side: 'long', quantity: 1, price: strike });
    expect(short.deliveries[0]).toMatchObject({ kind: 'assigned', side: 'short', quantity: 1 });
    expect(long.deliveries[0].amount).toBeGreaterThan(0);
    expect(long.deliveries[0].amount + short.deliveries[0].amount).toBe(0);
    expect([long.lots, short.lots]).toEqual([[], []]);
    for (const statement of [long, short]) for (const funds of statement.funds) expect(funds.broughtForward + changesOf(funds)).toBe(funds.balance);
  });
});

describe('an option on shares, delivered', () => {
  const shares: Instrument = { ...PAB, id: 'SSE.510050', exchange: 'SSE', code: '510050', kind: 'fund', product: '510050', sellable: 'today' };
  const call: Instrument = {
    ...IO, id: 'SSE.10000001', exchange: 'SSE', code: '10000001', currency: 'CNY', tickSize: 0.0001, decimals: 4, multiplier: 10_000, expiry: '2021-01-04', delivery: 'physical',
    option: { ...(IO.option ?? fail()), strike: 900, strikeTick: 0.01, underlying: shares.id, exerciseFee: 0.6, assignmentFee: 0 },
  };

  it('the long one pays the strike and has the shares, the covered writer hands them over, the uncovered one pays the difference', () => {
    const desk = createDesk({ instruments: [shares, call] });
    const third = 'SIM-3';
    desk.exchange.createAccount(third, 'Three', { CNY: DEPOSIT });
    show(desk, shares, 950);
    show(desk, call, 5_000);
    desk.place({ instrument: shares, account: OTHER, price: 950, quantity: 10_000 });
    desk.place({ instrument: call, price: 5_000, quantity: 1 });
    for (const account of [OTHER, third]) desk.place({ instrument: call, account, side: 'sell', price: 5_000, quantity: 1 });
    endDay(desk, { [shares.id]: 960, [call.id]: 6_000 });
    const [long, covered, naked] = [ACCOUNT, OTHER, third].map((account) => newest(desk, account));
    const strikePaid = 900 * 100 * 10_000;
    expect(long.deliveries).toEqual([expect.objectContaining({ kind: 'exercised', side: 'long', price: 900, amount: -strikePaid, fee: 6_000 })]);
    expect(long.lots).toEqual([expect.objectContaining({ instrument: shares.id, side: 'long', quantity: 10_000, openPrice: 900, openDay: '2021-01-04', marketValue: 960 * 100 * 10_000 })]);
    expect(covered.deliveries).toEqual([expect.objectContaining({ kind: 'assigned', side: 'short', amount: strikePaid })]);
    expect(covered.lots).toEqual([]);
    expect(naked.deliveries).toEqual([expect.objectContaining({ kind: 'assigned', amount: -60 * 100 * 10_000 })]);
    for (const statement of [long, covered, naked]) {
      const funds = cny(statement);
      expect(funds.broughtForward + changesOf(funds)).toBe(funds.balance);
      expect(funds.balance).toBe(desk.exchange.state.accounts.get(statement.account)?.cash('CNY').balance);
      expect(desk.position(call, 'long', statement.account)?.yesterday ?? 0).toBe(0);
      expect(desk.position(call, 'short', statement.account)?.yesterday ?? 0).toBe(0);
    }
    expect(desk.funds().margin).toBe(0);
    expect(desk.position(shares, 'long')).toMatchObject({ yesterday: 10_000 });
  });
});

describe('markets whose days end apart', () => {
  it('each closes the books of its own money, names its own fills, and does so once', () => {
    const desk = createDesk();
    show(desk, IF, 20_000);
    show(desk, AAPL, 1_000);
    desk.place({ price: 20_000 });
    desk.place({ instrument: AAPL, price: 1_000, quantity: 10 });
    const keeps = desk.place({ instrument: AAPL, price: 900, quantity: 10 });
    const settleScope = (scope: 'asia' | 'america', prices: Readonly<Record<string, number>>): boolean => {
      const settled = desk.exchange.settle(desk.feed.tradingDay, new Map(Object.entries(prices)), scope);
      desk.hear();
      return settled;
    };
    expect(settleScope('asia', { [IF.id]: 20_010 })).toBe(true);
    const asia = newest(desk);
    expect([asia.funds.map(({ currency }) => currency), asia.fills.map(({ instrument }) => instrument), asia.lots.map(({ instrument }) => instrument)]).toEqual([['CNY'], [IF.id], [IF.id]]);
    expect(desk.order(keeps).state).toBe('working');
    expect(settleScope('asia', { [IF.id]: 20_010 })).toBe(false);
    expect(settleScope('america', { [AAPL.id]: 1_010 })).toBe(true);
    const america = newest(desk);
    expect(america).toMatchObject({ number: 2, tradingDay: asia.tradingDay });
    expect([america.funds.map(({ currency }) => currency), america.fills.map(({ instrument }) => instrument), america.lots.map(({ instrument }) => instrument)]).toEqual([['USD'], [AAPL.id], [AAPL.id]]);
    expect(desk.order(keeps).state).toBe('expired');
    for (const statement of [asia, america]) for (const funds of statement.funds) expect(funds.broughtForward + changesOf(funds)).toBe(funds.balance);
  });
});

describe('confirmation', () => {
  it('an account whose newest statement waits places nothing; it may cancel and change, and goes on once it has confirmed', () => {
    const desk = createDesk();
    desk.exchange.confirmsStatements = false;
    show(desk, IF, 20_000);
    const stays = desk.place({ price: 19_000, timeInForce: 'gtc' });
    endDay(desk, { [IF.id]: 20_000 });
    expect(newest(desk).confirmed).toBe(false);
    expect(desk.order(desk.place({ price: 19_000 }))).toMatchObject({ state: 'rejected', fault: { code: 'statement-unconfirmed', params: { day: '2021-01-04' } } });
    desk.modify(stays, 19_001, 1);
    expect(desk.order(stays).price).toBe(19_001);
    desk.cancel(stays);
    expect(desk.order(stays).state).toBe('cancelled');
    expect(desk.exchange.confirmStatements(ACCOUNT, 2)).toEqual({ code: 'statement-unknown', params: { number: 2 } });
    expect(desk.exchange.confirmStatements('nobody', 1)).toMatchObject({ code: 'account-unknown' });
    expect(desk.exchange.confirmStatements(ACCOUNT, 1)).toBeNull();
    desk.hear();
    expect(desk.events.at(-1)).toMatchObject({ type: 'confirmed', account: ACCOUNT, number: 1 });
    expect(desk.order(desk.place({ price: 19_000 })).state).toBe('working');
    // Again is without effect; the other account still waits.
    expect(desk.exchange.confirmStatements(ACCOUNT, 1)).toBeNull();
    expect(desk.exchange.drain()).toBeNull();
    expect(desk.order(desk.place({ account: OTHER, price: 19_000 })).fault?.code).toBe('statement-unconfirmed');
  });

  it('is remembered by the log and by a snapshot', () => {
    const desk = createDesk();
    desk.exchange.confirmsStatements = false;
    show(desk, IF, 20_000);
    endDay(desk, { [IF.id]: 20_000 });
    desk.exchange.confirmStatements(ACCOUNT, 1);
    desk.hear();
    const replayed = new ExchangeState(TEST_INSTRUMENTS);
    for (const event of desk.events) replayed.apply(event);
    const restored = ExchangeState.from(JSON.parse(JSON.stringify(replayed.snapshot())), TEST_INSTRUMENTS);
    for (const state of [replayed, restored]) {
      expect(state.accounts.get(ACCOUNT)?.unconfirmed).toBeNull();
      expect(state.accounts.get(OTHER)?.unconfirmed).toEqual({ number: 1, tradingDay: '2021-01-04' });
    }
  });
});

/** What one of two accounts does: trades at whatever is shown, or moves cash. */
const CENTRE: Readonly<Record<string, number>> = { [IF.id]: 20_000, [CU.id]: 5_000, [PAB.id]: 1_000, [AAPL.id]: 10_000 };
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('trade' as const), account: fc.constantFrom(ACCOUNT, OTHER), of: fc.constantFrom(...TEST_INSTRUMENTS.filter(({ id }) => id in CENTRE)), side: fc.constantFrom('buy' as const, 'sell' as const), offset: fc.constantFrom('open' as const, 'close' as const, 'close-today' as const, 'close-yesterday' as const), quantity: fc.integer({ min: 1, max: 9 }), price: fc.integer({ min: -50, max: 50 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cash' as const), amount: fc.integer({ min: -1_000_000, max: 1_000_000 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('transfer' as const), amount: fc.integer({ min: 1, max: 1_000_000 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('settle' as const), moves: fc.array(fc.integer({ min: -60, max: 60 }), { minLength: 4, maxLength: 4 }), twice: fc.boolean() }) },
);

const sum = <T>(rows: readonly T[], of: (row: T) => number): number => rows.reduce((total, row) => total + of(row), 0);

/** Everything that must hold within a statement, to the 1/10,000. */
function auditStatement(statement: Statement, before: Statement | undefined): void {
  const terms = new Map(TEST_INSTRUMENTS.map((of) => [of.id, of]));
  for (const funds of statement.funds) {
    const own = <R extends { readonly instrument: string }>(rows: readonly R[], margined?: boolean): R[] =>
      rows.filter(({ instrument }) => terms.get(instrument)?.currency === funds.currency && (margined === undefined || !paidInFull(terms.get(instrument) ?? IF) === margined));
    expect(funds.broughtForward + changesOf(funds)).toBe(funds.balance);
    expect(funds.equity).toBe(funds.balance + funds.marketValue);
    expect(funds.available).toBe(funds.balance - funds.margin);
    expect(funds.broughtForward).toBe(before?.funds.find(({ currency }) => currency === funds.currency)?.balance ?? 0);
    expect(sum(own(statement.fills), ({ fee }) => fee)).toBe(funds.fees);
    expect(sum(own(statement.fills, false), ({ side, turnover }) => (side === 'sell' ? turnover : -turnover))).toBe(funds.traded);
    expect(sum(own(statement.fills, true), ({ realised }) => realised ?? 0)).toBe(funds.realised);
    expect(sum(own(statement.closes, true), ({ realised }) => realised)).toBe(funds.realised);
    expect(sum(own(statement.lots), ({ markToMarket }) => markToMarket)).toBe(funds.markToMarket);
    expect(sum(own(statement.lots), ({ marketValue }) => marketValue)).toBe(funds.marketValue);
    expect(sum(own(statement.lots), ({ margin }) => margin)).toBe(funds.margin);
    const moved = statement.transfers.filter(({ currency }) => currency === funds.currency);
    expect(sum(moved, ({ amount }) => amount)).toBe(funds.deposits - funds.withdrawals);
  }
  for (const fill of statement.fills) {
    const parts = statement.closes.filter((close) => close.fill === fill.fill);
    if (fill.realised === null) expect(parts).toEqual([]);
    else expect(sum(parts, ({ realised }) => realised)).toBe(fill.realised);
    for (const part of parts) expect(part.openDay <= statement.tradingDay && part.openDay !== '').toBe(true);
  }
}

describe('any days', () => {
  it('add up, keep equity to the 1/10,000, are settled once, and replay to the same statements', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
        const desk = createDesk({ instruments: TEST_INSTRUMENTS });
        const prices: Record<string, number> = { ...CENTRE };
        const shown = (): void => TEST_INSTRUMENTS.forEach((of) => of.id in prices && show(desk, of, prices[of.id]));
        shown();
        const run = [...steps, { do: 'settle' as const, moves: [5, -5, 5, -5], twice: true }];
        for (const one of run) {
          if (one.do === 'trade') {
            prices[one.of.id] = CENTRE[one.of.id] + one.price;
            show(desk, one.of, prices[one.of.id]);
            desk.place({ account: one.account, instrument: one.of, side: one.side, offset: one.offset, type: 'market', timeInForce: 'ioc', quantity: one.of === PAB ? one.quantity * 100 : one.quantity });
          } else if (one.do === 'cash') desk.exchange.moveCash(ACCOUNT, 'CNY', one.amount);
          else if (one.do === 'transfer') desk.exchange.transferCash(ACCOUNT, OTHER, 'USD', one.amount);
          else {
            Object.keys(CENTRE).forEach((id, at) => (prices[id] = CENTRE[id] + one.moves[at]));
            shown();
            desk.hear();
            const before = [ACCOUNT, OTHER].map((account) => (['CNY', 'USD'] as const).map((currency) => desk.funds(currency, account).equity));
            const told = statements(desk).length;
            const { tradingDay } = desk.feed;
            desk.exchange.settle(tradingDay, new Map(Object.entries(prices)));
            if (one.twice) expect(desk.exchange.settle(tradingDay, new Map(Object.entries(prices)))).toBe(false);
            desk.hear();
            expect(statements(desk).length).toBe(told + 2);
            const after = [ACCOUNT, OTHER].map((account) => (['CNY', 'USD'] as const).map((currency) => desk.funds(currency, account).equity));
            expect(after).toEqual(before);
            expect(statements(desk).slice(-2).map(({ funds }) => funds.map(({ equity }) => equity))).toEqual(before);
            desk.feed.tradingDay = new Date(Date.parse(tradingDay) + 86_400_000).toISOString().slice(0, 10);
            desk.exchange.beginDay();
          }
        }
        desk.hear();
        for (const account of [ACCOUNT, OTHER]) {
          const own = statements(desk).filter((statement) => statement.account === account);
          own.forEach((statement, at) => auditStatement(statement, own[at - 1]));
          const holder = desk.exchange.state.accounts.get(account);
          for (const funds of own.at(-1)?.funds ?? []) expect(holder?.cash(funds.currency).balance).toBe(funds.balance);
          const lots = own.at(-1)?.lots ?? [];
          for (const of of TEST_INSTRUMENTS) for (const side of ['long', 'short'] as const) expect(sum(lots.filter((lot) => lot.instrument === of.id && lot.side === side), ({ quantity }) => quantity)).toBe(holder?.quantity(of, side));
        }

        // The log alone gives the same accounts and statements, also over a snapshot in between.
        let state = new ExchangeState(TEST_INSTRUMENTS);
        const replayed: Statement[] = [];
        const log = JSON.parse(JSON.stringify(desk.events)) as typeof desk.events;
        log.forEach((event, at) => {
          if (at === log.length >> 1) state = ExchangeState.from(JSON.parse(JSON.stringify(state.snapshot())), TEST_INSTRUMENTS);
          if (event.type === 'settled') replayed.push(...settle(state, event));
          else state.apply(event);
        });
        expect(JSON.stringify(replayed)).toBe(JSON.stringify(statements(desk)));
      }),
      { numRuns: 150 },
    );
  });

  it('money is whole 1/10,000 in every figure', () => {
    const desk = createDesk();
    show(desk, CU, 5_001);
    desk.place({ instrument: CU, price: 5_001, quantity: 3 });
    endDay(desk, { [CU.id]: 5_003 });
    for (const funds of newest(desk).funds) for (const [name, figure] of Object.entries(funds)) if (name !== 'currency' && name !== 'risk') expect(Number.isSafeInteger(figure), name).toBe(true);
    expect(newest(desk).lots[0].markToMarket).toBe(3 * 2 * tickMoney(CU));
  });
});
