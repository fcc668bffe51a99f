/**
 * Cash at the simulated exchange, under any sequence of deposits, withdrawals, transfers, orders crossing between accounts,
 * cancellations, settlements and resets: none is made and none is lost, to the 1/10,000, and the log gives the same accounts again.
 */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { ExchangeState } from '#electron/brokers/simulated/exchange/exchange-state.ts';
import { CURRENCIES, tickMoney, type Currency, type Instrument } from '#shared/model/instrument.ts';
import { QUOTE } from '#shared/model/quote.ts';
import { createDesk } from '#test/stand-ins/exchange-desk.ts';
import { IF, TEST_INSTRUMENTS } from '#test/stand-ins/instruments.ts';

/** A margined and a fully paid instrument whose orders cross between accounts: what one pays the other gets. */
const FUTURE: Instrument = { ...IF, id: 'PANKOU.TEST', exchange: 'PANKOU', code: 'TEST', product: 'TEST', origin: 'matching' };
const LISTED = [...TEST_INSTRUMENTS, FUTURE];
const AT = LISTED.indexOf(FUTURE);
const ACCOUNTS = ['SIM-1', 'SIM-2', 'SIM-3'] as const;

const account = fc.constantFrom(...ACCOUNTS);
const currency = fc.constantFrom(...CURRENCIES);
/** Small and large, odd and even. */
const amount = fc.oneof(fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: 1, max: 20_000_000_000 }));

const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('deposit' as const), account, currency, amount }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('withdraw' as const), account, currency, amount }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('transfer' as const), account, to: account, currency, amount }) },
  {
    weight: 14,
    arbitrary: fc.record({
      do: fc.constant('place' as const),
      account,
      side: fc.constantFrom('buy' as const, 'sell' as const),
      offset: fc.constantFrom('open' as const, 'open' as const, 'close' as const),
      price: fc.integer({ min: 98, max: 102 }),
      quantity: fc.integer({ min: 1, max: 9 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('mark' as const), price: fc.integer({ min: 90, max: 110 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('settle' as const), price: fc.integer({ min: 90, max: 110 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reset' as const), account, deposits: fc.dictionary(currency, amount, { noNullPrototype: true }) }) },
);

it('cash is conserved among accounts, and the log leads to the same accounts', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 80, size: 'max' }), (steps) => {
      const desk = createDesk({ instruments: LISTED });
      const { exchange, feed } = desk;
      exchange.createAccount('SIM-3', 'Three', { CNY: 200_000_000 });
      const show = (price: number): void => feed.show(FUTURE.id, { last: price });
      show(100);
      /** What came in from outside less what went out, and what was dropped with a reset. */
      const brought: Record<Currency, number> = { CNY: 0, HKD: 0, USD: 0 };
      for (const event of desk.events) if (event.type === 'account') for (const [key, money] of Object.entries(event.deposits)) brought[key as Currency] += money;
      const ids: string[] = [];

      /** Cash and what open margined positions would realise at the mark. */
      const wealth = (id: string, of: Currency): number => {
        const funds = exchange.funds(id, 0).find((one) => one.currency === of);
        return funds ? funds.balance + funds.unrealised : 0;
      };
      const fees = { total: 0 };
      const check = (): void => {
        desk.hear();
        fees.total = desk.fills.reduce((sum, fill) => sum + fill.fee, 0);
        for (const of of CURRENCIES) {
          const held = ACCOUNTS.reduce((sum, id) => sum + wealth(id, of), 0);
          expect(held + (of === 'CNY' ? fees.total : 0)).toBe(brought[of]);
        }
      };
      const taken = (id: string, of: Currency): number => {
        const funds = exchange.funds(id, 0).find((one) => one.currency === of);
        return funds ? Math.min(funds.available, funds.balance) : 0;
      };
      const short = (id: string): number => exchange.positions(id).reduce((sum, one) => sum + (one.side === 'long' ? 1 : -1) * (one.today + one.yesterday), 0);

      for (const [n, one] of steps.entries()) {
        switch (one.do) {
          case 'deposit':
            expect(exchange.moveCash(one.account, one.currency, one.amount)).toBeNull();
            brought[one.currency] += one.amount;
            break;
          case 'withdraw': {
            const may = taken(one.account, one.currency);
            const fault = exchange.moveCash(one.account, one.currency, -one.amount);
            expect(fault === null).toBe(one.amount <= may);
            if (fault === null) brought[one.currency] -= one.amount;
            break;
          }
          case 'transfer': {
            if (one.account === one.to) break;
            const may = taken(one.account, one.currency);
            expect(exchange.transferCash(one.account, one.to, one.currency, one.amount) === null).toBe(one.amount <= may);
            break;
          }
          case 'place':
            ids.push(desk.place({ id: `o${n}`, instrument: FUTURE, account: one.account, side: one.side, offset: one.offset, price: one.price, quantity: one.quantity, timeInForce: 'gtc' }));
            break;
          case 'cancel':
            if (ids.length > 0) desk.cancel(ids[one.which % ids.length]);
            break;
          case 'mark':
            show(one.price);
            break;
          case 'settle':
            exchange.settle(feed.tradingDay, new Map([[FUTURE.id, one.price]]));
            exchange.onReset();
            exchange.beginDay();
            // The next day is marked against the settlement price until something trades.
            show(one.price);
            break;
          case 'reset': {
            // Its positions vanish and their counterparts stay: what they were worth, and the net position, leave with it.
            if (short(one.account) !== 0) break;
            const before = CURRENCIES.map((of) => [of, wealth(one.account, of)] as const);
            expect(exchange.resetAccount(one.account, one.deposits)).toBeNull();
            for (const [of, money] of before) brought[of] += wealth(one.account, of) - money;
            for (const of of CURRENCIES) expect(wealth(one.account, of)).toBe(one.deposits[of] ?? 0);
            expect(exchange.positions(one.account)).toEqual([]);
            break;
          }
        }
        check();
      }
      const again = new ExchangeState(LISTED);
      for (const event of desk.events) again.apply(event);
      expect(JSON.stringify(again.snapshot())).toBe(JSON.stringify(exchange.state.snapshot()));
      expect(tickMoney(FUTURE) > 0 && feed.quoteOf(AT)[QUOTE.last] > 0).toBe(true);
    }),
    { numRuns: 200 },
  );
});
