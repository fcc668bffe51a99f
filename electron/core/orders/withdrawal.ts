/** Taking back what works at a broker before the connection to it goes: asked for, and seen to have ended. */
import type { Accounts } from '#electron/core/accounts/accounts.ts';
import type { Order } from '#shared/model/order.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import type { OrderManager } from './order-manager.ts';

export interface WithdrawalOptions {
  readonly accounts: Pick<Accounts, 'all'>;
  readonly orders: Pick<OrderManager, 'cancelAll' | 'caughtUp'>;
  /** Orders that have not ended, of all accounts. */
  readonly open: () => readonly Pick<Order, 'account'>[];
  readonly after: (ms: number, task: () => void) => () => void;
}

/** How long the broker has for it, and how often it is looked at, ms. */
const LIMIT = 15_000;
const STEP = 50;

/**
 * @returns of a connection: cancels every working order of its accounts and resolves once all of them have ended.
 * Errors: what cancelling says (account-offline …); orders-still-working where some have not ended within 15 s
 */
export function createWithdrawal({ accounts, orders, open, after }: WithdrawalOptions): (connection: string) => Promise<Result<null>> {
  return async (connection) => {
    const own = new Set(accounts.all().filter((account) => account.connection === connection).map(({ id }) => id));
    const working = (): number => open().filter(({ account }) => own.has(account)).length;
    for (const account of own) {
      const asked = await orders.cancelAll({ account });
      if (!asked.ok) return asked;
    }
    for (let waited = 0; ; waited += STEP) {
      await orders.caughtUp();
      const left = working();
      if (left === 0) return ok(null);
      if (waited >= LIMIT) return fail('orders-still-working', { count: left });
      await new Promise<void>((next) => void after(STEP, next));
    }
  };
}
