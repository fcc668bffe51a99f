import { expect, it } from 'vitest';
import { AAPL, CU, IF } from '#test/stand-ins/instruments.ts';
import { combinationLeg, legsOf } from './order-offset.ts';

const closable = (today: number, yesterday: number) => ({ today, yesterday, total: today + yesterday });

it.each([
  ['all of it opens when there is nothing to close', IF, 'buy', 'auto', 5, closable(0, 0), [['open', 5]]],
  ['a plain close where days are not told apart', IF, 'buy', 'auto', 5, closable(2, 4), [['close', 5]]],
  ['closes first, opens the rest', IF, 'sell', 'auto', 9, closable(2, 4), [['close', 6], ['open', 3]]],
  ['SHFE: yesterday, then today, then the rest', CU, 'sell', 'auto', 9, closable(2, 4), [['close-yesterday', 4], ['close-today', 2], ['open', 3]]],
  ['SHFE: today alone', CU, 'sell', 'auto', 2, closable(2, 0), [['close-today', 2]]],
  ['what was named stays', CU, 'sell', 'close', 9, closable(2, 4), [['close', 9]]],
  ['shares: a sale closes', AAPL, 'sell', 'open', 9, closable(2, 4), [['close', 9]]],
  ['shares: a purchase opens', AAPL, 'buy', 'auto', 9, closable(2, 4), [['open', 9]]],
] as const)('%s', (_name, instrument, side, offset, quantity, free, legs) => {
  expect(legsOf(instrument, side, offset, quantity, free)).toEqual(legs.map(([of, part]) => ({ offset: of, quantity: part })));
});

it('a combination’s order does to each leg what that leg’s position allows, in one order', () => {
  // A roll: what is held of the first is closed, the second opened.
  expect(combinationLeg([IF, IF], 3, [closable(1, 2), closable(0, 2)])).toEqual({ offset: 'close', legOffset: 'open', quantity: 3 });
  expect(combinationLeg([IF, IF], 3, [closable(0, 0), closable(3, 0)])).toEqual({ offset: 'open', legOffset: 'close', quantity: 3 });
  // One order is one offset a leg: where days are told apart, of one day.
  expect(combinationLeg([CU, CU], 3, [closable(2, 3), closable(3, 2)])).toEqual({ offset: 'close-yesterday', legOffset: 'close-today', quantity: 3 });
  expect(combinationLeg([CU, CU], 3, [closable(2, 2), closable(2, 2)])).toEqual({ offset: 'open', legOffset: 'open', quantity: 3 });
});
