/**
 * How a window finds its core.
 *
 * In the desktop window the preload puts a `DesktopBridge` at `globalThis.pankou`. The page listens for `message` events
 * on `window`, calls `connect()`, and is handed a real MessagePort in `event.ports[0]` of the event whose `data` is
 * PORT_MESSAGE and whose `source` is the window itself. Over that port a CoreMessage arrives as an object and a market
 * frame as a Float64Array; ScreenMessages go back as objects. A port closes once and is not opened again: its `close`
 * event means that the core is gone or has closed this window, and `connect()` asks for a new one.
 *
 * In a browser there is no bridge: the page opens a WebSocket at WEBSOCKET_PATH of its own host. CoreMessages and
 * ScreenMessages are JSON text; a market frame is a binary message, the little-endian bytes of the Float64Array.
 * Where the socket cannot be opened, SESSION_PATH says why: 204 the session is good (try again), 401 it is not (the user
 * needs a fresh address), no answer: the core is not running.
 */
export interface DesktopBridge {
  /** Asks for a port. Any earlier port of this page is closed by the core. */
  connect(): void;
}

/** The bridge's name on `globalThis`. */
export const BRIDGE_NAME = 'pankou';

/** `data` of the window message that carries the port. */
export const PORT_MESSAGE = 'pankou:port';

export const WEBSOCKET_PATH = '/ws';

export const SESSION_PATH = '/session';

/** The one page that a window may open: where the docking layout puts a popped-out group. */
export const POPOUT_PATH = '/popout.html';
