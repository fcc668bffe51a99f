/** The contract over a MessagePort that the desktop's preload hands to the page (shared/contract/bridge). */
import { BRIDGE_NAME, PORT_MESSAGE, type DesktopBridge } from '#shared/contract/bridge.ts';
import type { CoreMessage } from '#shared/contract/messages.ts';
import type { OpenPort } from './port.ts';

/** The desktop's bridge, or undefined in a browser. */
export function desktopBridge(): DesktopBridge | undefined {
  const bridge: unknown = Reflect.get(globalThis, BRIDGE_NAME);
  return typeof bridge === 'object' && bridge !== null && 'connect' in bridge ? (bridge as DesktopBridge) : undefined;
}

/** Nothing came over a port this long after it was asked for: it is asked for again. */
const PORT_WAIT_MS = 5_000;

/** Opens ports through the bridge. A port comes as a message of the window to itself; any other message is not for us. */
export const bridgePorts =
  (bridge: DesktopBridge): OpenPort =>
  (events) => {
    let port: MessagePort | null = null;
    let ended = false;
    const end = (): void => {
      if (ended) return;
      stop();
      events.closed('no-core');
    };
    const stop = (): void => {
      ended = true;
      clearTimeout(waiting);
      window.removeEventListener('message', take);
      port?.close();
    };
    const take = (event: MessageEvent): void => {
      if (event.source !== window || event.data !== PORT_MESSAGE || port || !event.ports[0]) return;
      clearTimeout(waiting);
      port = event.ports[0];
      port.addEventListener('message', ({ data }: MessageEvent<CoreMessage | Float64Array>) => {
        if (ended) return;
        if (data instanceof Float64Array) events.frame(data);
        else events.message(data);
      });
      port.addEventListener('close', end);
      port.start();
    };
    const waiting = setTimeout(end, PORT_WAIT_MS);
    window.addEventListener('message', take);
    bridge.connect();
    return {
      send: (message) => {
        if (!ended) port?.postMessage(message);
      },
      close: stop,
    };
  };
