/** What the desk is looking at: the linked instrument and the account that order entry trades. */
import type { Account } from '#shared/model/account.ts';
import type { Instrument } from '#shared/model/instrument.ts';
import { useInstruments } from './instruments.ts';
import { changeSettings, useSettings } from './settings.ts';
import { useAccounts } from './topics.ts';

/** The linked instrument, undefined until the list is there. */
export function useSelectedInstrument(): Instrument | undefined {
  const id = useSettings((s) => s.settings.instrument);
  return useInstruments((s) => s.byId.get(id));
}

export function selectInstrument(id: string): void {
  if (useSettings.getState().settings.instrument !== id) changeSettings({ instrument: id });
}

/** The account in use: the chosen one, else the first simulated one. */
export function useSelectedAccount(): Account | undefined {
  const chosen = useSettings((s) => s.settings.account);
  return useAccounts((s) => (chosen === null ? undefined : s.byKey.get(chosen)) ?? s.items.find((a) => a.environment === 'simulated'));
}

/** The same outside React. */
export function selectedAccount(): Account | undefined {
  const chosen = useSettings.getState().settings.account;
  const { byKey, items } = useAccounts.getState();
  return (chosen === null ? undefined : byKey.get(chosen)) ?? items.find((a) => a.environment === 'simulated');
}

export function selectAccount(id: string): void {
  changeSettings({ account: id });
}
