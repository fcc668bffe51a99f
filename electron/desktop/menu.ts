/** The application menu: what the system's conventions expect. Trading itself has its commands on screen. */
import type { MenuItemConstructorOptions } from 'electron';
import { app, Menu } from 'electron';
import type { Language } from '#shared/faults.ts';

const WORDS = {
  zh: { file: '文件', newWindow: '新建窗口', quit: '退出', edit: '编辑', view: '视图', window: '窗口' },
  en: { file: 'File', newWindow: 'New window', quit: 'Quit', edit: 'Edit', view: 'View', window: 'Window' },
} as const satisfies Record<Language, object>;

/** Sets the menu in a language; call it again when the language changes. */
export function setMenu(language: Language, newWindow: () => void): void {
  const words = WORDS[language];
  const file: MenuItemConstructorOptions[] = [
    { label: words.newWindow, accelerator: 'CmdOrCtrl+N', click: newWindow },
    { type: 'separator' },
    process.platform === 'darwin' ? { role: 'close' } : { label: words.quit, role: 'quit' },
  ];
  const view: MenuItemConstructorOptions[] = [
    { role: 'reload' },
    { type: 'separator' },
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { role: 'togglefullscreen' },
    ...(app.isPackaged ? [] : ([{ type: 'separator' }, { role: 'toggleDevTools' }] satisfies MenuItemConstructorOptions[])),
  ];
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(process.platform === 'darwin' ? ([{ role: 'appMenu' }] satisfies MenuItemConstructorOptions[]) : []),
      { label: words.file, submenu: file },
      { label: words.edit, role: 'editMenu' },
      { label: words.view, submenu: view },
      { label: words.window, role: 'windowMenu' },
    ]),
  );
}
