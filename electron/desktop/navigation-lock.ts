/**
 * Keeps every page of ours where it is. Whatever a page might be talked into, it goes nowhere, opens nothing but its own
 * pop-out page, embeds nothing and is permitted nothing; a link to the web opens in the user's browser.
 */
import type { BrowserWindowConstructorOptions, Session, WebContents } from 'electron';
import { app, session, shell } from 'electron';
import { isMainPage, isPopoutPage } from './origin.ts';

/** Copying a cell's text; nothing else is granted to any page. */
const GRANTED = 'clipboard-sanitized-write';

/** @param popoutWindow how a popped-out window is made */
export function lockNavigation(popoutWindow: () => BrowserWindowConstructorOptions): void {
  app.on('web-contents-created', (_event, contents) => lock(contents, popoutWindow));
  denyPermissions(session.defaultSession);
}

function lock(contents: WebContents, popoutWindow: () => BrowserWindowConstructorOptions): void {
  contents.on('will-navigate', (event) => {
    // A reload navigates to where it is.
    if (event.url === contents.getURL() && (isMainPage(event.url) || isPopoutPage(event.url))) return;
    event.preventDefault();
    openOutside(event.url);
  });
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (isPopoutPage(url) && isMainPage(contents.getURL())) return { action: 'allow', overrideBrowserWindowOptions: popoutWindow() };
    openOutside(url);
    return { action: 'deny' };
  });
}

/** Opens a link to the web in the user's browser; other schemes can start programs and are dropped. */
function openOutside(address: string): void {
  if (!URL.canParse(address)) return;
  const url = new URL(address);
  if (url.protocol !== 'https:' || url.username || url.password) return;
  void shell.openExternal(url.href).catch(() => undefined);
}

function denyPermissions(pages: Session): void {
  pages.setPermissionRequestHandler((_contents, permission, answer) => answer(permission === GRANTED));
  pages.setPermissionCheckHandler((_contents, permission) => permission === GRANTED);
  pages.setDevicePermissionHandler(() => false);
}
