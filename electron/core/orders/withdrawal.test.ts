import { expect, test } from 'vitest';
import { fail, ok, type Result } from '#shared/result.ts';
import { createWithdrawal } from './withdrawal.ts';

interface Desk {
  readonly withdraw: (connection: string) => Promise<Result<null>>;
  readonly asked: readonly string[];
  /** ms that were waited for. */
  readonly waited: () => number;
}

/** Accounts A and B at a broker, C at another; what works there, and what becomes of it with each cancellation and each wait. */
function desk(open: { account: string }[], becomes: { cancelAll?: (account: string) => Result<{ asked: number }>; step?: () => void } = {}): Desk {
  const asked: string[] = [];
  let waited = 0;
  return {
    asked,
    waited: () => waited,
    withdraw: createWithdrawal({
      accounts: { all: () => [['A', 'x'], ['B', 'x'], ['C', 'y']].map(([id, connection]) => ({ id, connection, environment: 'real', name: id, currencies: [], state: 'ready', locked: false })) },
      orders: {
        async cancelAll({ account }) {
          asked.push(account);
          return becomes.cancelAll?.(account) ?? ok({ asked: 1 });
        },
        caughtUp: () => Promise.resolve(),
      },
      open: () => open,
      after(ms, task) {
        waited += ms;
        becomes.step?.();
        queueMicrotask(task);
        return () => undefined;
      },
    }),
  };
}

test('asks each account of the connection, and is done when nothing of theirs works; others may go on', async () => {
  const open = [{ account: 'A' }, { account: 'B' }, { account: 'C' }];
  const own = desk(open, { step: () => void open.shift() });
  expect(await own.withdraw('x')).toEqual(ok(null));
  expect([own.asked, open]).toEqual([['A', 'B'], [{ account: 'C' }]]);
  expect(own.waited()).toBe(100);
});

test('what has not ended in time is counted, and no longer waited for', async () => {
  const own = desk([{ account: 'A' }, { account: 'A' }, { account: 'C' }]);
  expect(await own.withdraw('x')).toEqual(fail('orders-still-working', { count: 2 }));
  expect(own.waited()).toBe(15_000);
});

test('where cancelling is refused that is the answer', async () => {
  const own = desk([{ account: 'A' }], { cancelAll: () => fail('account-offline') });
  expect(await own.withdraw('x')).toEqual(fail('account-offline'));
  expect([own.asked, own.waited()]).toEqual([['A'], 0]);
});
