/** A core of a test's own, with connections that it scripts, served to a browser as the loopback host serves it. */
import { fileURLToPath } from 'node:url';
import { createCore, type CoreOptions } from '#electron/core/composition.ts';
import { simulatedExchange, type ConnectionSetup } from '#electron/core/broker-registry.ts';
import type { Core } from '#electron/core/core.ts';
import { BrowserSessions, loadSessionKey } from '#electron/host/browser-sessions.ts';
import { openLoopbackServer } from '#electron/host/loopback-server.ts';

export interface ServedCore {
  readonly core: Core;
  /** An address that opens the screen, good for one window. */
  freshAddress(): string;
  close(): Promise<void>;
}

/** The simulated exchange at the speed of its days, and what a test adds. Needs a build: test/run.mjs makes it. */
export async function serveCore(dataFolder: string, added: readonly ConnectionSetup[], options: Partial<CoreOptions> = {}): Promise<ServedCore> {
  const exchange = simulatedExchange(1);
  if (!exchange.ok) throw new Error(exchange.fault.code);
  const made = await createCore({ dataFolder, connections: [exchange.value, ...added], ...options });
  if (!made.ok) throw new Error(made.fault.code);
  const core = made.value;
  const listening = await openLoopbackServer({
    core,
    rendererFolder: fileURLToPath(new URL('../../dist/renderer', import.meta.url)),
    sessions: new BrowserSessions(loadSessionKey(dataFolder)),
    log: () => undefined,
    port: 0,
  });
  if (!listening.ok) throw new Error(listening.fault.code);
  const server = listening.value;
  return {
    core,
    freshAddress: () => server.freshAddress(),
    async close() {
      await server.close();
      await core.close();
    },
  };
}
