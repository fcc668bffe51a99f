/**
 * Accounts at the trader's will: opened, paid into, paid out of, reset. Only where the broker keeps them so (the simulated exchange);
 * a real account's money is moved at its counter. As with an order, the intent is journalled before the broker hears of it, and a
 * journal that cannot be written stops it.
 */
import type { AccountDesk, Broker } from '#electron/brokers/broker.ts';
import type { Journal, JournalEntry } from '#electron/store/store.ts';
import type { Account } from '#shared/model/account.ts';
import type { Currency } from '#shared/model/instrument.ts';
import { formatMoney, type Money } from '#shared/price.ts';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';
import type { Accounts } from './accounts.ts';

export type Deposits = Readonly<Partial<Record<Currency, Money>>>;

export interface AccountKeepingOptions {
  readonly accounts: Pick<Accounts, 'get' | 'brokerOf'>;
  readonly journal: Pick<Journal, 'append'>;
  readonly now: () => number;
  /** Resolves when what brokers have said so far is on the screens: an answer is not ahead of the figures it is about. */
  readonly caughtUp: () => Promise<void>;
  readonly connectionOf: (id: string) => { readonly name: string; readonly broker: Broker; readonly up: boolean } | undefined;
}

/** Amounts are whole 1/10,000 above 0. Errors of all: account-unknown, account-not-simulated, account-not-connected, account-unchanged, and what the broker says. */
export interface AccountKeeping {
  /** @returns the account as it was announced. Errors besides: accounts-not-offered, connection-is-down, account-name-taken, account-name-invalid */
  open(connection: string, name: string, deposits: Deposits): Promise<Result<Account>>;
  deposit(account: string, currency: Currency, amount: Money): Promise<Result<null>>;
  /** Errors besides: withdraw-above-available */
  withdraw(account: string, currency: Currency, amount: Money): Promise<Result<null>>;
  /** Errors besides: transfer-same-account, transfer-elsewhere, withdraw-above-available */
  transfer(from: string, to: string, currency: Currency, amount: Money): Promise<Result<null>>;
  reset(account: string, deposits: Deposits): Promise<Result<null>>;
}

/** Why nothing was done, where the disk is the reason: the sentence of an order would speak of an order. */
const unchanged = (fault: Fault): Fault => (fault.code === 'journal-failed' ? { code: 'account-unchanged', params: { ...fault.params } } : fault);

/** Amounts as the audit trail shows them. */
const inWords = (deposits: Deposits): Record<string, string> => Object.fromEntries(Object.entries(deposits).map(([currency, amount]) => [currency, formatMoney(amount, 4)]));

export function createAccountKeeping({ accounts, journal, now, caughtUp, connectionOf }: AccountKeepingOptions): AccountKeeping {
  const deskOf = (id: string): Result<AccountDesk> => {
    const account = accounts.get(id);
    if (!account) return fail('account-unknown', { account: id });
    const desk = accounts.brokerOf(id)?.accountDesk;
    if (account.environment !== 'simulated' || !desk) return fail('account-not-simulated', { account: account.name });
    return account.state === 'offline' ? fail('account-not-connected', { account: account.name }) : ok(desk);
  };

  /** Journals the intent, then lets the broker do it. */
  const journalled = async <T>(kind: JournalEntry['kind'], account: string, detail: JournalEntry['detail'], act: () => Promise<Result<T>>): Promise<Result<T>> => {
    const noted = await journal.append({ kind, account, order: null, detail, time: now() }, null);
    if (!noted.ok) return { ok: false, fault: unchanged(noted.fault) };
    const answer = await act();
    await caughtUp();
    return answer.ok ? answer : { ok: false, fault: unchanged(answer.fault) };
  };

  const onDesk = async (kind: JournalEntry['kind'], account: string, detail: JournalEntry['detail'], act: (desk: AccountDesk) => Promise<Result<null>>): Promise<Result<null>> => {
    const desk = deskOf(account);
    return desk.ok ? journalled(kind, account, detail, () => act(desk.value)) : desk;
  };

  return {
    async open(connection, name, deposits) {
      const at = connectionOf(connection);
      const desk = at?.broker.accountDesk;
      if (!at || !desk) return fail('accounts-not-offered', { connection: at?.name ?? connection });
      if (!at.up) return fail('connection-is-down', { name: at.name });
      const opened = await journalled('account-open', '', { connection, name, deposits: inWords(deposits) }, () => desk.open(name, deposits));
      if (!opened.ok) return opened;
      const account = accounts.get(opened.value.id);
      return account ? ok(account) : fail('account-unknown', { account: opened.value.id });
    },

    deposit: (account, currency, amount) => onDesk('deposit', account, inWords({ [currency]: amount }), (desk) => desk.deposit(account, currency, amount)),
    withdraw: (account, currency, amount) => onDesk('withdraw', account, inWords({ [currency]: amount }), (desk) => desk.withdraw(account, currency, amount)),

    async transfer(from, to, currency, amount) {
      if (from === to) return fail('transfer-same-account');
      for (const side of [deskOf(from), deskOf(to)]) if (!side.ok) return side;
      const [giver, taker] = [accounts.get(from), accounts.get(to)];
      if (giver && taker && giver.connection !== taker.connection) return fail('transfer-elsewhere', { from: giver.name, to: taker.name });
      return onDesk('transfer', from, { to, ...inWords({ [currency]: amount }) }, (desk) => desk.transfer(from, to, currency, amount));
    },

    reset: (account, deposits) => onDesk('account-reset', account, { deposits: inWords(deposits) }, (desk) => desk.reset(account, deposits)),
  };
}
