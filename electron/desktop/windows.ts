/** The terminal's windows. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserWindowConstructorOptions, WebPreferences } from 'electron';
import { app, BrowserWindow } from 'electron';
import { MAIN_PAGE } from './origin.ts';
import { rememberBounds, restoredBounds } from './window-state.ts';

/** Shown until the page has painted: the dark theme's ground. */
const GROUND = '#0e1116';
/** A page that crashes is loaded anew, but not over and over. */
const CRASH_PAUSE_MS = 10_000;

export interface WindowOptions {
  readonly preload: string;
  readonly dataFolder: string;
  readonly icon: string;
  /** The built screen. */
  readonly rendererFolder: string;
}

/** Every page of ours: no Node, its own world, inside the sandbox. */
const pagePreferences: WebPreferences = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  webviewTag: false,
  spellcheck: false,
  // A reminder must be heard in a window that was not clicked yet.
  autoplayPolicy: 'no-user-gesture-required',
};

/** Opens a window on the main page. */
export function openMainWindow(options: WindowOptions): BrowserWindow {
  const { bounds, maximized } = restoredBounds(options.dataFolder);
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 960,
    minHeight: 600,
    show: false,
    title: 'Pankou 盘口',
    backgroundColor: GROUND,
    ...(existsSync(options.icon) ? { icon: options.icon } : {}),
    webPreferences: { ...pagePreferences, preload: options.preload },
  });
  rememberBounds(window, options.dataFolder);
  window.once('ready-to-show', () => {
    if (maximized) window.maximize();
    window.show();
  });
  reviveAfterCrash(window);
  void window.loadURL(MAIN_PAGE);
  return window;
}

/** How the page's own pop-out windows are made: like the main one, without a bridge to the core. */
export function popoutWindow(): BrowserWindowConstructorOptions {
  return { backgroundColor: GROUND, autoHideMenuBar: true, minWidth: 240, minHeight: 160, webPreferences: { ...pagePreferences } };
}

/** Brings the terminal to the front, opening a window where none is left. */
export function showTerminal(options: WindowOptions): void {
  const window = BrowserWindow.getAllWindows().find((candidate) => candidate.webContents.getURL() === MAIN_PAGE) ?? openMainWindow(options);
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** Where the parts of the built program are, in the source folder and in a package alike. */
export function windowOptions(dataFolder: string): WindowOptions {
  const root = app.getAppPath();
  return {
    preload: join(root, 'dist', 'electron', 'preload.cjs'),
    rendererFolder: join(root, 'dist', 'renderer'),
    icon: join(root, 'assets', 'icons', 'pankou.png'),
    dataFolder,
  };
}

function reviveAfterCrash(window: BrowserWindow): void {
  let last = Number.NEGATIVE_INFINITY;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed() || performance.now() - last < CRASH_PAUSE_MS) return;
    last = performance.now();
    window.webContents.reload();
  });
}
