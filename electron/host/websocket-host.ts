/** The contract over a WebSocket: one connection is one window. JSON text for messages, binary for market frames. */
import type { WebSocket } from 'ws';
import type { Core } from '#electron/core/core.ts';
import type { CoreMessage } from '#shared/contract/messages.ts';
import type { RouterOptions, ScreenRoute } from './router.ts';
import { routeScreen } from './router.ts';
import type { ScreenPort } from './screen-port.ts';

/** RFC 6455, 7.4.1: the other side broke a rule of ours (1008); we are going away (1001). */
const CLOSE_POLICY = 1008;
const CLOSE_GOING_AWAY = 1001;
/** Longest reason that a close frame carries, in bytes. */
const MAX_REASON_BYTES = 123;

class SocketPort implements ScreenPort {
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  get buffered(): number {
    return this.#socket.bufferedAmount;
  }

  send(message: CoreMessage): void {
    this.#socket.send(JSON.stringify(message));
  }

  sendFrame(frame: Float64Array): void {
    // Every platform that we run on is little-endian, as the contract's bytes are.
    this.#socket.send(new Uint8Array(frame.buffer, frame.byteOffset, frame.byteLength), { binary: true });
  }

  close(reason: string): void {
    closeSocket(this.#socket, CLOSE_POLICY, reason);
  }
}

/** Connects an authenticated socket with a session of the core. */
export function hostSocket(core: Core, socket: WebSocket, options: RouterOptions): ScreenRoute {
  socket.on('error', () => {
    // Broken frames and resets end in `close`; an unheard `error` would end the process.
  });
  const route = routeScreen(core, new SocketPort(socket), options);
  socket.on('message', (data, isBinary) => route.receive(isBinary ? undefined : parsed(data)));
  socket.on('close', () => route.closed());
  return route;
}

/** Tells a window that the core is going away. */
export function dismissSocket(socket: WebSocket): void {
  closeSocket(socket, CLOSE_GOING_AWAY, 'Pankou is closing');
}

function closeSocket(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, Buffer.from(reason).subarray(0, MAX_REASON_BYTES).toString('utf8').replace(/\uFFFD$/u, ''));
  // A reader that does not read will not answer the close either.
  const cut = setTimeout(() => socket.terminate(), 2000);
  cut.unref();
  socket.once('close', () => clearTimeout(cut));
}

/** A text message as data; what is no JSON comes out as undefined, which the router refuses like any other nonsense. */
function parsed(data: unknown): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    return undefined;
  }
}
