/** The window: a frame in the account's colour, the bars, the desk, and what pops up over it. */
import { useEffect } from 'react';
import type { FrameClock } from '#renderer/client/frame-clock.ts';
import { ReminderEditor } from '#renderer/panels/reminders/reminder-editor.tsx';
import { useLink } from '#renderer/state/link.ts';
import { useSelectedAccount } from '#renderer/state/selection.ts';
import { useSettings } from '#renderer/state/settings.ts';
import { Desk } from './desk/desk.tsx';
import { AccountsDialog } from './dialogs/accounts/accounts-dialog.tsx';
import { ConnectionDialog } from './dialogs/connection/connection-dialog.tsx';
import { HelpDialog } from './dialogs/help-dialog.tsx';
import { KillDialog } from './dialogs/kill-dialog.tsx';
import { SettingsDialog } from './dialogs/settings-dialog.tsx';
import { Toasts } from './events/toasts.tsx';
import { listenToKeys } from './key-listening.ts';
import { useWords } from './language/words.ts';
import { LinkBanner } from './link-banner.tsx';
import { useOpenDialog } from './open-dialog.ts';
import { Palette } from './palette/palette.tsx';
import { StatusBar } from './status-bar.tsx';
import { applyTheme, rememberLook, themeAttributes, titleWindows } from './themes/apply-theme.ts';
import { TopBar } from './top-bar/top-bar.tsx';
import { workspaceWords } from './workspace-words.ts';

/** Dresses the window as the settings say, in the colour of the account in use. */
function useLook(): void {
  const settings = useSettings((s) => s.settings);
  const everUp = useLink((s) => s.everUp);
  const account = useSelectedAccount();
  const environment = account?.environment ?? 'simulated';
  const w = useWords(workspaceWords);
  useEffect(() => applyTheme(themeAttributes(settings, environment)), [settings, environment]);
  useEffect(() => {
    if (everUp) rememberLook(settings);
  }, [settings, everUp]);
  useEffect(() => {
    titleWindows(account ? `${w[account.environment]} · ${account.name} – ${w.product}` : w.product);
  }, [account, w]);
}

export function App({ frames }: { readonly frames: FrameClock }) {
  useLook();
  useEffect(() => listenToKeys(window), []);
  const w = useWords(workspaceWords);
  const filled = useLink((s) => s.everUp);
  const dialog = useOpenDialog((s) => s.dialog);
  return (
    <div className="app">
      <TopBar />
      <LinkBanner />
      <main className="app-desk">{filled ? <Desk frames={frames} /> : <p className="boot">{w.connectingCore}</p>}</main>
      <StatusBar />
      <Toasts />
      {dialog === 'palette' ? <Palette /> : null}
      {dialog === 'settings' ? <SettingsDialog /> : null}
      {dialog === 'help' ? <HelpDialog /> : null}
      {dialog === 'kill' ? <KillDialog /> : null}
      {dialog === 'connection' || dialog === 'test-connection' ? <ConnectionDialog /> : null}
      {dialog === 'accounts' || dialog === 'open-account' ? <AccountsDialog /> : null}
      <ReminderEditor />
    </div>
  );
}
