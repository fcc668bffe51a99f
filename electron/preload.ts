/** Runs before the page, in a world of its own. Hands the page its port to the core, and nothing else of Electron. */
import { contextBridge, ipcRenderer } from 'electron';
import type { DesktopBridge } from '#shared/contract/bridge.ts';
import { BRIDGE_NAME, PORT_MESSAGE } from '#shared/contract/bridge.ts';
import { CONNECT_CHANNEL } from './desktop/channels.ts';

// A port cannot cross the bridge between the worlds, but it can travel in a message of the window to itself.
ipcRenderer.on(PORT_MESSAGE, (event) => window.postMessage(PORT_MESSAGE, '/', [...event.ports]));

const bridge: DesktopBridge = { connect: () => ipcRenderer.send(CONNECT_CHANNEL) };
contextBridge.exposeInMainWorld(BRIDGE_NAME, bridge);
