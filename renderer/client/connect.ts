/** The client of this window, over the transport that the window has. */
import type { Instrument } from '#shared/model/instrument.ts';
import { FrameClock } from './frame-clock.ts';
import { bridgePorts, desktopBridge } from './message-port.ts';
import { ScreenClient } from './screen-client.ts';
import { webSocketPorts } from './websocket-port.ts';

export interface Connected {
  readonly client: ScreenClient;
  /** Popped-out windows join it, so that prices move in them while the main window is hidden. */
  readonly frames: FrameClock;
}

/**
 * Connects this window with the core: through the desktop's bridge where there is one, else by a WebSocket to the page's own host.
 * @param onInstruments is called with the whole list at each connection
 */
export function connectClient(onInstruments: (instruments: readonly Instrument[]) => void): Connected {
  const bridge = desktopBridge();
  const frames = new FrameClock(window);
  const client = new ScreenClient({
    open: bridge ? bridgePorts(bridge) : webSocketPorts(window.location),
    requestFrame: (paint) => frames.request(paint),
    now: () => performance.timeOrigin + performance.now(),
    after: (ms, done) => {
      const timer = setTimeout(done, ms);
      return () => clearTimeout(timer);
    },
    onInstruments,
  });
  client.connect();
  return { client, frames };
}
