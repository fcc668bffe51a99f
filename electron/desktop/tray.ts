/** The icon in the system's tray: shows the terminal, quits it. */
import { app, Menu, nativeImage, Tray } from 'electron';
import type { Language } from '#shared/faults.ts';

const WORDS = { zh: { show: '显示盘口', quit: '退出' }, en: { show: 'Show Pankou', quit: 'Quit' } } as const satisfies Record<Language, object>;
const SIZE = 20;

export interface TerminalTray {
  setLanguage(language: Language): void;
}

/** @returns null where there is no icon, or the system has no tray */
export function openTray(icon: string, language: Language, show: () => void): TerminalTray | null {
  const image = nativeImage.createFromPath(icon);
  if (image.isEmpty()) return null;
  let tray: Tray;
  try {
    tray = new Tray(image.resize({ width: SIZE, height: SIZE }));
  } catch {
    return null;
  }
  tray.setToolTip('Pankou 盘口');
  tray.on('click', show);
  const setLanguage = (chosen: Language): void =>
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: WORDS[chosen].show, click: show },
        { label: WORDS[chosen].quit, click: () => app.quit() },
      ]),
    );
  setLanguage(language);
  return { setLanguage };
}
