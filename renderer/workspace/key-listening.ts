/** The hotkeys at work, in the main window and in those popped out of it. */
import { HOTKEY_ACTIONS } from './actions.ts';
import { hotkeyListener } from './hotkeys.ts';

/** Whatever is open over the desk takes the keys: our dialogs, and menus of any panel. */
const somethingOpen = (): boolean => document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]') !== null;

/** Listens to a window's keys until the returned function is called. */
export function listenToKeys(window: Window): () => void {
  const listener = hotkeyListener(HOTKEY_ACTIONS, somethingOpen);
  window.addEventListener('keydown', listener);
  return () => window.removeEventListener('keydown', listener);
}
