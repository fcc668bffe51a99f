/**
 * The books of an account beyond what stands now. The broker's own where it keeps them; of orders, fills and fees otherwise what the terminal
 * kept itself, by trading day and under its own numbers, and said to be so.
 */
import type { Store } from '#electron/store/store.ts';
import type { AccountAnswer, AccountQuestion, PastOrder } from '#shared/model/account-records.ts';
import type { OrderState } from '#shared/model/order.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { Accounts } from './accounts.ts';

/** Every other state is one of these already, or still open. */
const ENDED: Readonly<Partial<Record<OrderState, PastOrder['state']>>> = {
  filled: 'filled', cancelled: 'cancelled', rejected: 'rejected', expired: 'expired', refused: 'rejected', 'not-received': 'rejected', disabled: 'disabled',
};

/** Null: nothing of it is kept here. */
function ownRecords({ orders, fills }: Pick<Store, 'orders' | 'fills'>, account: string, question: AccountQuestion): AccountAnswer | null {
  if (question.about === 'past-orders') {
    const rows = orders.ofDays(account, question.from, question.to).map(({ id, instrument, side, type, price, quantity, filled, state, createdAt }): PastOrder => ({
      order: id, instrument, side, type, price, quantity, filled, state: ENDED[state] ?? 'working', time: createdAt,
    }));
    return { about: 'past-orders', rows, own: true };
  }
  if (question.about === 'past-fills') {
    const rows = fills.ofDays(account, question.from, question.to).map(({ brokerFillId, order, instrument, side, price, quantity, exchangeTime }) => ({ fill: brokerFillId, order, instrument, side, price, quantity, time: exchangeTime }));
    return { about: 'past-fills', rows, own: true };
  }
  if (question.about === 'fees') {
    const rows = question.orders.filter((id) => orders.get(id)?.account === account).map((order) => ({ order, total: fills.ofOrder(order).reduce((sum, { fee }) => sum + fee, 0), items: [] }));
    return { about: 'fees', rows, own: true };
  }
  return null;
}

/** Errors: account-unknown, account-not-connected, records-not-kept, and what the broker says. */
export async function accountRecords(accounts: Pick<Accounts, 'get' | 'brokerOf'>, store: Pick<Store, 'orders' | 'fills'>, id: string, question: AccountQuestion): Promise<Result<AccountAnswer>> {
  const account = accounts.get(id);
  if (!account) return fail('account-unknown', { account: id });
  const broker = accounts.brokerOf(id);
  if (!broker || account.state === 'offline') return fail('account-not-connected', { account: account.name });
  const answer: Result<AccountAnswer> = (await broker.accountRecords?.(id, question)) ?? fail('records-not-kept', { account: account.name });
  if (answer.ok || (answer.fault.code !== 'records-not-kept' && answer.fault.code !== 'not-supported')) return answer;
  const own = ownRecords(store, id, question);
  return own ? ok(own) : answer;
}
