import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Instrument } from '#shared/model/instrument.ts';
import type { Statement } from '#shared/model/statement.ts';
import { ACCOUNT, createDesk, OTHER, type Desk } from '#test/stand-ins/exchange-desk.ts';
import { AAPL, CU, IF, IO, PAB, TEST_INSTRUMENTS } from '#test/stand-ins/instruments.ts';
import { cashChangesOf } from './cash-flow.ts';

const DAYS = ['2021-01-04', '2021-01-05', '2021-01-06', '2021-01-07'];
const CENTRE: Readonly<Record<string, number>> = { [IF.id]: 20_000, [CU.id]: 5_000, [PAB.id]: 1_000, [AAPL.id]: 10_000, [IO.id]: 300 };
const show = (desk: Desk, of: Instrument, price: number): void => desk.feed.show(of.id, { bids: [[price, 10_000]], asks: [[price, 10_000]], last: price });
const statements = (desk: Desk): Statement[] => desk.batches.flatMap((batch) => batch.statements);
const traded = TEST_INSTRUMENTS.filter(({ id }) => id in CENTRE);

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      account: fc.constantFrom(ACCOUNT, OTHER), of: fc.constantFrom(...traded), side: fc.constantFrom('buy' as const, 'sell' as const), offset: fc.constantFrom('open' as const, 'close' as const),
      quantity: fc.integer({ min: 1, max: 9 }), move: fc.integer({ min: -50, max: 50 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ paid: fc.integer({ min: -1_000_000, max: 1_000_000 }) }) },
  { weight: 1, arbitrary: fc.constant('settle' as const) },
);

it('whatever is traded and paid, the rows of a day are what its balance changed by, and each is named', () => {
  let seen = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 4, maxLength: 50 }), (steps) => {
      const desk = createDesk();
      for (const of of traded) show(desk, of, CENTRE[of.id]);
      for (const one of [...steps, 'settle' as const]) {
        if (one === 'settle') desk.feed.endDay(CENTRE, DAYS[DAYS.indexOf(desk.feed.tradingDay) + 1] ?? '2021-01-08');
        else if ('paid' in one) desk.exchange.moveCash(ACCOUNT, 'CNY', one.paid);
        else {
          show(desk, one.of, CENTRE[one.of.id] + one.move);
          desk.place({ account: one.account, instrument: one.of, side: one.side, offset: one.offset, quantity: one.quantity * one.of.lot, price: CENTRE[one.of.id] + one.move });
        }
        desk.hear();
      }
      for (const statement of statements(desk)) {
        const changes = cashChangesOf(statement);
        seen += changes.length;
        expect(changes.filter(({ kind }) => kind === 'unlisted')).toEqual([]);
        for (const { currency, balance, broughtForward } of statement.funds) {
          expect(changes.reduce((sum, each) => (each.currency === currency ? sum + each.amount : sum), 0)).toBe(balance - broughtForward);
        }
        for (const { kind, amount, about } of changes) {
          expect(amount).not.toBe(0);
          if (kind === 'realised' || kind === 'markToMarket') expect(about?.kind).toBe('future');
          if (kind === 'fee') expect(amount).toBeLessThan(0);
        }
      }
    }),
    { numRuns: 60 },
  );
  expect(seen).toBeGreaterThan(200);
});

it('what is delivered and exercised is told with its fee', () => {
  const last: Instrument = { ...IF, expiry: '2021-01-04', delivery: 'cash' };
  const call: Instrument = { ...IO, expiry: '2021-01-04' };
  const desk = createDesk({ instruments: [last, call] });
  show(desk, last, 20_000);
  show(desk, call, 40);
  desk.place({ instrument: last, quantity: 2, price: 20_000 });
  desk.place({ instrument: call, quantity: 1, price: 40 });
  const { strike, underlying } = call.option!;
  desk.feed.endDay({ [call.id]: 30, [last.id]: 20_100, [underlying]: strike + 50 }, DAYS[1]);
  desk.hear();
  const statement = statements(desk).find(({ account }) => account === ACCOUNT)!;
  const changes = cashChangesOf(statement);
  expect(changes.map(({ kind, about }) => [kind, about?.id])).toEqual(expect.arrayContaining([['traded', call.id], ['delivery', last.id], ['delivery', call.id]]));
  expect(changes.some(({ kind }) => kind === 'unlisted')).toBe(false);
});

it('a statement without its fills has their money in one row', () => {
  const desk = createDesk();
  show(desk, PAB, 1_000);
  desk.place({ instrument: PAB, quantity: 300, price: 1_000 });
  desk.feed.endDay({ [PAB.id]: 1_000 }, DAYS[1]);
  desk.hear();
  const whole = statements(desk).find(({ account }) => account === ACCOUNT)!;
  const { broughtForward, balance } = whole.funds.find(({ currency }) => currency === 'CNY')!;
  const without = cashChangesOf({ ...whole, fills: [] });
  expect(without.filter(({ currency, kind }) => currency === 'CNY' && kind === 'unlisted').map(({ amount }) => amount)).toEqual([balance - broughtForward - without.filter(({ kind, currency }) => kind !== 'unlisted' && currency === 'CNY').reduce((sum, { amount }) => sum + amount, 0)]);
});
