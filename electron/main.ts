/** The desktop terminal: the core in Electron's main process, and windows onto it. */
import { app } from 'electron';
import { counterEntry, launchCountersWith } from '#electron/brokers/ctp/process/launcher.ts';
import { createCore } from '#electron/core/composition.ts';
import { declareScheme, serveScreen } from './desktop/app-protocol.ts';
import { counterLauncher } from './desktop/counter-launcher.ts';
import { openDesktopSession } from './desktop/desktop-session.ts';
import { desktopVault } from './desktop/keychain.ts';
import { internalFault, refuse, reportReady } from './desktop/launcher-line.ts';
import { setMenu } from './desktop/menu.ts';
import { lockNavigation } from './desktop/navigation-lock.ts';
import { connectPages } from './desktop/ports.ts';
import { closeOnQuit } from './desktop/quit.ts';
import { notifyReminders } from './desktop/reminder-notifications.ts';
import { claimSingleInstance } from './desktop/single-instance.ts';
import { startOptions } from './desktop/start-options.ts';
import { openTray } from './desktop/tray.ts';
import { openMainWindow, popoutWindow, showTerminal, windowOptions } from './desktop/windows.ts';

const { dataFolder, speed, opend } = startOptions();
const windows = windowOptions(dataFolder);

declareScheme();
if (claimSingleInstance(dataFolder, () => showTerminal(windows))) start().catch((cause: unknown) => refuse(internalFault(cause)));
else app.quit();

async function start(): Promise<void> {
  await app.whenReady();
  launchCountersWith(counterLauncher(counterEntry()));
  const core = await createCore({ dataFolder, ...desktopVault(dataFolder), ...(speed === null ? {} : { speed }), ...(opend ? { opend } : {}) });
  if (!core.ok) return refuse(core.fault);

  const log = (_level: string, text: string): void => console.error(text);
  const dismissPages = connectPages(core.value, log);
  const desktop = openDesktopSession(core.value);
  closeOnQuit(async () => {
    dismissPages();
    desktop.close();
    await core.value.close();
  });

  serveScreen(windows.rendererFolder);
  lockNavigation(popoutWindow);
  notifyReminders(desktop, () => showTerminal(windows));
  const tray = openTray(windows.icon, desktop.settings.language, () => showTerminal(windows));
  setMenu(desktop.settings.language, () => openMainWindow(windows));
  desktop.onLanguage((language) => {
    setMenu(language, () => openMainWindow(windows));
    tray?.setLanguage(language);
  });

  app.on('activate', () => showTerminal(windows));
  openMainWindow(windows);
  reportReady();
}
