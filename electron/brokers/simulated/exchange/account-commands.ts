/** What account holders ask of the exchange beside orders: accounts opened, money moved, a new start, statements confirmed. */
import type { Currency } from '#shared/model/instrument.ts';
import type { Money } from '#shared/price.ts';
import type { Fault } from '#shared/result.ts';
import { ACCOUNT_RESET, cashFault, SAME_ACCOUNT } from './account-checks.ts';
import type { Deposits } from './events.ts';
import type { Journal } from './journal.ts';

export class AccountCommands {
  readonly #journal: Journal;
  /** Told of each instrument whose working orders changed. */
  readonly #changed: (index: number) => void;

  constructor(journal: Journal, changed: (index: number) => void) {
    this.#journal = journal;
    this.#changed = changed;
  }

  /** Opens an account unless it is there. */
  create(account: string, name: string, deposits: Deposits): void {
    const { state, market } = this.#journal;
    if (state.accounts.has(account)) return;
    this.#journal.emit({ type: 'account', account, name, deposits, time: market.time });
    this.#journal.tellAccount(account);
  }

  /** Cash in (above zero) or out (below): at most what is available. @returns why not, null where it was done */
  moveCash(account: string, currency: Currency, amount: Money): Fault | null {
    const { state, market, marks } = this.#journal;
    const fault = cashFault(state.accounts, account, currency, amount, marks);
    if (fault) return fault;
    this.#journal.emit({ type: 'cash', account, currency, amount, time: market.time });
    this.#journal.tellAccount(account);
    return null;
  }

  /** Cash from one account to another: at most what is available. @returns why not, null where it was done */
  transferCash(from: string, to: string, currency: Currency, amount: Money): Fault | null {
    const { state, market, marks } = this.#journal;
    const { accounts } = state;
    const fault = from === to ? SAME_ACCOUNT : (cashFault(accounts, from, currency, -amount, marks) ?? cashFault(accounts, to, currency, amount, marks));
    if (fault) return fault;
    this.#journal.emit({ type: 'transfer', from, to, currency, amount, time: market.time });
    this.#journal.tellAccount(from);
    this.#journal.tellAccount(to);
    return null;
  }

  /** Has an account start again: orders cancelled, positions dropped, cash as given. @returns why not, null where it was done */
  reset(account: string, deposits: Deposits): Fault | null {
    const { state, market } = this.#journal;
    const holder = state.accounts.get(account);
    if (!holder) return { code: 'account-unknown', params: { account } };
    const books = new Set<number>();
    for (const order of state.working()) {
      if (order.account !== holder) continue;
      books.add(order.index);
      this.#journal.end(order, 'cancelled', ACCOUNT_RESET);
    }
    for (const stake of holder.knownStakes()) this.#journal.touchStake(stake);
    this.#journal.emit({ type: 'reset', account, deposits, time: market.time });
    this.#journal.announce({ kind: 'account-reset', account });
    this.#journal.tellAccount(account);
    for (const index of books) this.#changed(index);
    return null;
  }

  /** Confirms an account's statements up to a number: it may place orders again. @returns why not, null where it was done */
  confirmStatements(account: string, number: number): Fault | null {
    const { state, market } = this.#journal;
    const holder = state.accounts.get(account);
    if (!holder) return { code: 'account-unknown', params: { account } };
    if (holder.statement === null || number > holder.statement.number) return { code: 'statement-unknown', params: { number } };
    if (number > holder.confirmed) this.#journal.emit({ type: 'confirmed', account, number, time: market.time });
    return null;
  }
}
