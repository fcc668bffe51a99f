/** Connects the windows' pages with the core: each that asks is handed its own MessagePort, through the preload. */
import type { WebContents } from 'electron';
import { ipcMain, MessageChannelMain } from 'electron';
import type { Core } from '#electron/core/core.ts';
import type { PortRoute } from '#electron/host/message-port-host.ts';
import { hostPort } from '#electron/host/message-port-host.ts';
import type { HostLog } from '#electron/host/screen-port.ts';
import { PORT_MESSAGE } from '#shared/contract/bridge.ts';
import { CONNECT_CHANNEL } from './channels.ts';
import { isMainPage } from './origin.ts';

/** @returns what dismisses every window */
export function connectPages(core: Core, log: HostLog): () => void {
  const routes = new Map<WebContents, PortRoute>();
  let closing = false;
  ipcMain.on(CONNECT_CHANNEL, (event) => {
    const page = event.sender;
    // Only the main frame of the main page: not a frame inside it, not a pop-out, not a page that should not be there.
    if (closing || !event.senderFrame || event.senderFrame !== page.mainFrame || !isMainPage(event.senderFrame.url)) return;
    const before = routes.get(page);
    if (before) before.end();
    else {
      page.once('destroyed', () => end(page));
      page.on('render-process-gone', () => end(page));
    }
    const { port1, port2 } = new MessageChannelMain();
    routes.set(page, hostPort(core, port1, { log }));
    page.postMessage(PORT_MESSAGE, null, [port2]);
  });
  const end = (page: WebContents): void => {
    routes.get(page)?.end();
    routes.delete(page);
  };
  return () => {
    closing = true;
    for (const page of routes.keys()) end(page);
  };
}
