/** What the workspace can be told to do, by name: the same from the palette, a hotkey or a button. */
import { useArming } from '#renderer/state/arming.ts';
import { notify } from '#renderer/state/notices.ts';
import { selectedAccount } from '#renderer/state/selection.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { cancelAll, command } from './commands/order-commands.ts';
import { openPanel, popOutPanel, useDesk } from './desk/desk-control.ts';
import type { HotkeyId } from './hotkeys.ts';
import { openDialog, useOpenDialog, closeDialog } from './open-dialog.ts';
import { workspaceWords } from './workspace-words.ts';

const say = () => workspaceWords[useSettings.getState().settings.language];

/** Asks for every working order of the account in use to be cancelled. */
export async function cancelAllWorking(): Promise<void> {
  const account = selectedAccount();
  if (!account) return;
  const answer = await cancelAll(account.id);
  if (answer.ok) notify('info', say().cancelled(answer.value.asked));
}

export async function killSwitch(on: boolean): Promise<void> {
  const answer = await command('risk.kill', { on });
  if (answer.ok) notify(on ? 'warning' : 'info', on ? say().killed : say().released);
}

/** Arms one-click trading, or drops it. Says so where it cannot be armed. */
export function toggleArming(): void {
  const { armed, arm, disarm } = useArming.getState();
  if (armed) return disarm();
  arm();
  if (!useArming.getState().armed) notify('warning', say().cannotArm);
}

export async function popOutActive(): Promise<void> {
  const active = useDesk.getState().api?.activePanel;
  if (active) await popOutPanel(active.id);
}

/** What each hotkey does. */
export const HOTKEY_ACTIONS: Readonly<Record<HotkeyId, () => void>> = {
  palette: () => (useOpenDialog.getState().dialog === 'palette' ? closeDialog() : openDialog('palette')),
  settings: () => openDialog('settings'),
  help: () => openDialog('help'),
  'cancel-all': () => void cancelAllWorking(),
  arm: toggleArming,
  'order-entry': () => openPanel('order-entry'),
  ladder: () => openPanel('ladder'),
  positions: () => openPanel('positions'),
  orders: () => openPanel('orders'),
  fills: () => openPanel('fills'),
  reminders: () => openPanel('reminders'),
};
