/** The broker's books, asked for an account: fees, margin ratios, cash flow, orders and fills of the past. */
import type { AccountAnswer, AccountQuestion } from '#shared/model/account-records.ts';
import { fail, type Result } from '#shared/result.ts';
import type { Accounts } from './accounts.ts';

/** Errors: account-unknown, account-not-connected, records-not-kept, and what the broker says. */
export function accountRecords(accounts: Pick<Accounts, 'get' | 'brokerOf'>, id: string, question: AccountQuestion): Promise<Result<AccountAnswer>> {
  const account = accounts.get(id);
  if (!account) return Promise.resolve(fail('account-unknown', { account: id }));
  const broker = accounts.brokerOf(id);
  if (!broker || account.state === 'offline') return Promise.resolve(fail('account-not-connected', { account: account.name }));
  return broker.accountRecords?.(id, question) ?? Promise.resolve(fail('records-not-kept', { account: account.name }));
}
