/** One terminal for a data folder: a second start brings the first to the front. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';

/**
 * Claims the data folder among desktop windows; the store's own lock covers the loopback host. Before the app is ready.
 * @param show called in the first instance when a second was started
 * @returns false in the second instance, which then ends
 */
export function claimSingleInstance(dataFolder: string, show: () => void): boolean {
  // Chromium locks its own folder: one inside the data folder makes the lock the data folder's.
  const own = join(dataFolder, 'chromium');
  try {
    mkdirSync(own, { recursive: true });
    app.setPath('userData', own);
  } catch {
    // The store says in a sentence what is wrong with the folder.
  }
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', show);
  return true;
}
