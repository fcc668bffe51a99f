/** The contract over a MessagePort: one port is one window. Messages and frames are structured clones. */
import type { Core } from '#electron/core/core.ts';
import type { CoreMessage } from '#shared/contract/messages.ts';
import type { RouterOptions, ScreenRoute } from './router.ts';
import { routeScreen } from './router.ts';
import type { ScreenPort } from './screen-port.ts';

/** The main process's end of a channel, as Electron's MessagePortMain has it. */
export interface MainPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

class PortOfWindow implements ScreenPort {
  readonly #port: MainPort;

  constructor(port: MainPort) {
    this.#port = port;
  }

  send(message: CoreMessage): void {
    this.#port.postMessage(message);
  }

  sendFrame(frame: Float64Array): void {
    this.#port.postMessage(frame);
  }

  close(): void {
    this.#port.close();
  }
}

/** A connected window; `end` closes it from this side. */
export interface PortRoute extends ScreenRoute {
  end(): void;
}

/** Connects a port with a session of the core. */
export function hostPort(core: Core, port: MainPort, options: RouterOptions): PortRoute {
  const route = routeScreen(core, new PortOfWindow(port), options);
  port.on('message', (event) => route.receive(event.data));
  port.on('close', () => route.closed());
  port.start();
  return {
    receive: (message) => route.receive(message),
    closed: () => route.closed(),
    end: () => {
      route.closed();
      port.close();
    },
  };
}
