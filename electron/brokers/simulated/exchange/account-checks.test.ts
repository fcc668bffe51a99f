import { expect, it } from 'vitest';
import { MOST_AMOUNT } from '#shared/model/account.ts';
import { brokenAmount, brokenDeposit, brokenName, brokenWithdrawal, MOST_BALANCE, nextAccountId } from './account-checks.ts';

it.each([
  ['', 'account-name-invalid'], ['   ', 'account-name-invalid'], [' led', 'account-name-invalid'], ['x'.repeat(41), 'account-name-invalid'], ['期'.repeat(41), 'account-name-invalid'],
  ['SIM-1', 'account-name-taken'], ['sim-1', 'account-name-taken'], ['x'.repeat(40), undefined], ['期'.repeat(40), undefined], ['期权账户', undefined],
])('the name %j: %s', (name, code) => expect(brokenName(name, ['SIM-1', 'Options'])?.code).toBe(code));

it.each([[0], [-1], [0.5], [NaN], [Infinity], [2 ** 53]])('%d is no amount', (amount) => expect(brokenAmount(amount)?.code).toBe('amount-invalid'));

it('amounts and balances have a ceiling, and balances stay where whole numbers are exact', () => {
  expect(brokenAmount(MOST_AMOUNT)).toBeNull();
  expect(brokenAmount(MOST_AMOUNT + 1)?.code).toBe('amount-above-max');
  expect(brokenDeposit('CNY', 1, MOST_BALANCE - 1)).toBeNull();
  expect(brokenDeposit('CNY', 2, MOST_BALANCE - 1)).toMatchObject({ code: 'balance-above-max', params: { currency: 'CNY' } });
  expect(Number.isSafeInteger(MOST_BALANCE * 4)).toBe(true);
});

it('no more than what is available is taken out', () => {
  expect(brokenWithdrawal('USD', 12_345, 12_345)).toBeNull();
  expect(brokenWithdrawal('USD', 12_346, 12_345)).toEqual({ code: 'withdraw-above-available', params: { available: '1.2345', currency: 'USD' } });
  expect(brokenWithdrawal('USD', 1, -5)).toMatchObject({ params: { available: '0.00' } });
});

it('ids go on from the highest of their exchange', () => {
  expect(nextAccountId('SIM', [])).toBe('SIM-1');
  expect(nextAccountId('SIM', ['SIM-1', 'SIM-7', 'LIVE-9', 'SIM-x', 'TEST'])).toBe('SIM-8');
});
