/** Why an order cannot be sent now, before anything is asked of the core; the core checks again. */
import type { Account } from '#shared/model/account.ts';
import { fail, type Fault } from '#shared/result.ts';
import type { LinkState } from '#renderer/client/client.ts';
import { useLink } from '#renderer/state/link.ts';
import { isKilled, useRisk } from '#renderer/state/topics.ts';
import { selectedAccount, useSelectedAccount } from '#renderer/state/selection.ts';

/** Null when the account can trade: the link is up, the kill switch off, the account connected, checked and unlocked. Pure. */
export function tradingFault(account: Account | undefined, link: LinkState, killed: boolean): Fault | null {
  if (link !== 'up') return fail('connection-lost').fault;
  if (killed) return fail('kill-switch-on').fault;
  if (!account || account.state === 'offline') return fail('account-offline').fault;
  if (account.state === 'checking') return fail('account-checking').fault;
  if (account.environment === 'real' && account.locked) return fail('account-locked', { account: account.name }).fault;
  return null;
}

/** Why the selected account cannot trade now; re-renders when that changes. */
export function useTradingFault(): Fault | null {
  return tradingFault(
    useSelectedAccount(),
    useLink((s) => s.state),
    useRisk(isKilled),
  );
}

/** The same outside React. */
export const currentTradingFault = (): Fault | null => tradingFault(selectedAccount(), useLink.getState().state, isKilled(useRisk.getState()));
