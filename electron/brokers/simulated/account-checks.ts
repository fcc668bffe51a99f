/** What stands against an account command at the simulated exchange: each answers with the fault, or null. Pure; money is whole 1/10,000. */
import { ACCOUNT_NAME_MAX, MOST_AMOUNT } from '#shared/model/account.ts';
import type { Currency } from '#shared/model/instrument.ts';
import { formatMoney, type Money } from '#shared/price.ts';
import type { Fault } from '#shared/result.ts';

/** Most that an account may hold of a currency, in cash: far above any amount, far below where whole 1/10,000 stop being exact. */
export const MOST_BALANCE: Money = MOST_AMOUNT * 10;

/** @param names of the accounts there are */
export function brokenName(name: string, names: Iterable<string>): Fault | null {
  if (name.trim() === '' || name.trim() !== name || name.length > ACCOUNT_NAME_MAX) return { code: 'account-name-invalid', params: { max: ACCOUNT_NAME_MAX } };
  for (const taken of names) if (taken.toLowerCase() === name.toLowerCase()) return { code: 'account-name-taken', params: { name } };
  return null;
}

export function brokenAmount(amount: Money): Fault | null {
  if (!Number.isSafeInteger(amount) || amount <= 0) return { code: 'amount-invalid', params: { least: '0.0001' } };
  return amount > MOST_AMOUNT ? { code: 'amount-above-max', params: { max: formatMoney(MOST_AMOUNT, 0) } } : null;
}

/** @param balance the account's cash before it */
export function brokenDeposit(currency: Currency, amount: Money, balance: Money): Fault | null {
  return brokenAmount(amount) ?? (balance + amount > MOST_BALANCE ? { code: 'balance-above-max', params: { max: formatMoney(MOST_BALANCE, 0), currency } } : null);
}

/** @param available what a new order could use; below zero where margin is short */
export function brokenWithdrawal(currency: Currency, amount: Money, available: Money): Fault | null {
  return brokenAmount(amount) ?? (amount > available ? { code: 'withdraw-above-available', params: { available: formatMoney(Math.max(0, available), 4), currency } } : null);
}

/** The next account id: `SIM-4` after `SIM-3`. Accounts are never removed, so none is given twice. */
export function nextAccountId(prefix: string, ids: Iterable<string>): string {
  let highest = 0;
  for (const id of ids) {
    const number = id.startsWith(`${prefix}-`) ? Number(id.slice(prefix.length + 1)) : NaN;
    if (Number.isSafeInteger(number)) highest = Math.max(highest, number);
  }
  return `${prefix}-${highest + 1}`;
}
