import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openingCost } from '#shared/ledger/opening.ts';
import type { Funds } from '#shared/model/account.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { emptyQuote, QUOTE } from '#shared/model/quote.ts';
import { IF } from '#test/stand-ins/instruments.ts';
import { combinationMaximum, type CombinationLeg } from './combination-maximum.ts';

const SPREAD: Instrument = { ...IF, id: 'CFFEX.SP IF2101&IF2102', legs: ['CFFEX.IF2101', 'CFFEX.IF2102'] };
const funds = (available: number): Funds => ({ account: 'A', currency: 'CNY', balance: available, equity: available, available, margin: 0, frozen: 0, marketValue: 0, realised: 0, unrealised: 0, fees: 0, risk: 0, netDeposits: 0, reportedAt: 0 });
const leg = (last: number, long = 0, short = 0): CombinationLeg => {
  const quote = emptyQuote();
  quote[QUOTE.last] = last;
  const closable = (total: number) => ({ today: 0, yesterday: total, total });
  return { instrument: IF, quote, long: closable(long), short: closable(short) };
};

test('both legs fit into the funds, and one more would not', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60_000 }), fc.integer({ min: 1, max: 60_000 }), fc.integer({ min: 0, max: 1e12 }), (one, two, available) => {
      const most = combinationMaximum(SPREAD, [leg(one), leg(two)], funds(available), 'limit');
      const cost = openingCost(IF, 'buy', one, 1)! + openingCost(IF, 'sell', two, 1)! + most.feePerUnit;
      expect(most.buyOpen * cost).toBeLessThanOrEqual(available);
      expect((most.buyOpen + 1) * cost > available || most.buyOpen === SPREAD.maxOrderQuantity).toBe(true);
    }),
  );
});

test('it closes what both legs have, and opens nothing while a leg has no price', () => {
  expect(combinationMaximum(SPREAD, [leg(26_000, 5, 1), leg(26_100, 4, 3)], funds(0), 'limit')).toMatchObject({ buyOpen: 0, sellOpen: 0, sellClose: 3, buyClose: 1 });
  expect(combinationMaximum(SPREAD, [leg(26_000), { ...leg(1), quote: undefined }], funds(1e12), 'limit')).toMatchObject({ buyOpen: 0, sellOpen: 0, marginPerUnit: null });
  expect(combinationMaximum(SPREAD, [leg(26_000), leg(26_100)], undefined, 'limit')).toMatchObject({ buyOpen: 0 });
});
