/** After a fill the money is the broker's to tell: one that does not do so by itself is asked, once for all fills of a moment. */
import type { OrderRoom } from './order-room.ts';

export interface FundsRefresh {
  /** A fill of this account was booked. */
  wanted(account: string): void;
  /** The broker told of its funds by itself. */
  reported(account: string): void;
}

export function createFundsRefresh(room: () => OrderRoom): FundsRefresh {
  const waiting = new Set<string>();

  const ask = async (account: string): Promise<void> => {
    const { accounts, turn, funds } = room();
    const broker = accounts.brokerOf(account);
    // An account that is offline or being checked gets its funds from the reconciliation.
    if (!waiting.delete(account) || !broker || accounts.get(account)?.state !== 'ready') return;
    const answer = await broker.queryFunds(account);
    if (!answer.ok) return;
    turn.enqueue(() => {
      for (const report of answer.value) funds.onReport(report);
    });
  };

  return {
    wanted(account) {
      if (waiting.has(account)) return;
      waiting.add(account);
      room().after(room().limits.fillsMs, () => void ask(account));
    },
    reported: (account) => void waiting.delete(account),
  };
}
