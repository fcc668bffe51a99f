/** Has order entry trade an account. One of a simulated environment that is off switches that environment on first. */
import { selectAccount } from '#renderer/state/selection.ts';
import { useAccounts, useConnections } from '#renderer/state/topics.ts';
import { command } from './order-commands.ts';

export async function takeUpAccount(id: string): Promise<void> {
  const account = useAccounts.getState().byKey.get(id);
  const connection = account && useConnections.getState().byKey.get(account.connection);
  if (connection?.state === 'off' && connection.group !== null) {
    const switched = await command('connection.set', { id: connection.id, on: true });
    if (!switched.ok) return;
  }
  selectAccount(id);
}
