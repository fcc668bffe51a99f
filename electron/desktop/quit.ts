/** Ends the terminal in order: windows first, then the core, so that what was traded is on disk when the process is gone. */
import { app } from 'electron';

/** The core gets this long to close its brokers and store. */
const CLOSING_MS = 8000;

/** @param close dismisses the pages and closes the core */
export function closeOnQuit(close: () => Promise<void>): void {
  let state: 'running' | 'closing' | 'closed' = 'running';
  // By now the windows are closed, and their pages have said what they had left to say.
  app.on('will-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    const cut = setTimeout(() => app.exit(1), CLOSING_MS);
    void close().finally(() => {
      clearTimeout(cut);
      state = 'closed';
      app.quit();
    });
  });
  app.on('window-all-closed', () => {
    // On a Mac a program outlives its windows.
    if (process.platform !== 'darwin') app.quit();
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
}
