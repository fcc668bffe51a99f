/** What stands against an account command: each answers with the fault, or null. Pure; money is whole 1/10,000. */
import type { BrokerAccount } from '#electron/brokers/broker.ts';
import { ACCOUNT_NAME_MAX, MOST_AMOUNT } from '#shared/model/account.ts';
import { CURRENCIES, type Currency } from '#shared/model/instrument.ts';
import { formatMoney, type Money } from '#shared/price.ts';
import type { Fault } from '#shared/result.ts';
import type { ExchangeAccount, Marks } from './account.ts';
import type { Deposits } from './events.ts';

/** Most that an account may hold of a currency, in cash: far above any amount, far below where whole 1/10,000 stop being exact. */
export const MOST_BALANCE: Money = MOST_AMOUNT * 10;

export const SAME_ACCOUNT: Fault = { code: 'transfer-same-account' };
/** Why the orders of an account that starts again ended. */
export const ACCOUNT_RESET: Fault = { code: 'account-reset' };

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

/** With the 1/10,000 where it has any. */
const shown = (money: Money): string => formatMoney(money, money % 100 === 0 ? 2 : 4);

/** @param available what may leave; below zero where margin is short */
export function brokenWithdrawal(currency: Currency, amount: Money, available: Money): Fault | null {
  return brokenAmount(amount) ?? (amount > available ? { code: 'withdraw-above-available', params: { available: shown(Math.max(0, available)), currency } } : null);
}

/** Of cash in (above zero) or out (below). What leaves is cash: neither what holds positions and orders, nor a gain that is not realised. */
export function cashFault(accounts: ReadonlyMap<string, ExchangeAccount>, id: string, currency: Currency, amount: Money, marks: Marks): Fault | null {
  const account = accounts.get(id);
  if (!account) return { code: 'account-unknown', params: { account: id } };
  const { balance } = account.cash(currency);
  return amount < 0 ? brokenWithdrawal(currency, -amount, Math.min(balance, account.available(currency, marks))) : brokenDeposit(currency, amount, balance);
}

/** Of what an account starts from. */
export function startFault(deposits: Deposits): Fault | null {
  for (const currency of CURRENCIES) {
    const amount = deposits[currency];
    const broken = amount === undefined ? null : brokenAmount(amount);
    if (broken) return broken;
  }
  return null;
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

/** An account as the core knows it. */
export const announced = ({ id, name, currencies }: Pick<ExchangeAccount, 'id' | 'name' | 'currencies'>): BrokerAccount => ({
  id,
  environment: 'simulated',
  name,
  currencies: CURRENCIES.filter((currency) => currencies.includes(currency)),
});
