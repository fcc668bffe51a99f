import { expect, test } from 'vitest';
import { FAULTS, type FaultCode } from '#shared/faults.ts';
import type { Account, Funds } from '#shared/model/account.ts';
import { accountRows, confirmsReset, fieldOf, freeName, moneyText, openingPlaces, readAmounts, takeable, transferTargets, understood } from './accounts-model.ts';

const account = (id: string, change: Partial<Account> = {}): Account => ({
  id, connection: 'simulated', environment: 'simulated', name: id, state: 'ready', locked: false, currencies: ['CNY'], ...change,
});
const funds = (id: string, change: Partial<Funds> = {}): Funds => ({
  account: id, currency: 'CNY', balance: 10_000_000, equity: 10_000_000, available: 9_000_000, margin: 0, frozen: 0, marketValue: 0, realised: 0, unrealised: 0, fees: 0, risk: 0, netDeposits: 0, reportedAt: 0, ...change,
});

test('rows are the simulated accounts, by exchange, with their funds in the order of the currencies', () => {
  const rows = accountRows(
    [account('S', { connection: 'session' }), account('A'), account('R', { environment: 'real', connection: 'real' }), account('B')],
    [funds('A', { currency: 'USD', equity: 5_000_000 }), funds('A'), funds('R')],
    [{ id: 'simulated', name: '7x24', state: 'up' }, { id: 'session', name: 'Session', state: 'off' }],
  );
  expect(rows.map((row) => [row.account.id, row.at, row.state])).toEqual([['A', '7x24', 'ready'], ['B', '7x24', 'ready'], ['S', 'Session', 'off']]);
  expect(rows[0].lines).toEqual([{ currency: 'CNY', equity: '1,000.00', available: '900.00' }, { currency: 'USD', equity: '500.00', available: '900.00' }]);
  expect(rows[1].lines).toEqual([]);
});

test('what may be taken out is typed to the last 1/10,000, and nothing where nothing is available', () => {
  expect([9_000_000, 12_345, 10_000, 1_000_000].map((available) => takeable(funds('A', { available })))).toEqual(['900', '1.2345', '1', '100']);
  expect([takeable(undefined), takeable(funds('A', { available: 0 })), takeable(funds('A', { available: -5 }))]).toEqual([null, null, null]);
  expect(takeable(funds('A', { balance: 20_000, available: 50_000 }))).toBe('2');
});

test('money is moved within an exchange, to another account', () => {
  const all = [account('A'), account('B'), account('S', { connection: 'session' })];
  expect(transferTargets(all, all[0]).map((one) => one.id)).toEqual(['B']);
  const at = (id: number, kind: 'simulated' | 'futu', state: 'up' | 'off') => ({ id, kind, state });
  expect(openingPlaces([at(1, 'simulated', 'off'), at(2, 'simulated', 'up'), at(3, 'futu', 'up')]).map((one) => one.id)).toEqual([2]);
});

test('typed amounts: empty is none, a wrong one is told beside its currency', () => {
  expect(readAmounts({ CNY: '1,000,000', HKD: ' ', USD: '0.5' })).toEqual({ deposits: { CNY: 10_000_000_000, USD: 5_000 }, faults: {} });
  expect(readAmounts({ CNY: '1,5', HKD: '99999999999', USD: '' }).faults).toMatchObject({ CNY: { code: 'amount-not-a-number' }, HKD: { code: 'amount-above-max' } });
  expect([understood('1000', 'USD'), understood('0.0001', 'CNY'), understood('x', 'CNY')]).toEqual(['1,000.00 USD', '0.0001 CNY', null]);
  expect([understood('1,000', 'USD'), understood(' 1,000.00', 'USD'), understood('1,000.5', 'USD')]).toEqual([null, null, '1,000.50 USD']);
  expect(moneyText(12_300, 'HKD')).toBe('1.23 HKD');
});

test('the first free name; a reset asks for the very name', () => {
  expect(freeName([{ name: 'SIM-1' }, { name: 'SIM-3' }])).toBe('SIM-2');
  expect([confirmsReset(' SIM-1 ', account('SIM-1')), confirmsReset('sim-1', account('SIM-1')), confirmsReset('', account('SIM-1'))]).toEqual([true, false, false]);
});

test('every refusal that is about an amount or a name is told there', () => {
  const of = (field: string): string[] => (Object.keys(FAULTS) as FaultCode[]).filter((code) => fieldOf({ code }) === field);
  expect(of('amount').toSorted()).toEqual(['amount-above-max', 'amount-invalid', 'amount-not-a-number', 'balance-above-max', 'withdraw-above-available']);
  expect(of('name')).toEqual(['account-name-taken', 'account-name-invalid']);
});
