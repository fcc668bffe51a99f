/** The simulated accounts as rows, and what is typed about them as commands. Pure. */
import { MOST_AMOUNT, type Account, type AccountState, type Funds } from '#shared/model/account.ts';
import type { Connection } from '#shared/model/connection.ts';
import { CURRENCIES, type Currency } from '#shared/model/instrument.ts';
import { formatMoney, parseMoney, type Money } from '#shared/price.ts';
import type { Fault, Result } from '#shared/result.ts';

export interface FundsLine {
  readonly currency: Currency;
  readonly equity: string;
  readonly available: string;
}

export interface AccountRow {
  readonly account: Account;
  /** What its exchange is called. */
  readonly at: string;
  /** `off`: its exchange is switched off, by choice. */
  readonly state: AccountState | 'off';
  readonly lines: readonly FundsLine[];
}

/** The accounts of simulated exchanges, those of one exchange together, each with its funds by currency. */
export function accountRows(accounts: readonly Account[], funds: readonly Funds[], connections: readonly Pick<Connection, 'id' | 'name' | 'state'>[]): readonly AccountRow[] {
  const place = (account: Account): number => connections.findIndex((connection) => connection.id === account.connection);
  return accounts
    .filter((account) => account.environment === 'simulated')
    .toSorted((a, b) => place(a) - place(b))
    .map((account) => ({
      account,
      at: connections[place(account)]?.name ?? account.connection,
      state: connections[place(account)]?.state === 'off' ? 'off' : account.state,
      lines: CURRENCIES.flatMap((currency) => {
        const one = fundsOf(funds, account.id, currency);
        return one ? [{ currency, equity: formatMoney(one.equity), available: formatMoney(one.available) }] : [];
      }),
    }));
}

export const fundsOf = (funds: readonly Funds[], account: string, currency: Currency): Funds | undefined =>
  funds.find((one) => one.account === account && one.currency === currency);

/** What can be taken out of an account now, as it would be typed; null where nothing can. Cash that is free: no gain that is not realised. */
export function takeable(funds: Funds | undefined): string | null {
  const free = funds ? Math.min(funds.available, funds.balance) : 0;
  return free > 0 ? formatMoney(free, 4).replace(/\.?0+$/, '') : null;
}

/** Exchanges at which accounts can be opened now. */
export const openingPlaces = <C extends Pick<Connection, 'kind' | 'state'>>(connections: readonly C[]): readonly C[] =>
  connections.filter((connection) => connection.kind === 'simulated' && connection.state === 'up');

/** Accounts that money can be moved to from here. */
export const transferTargets = (accounts: readonly Account[], from: Account): readonly Account[] =>
  accounts.filter((account) => account.connection === from.connection && account.id !== from.id);

export type AmountTexts = Readonly<Record<Currency, string>>;

/** What a new or reset account starts from unless told otherwise. */
export const START_FROM: AmountTexts = { CNY: '10,000,000', HKD: '2,000,000', USD: '500,000' };

export const readAmount = (text: string): Result<Money> => parseMoney(text, MOST_AMOUNT);

/** The amounts typed by currency, those left empty left out; or what is wrong with each. */
export function readAmounts(texts: AmountTexts): { readonly deposits: Partial<Record<Currency, Money>>; readonly faults: Partial<Record<Currency, Fault>> } {
  const deposits: Partial<Record<Currency, Money>> = {};
  const faults: Partial<Record<Currency, Fault>> = {};
  for (const currency of CURRENCIES) {
    if (texts[currency].trim() === '') continue;
    const read = readAmount(texts[currency]);
    if (read.ok) deposits[currency] = read.value;
    else faults[currency] = read.fault;
  }
  return { deposits, faults };
}

/** The first `SIM-n` that no account is called. */
export function freeName(accounts: readonly Pick<Account, 'name'>[]): string {
  const taken = new Set(accounts.map((account) => account.name));
  let n = 1;
  while (taken.has(`SIM-${n}`)) n++;
  return `SIM-${n}`;
}

/** Where a refusal is shown: beside the field that it is about, else below the form. */
export function fieldOf(fault: Fault): 'amount' | 'name' | 'form' {
  switch (fault.code) {
    case 'amount-not-a-number':
    case 'amount-invalid':
    case 'amount-above-max':
    case 'balance-above-max':
    case 'withdraw-above-available':
      return 'amount';
    case 'account-name-taken':
    case 'account-name-invalid':
      return 'name';
    default:
      return 'form';
  }
}

/** An amount typed with its currency, as it was understood: `1,000.00 CNY`. Null while it is not one, and where it is typed that way already. */
export function understood(text: string, currency: Currency): string | null {
  const read = readAmount(text);
  if (!read.ok) return null;
  const shown = formatMoney(read.value);
  return text.trim() === shown || `${text.trim()}.00` === shown ? null : moneyText(read.value, currency);
}

export const moneyText = (money: Money, currency: Currency): string => `${formatMoney(money, money % 100 === 0 ? 2 : 4)} ${currency}`;

/** Whether the typed name is the account's, so that a reset may go ahead. */
export const confirmsReset = (typed: string, account: Pick<Account, 'name'>): boolean => typed.trim() === account.name;
