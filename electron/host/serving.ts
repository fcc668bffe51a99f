/** The core with the loopback server in front of it: what `npm run serve` keeps running. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GatewayAddress } from '#electron/opend/gateway.ts';
import { createCore } from '#electron/core/composition.ts';
import type { Core } from '#electron/core/core.ts';
import type { TopicChange } from '#shared/contract/topics.ts';
import type { Result } from '#shared/result.ts';
import { ok } from '#shared/result.ts';
import { BrowserSessions, loadSessionKey } from './browser-sessions.ts';
import type { LoopbackServer } from './loopback-server.ts';
import { openLoopbackServer } from './loopback-server.ts';
import type { HostLog } from './screen-port.ts';

const PORT_FILE = 'loopback.port';

export interface ServeOptions {
  readonly dataFolder: string;
  /** 0: any free one; null: the one of last time if it is free, so that a tab left open finds its way back. */
  readonly port: number | null;
  /** Speed of the simulated exchange's replay; null: as it was. */
  readonly speed: number | null;
  /** Where scripts are listened to in this run; null: as the settings say. */
  readonly opend?: GatewayAddress | null;
  /** The built screen. */
  readonly rendererFolder: string;
  readonly log: HostLog;
}

export interface Serving {
  readonly port: number;
  /** Where scripts are answered, `host:port`; null: nowhere. */
  readonly scripts: string | null;
  /** An address that opens one browser window, once. */
  freshAddress(): string;
  /** Dismisses the windows, then closes the core. */
  close(): Promise<void>;
}

/**
 * Starts the core on a data folder and serves it.
 * @returns failures of the store (`store-in-use`, `store-corrupt` …) or of a port (the server's, the gateway's); nothing is left running then
 */
export async function serve(options: ServeOptions): Promise<Result<Serving>> {
  const core = await createCore({ dataFolder: options.dataFolder, ...(options.speed === null ? {} : { speed: options.speed }), ...(options.opend ? { opend: options.opend } : {}) });
  if (!core.ok) return core;
  const door = {
    core: core.value,
    rendererFolder: options.rendererFolder,
    sessions: new BrowserSessions(loadSessionKey(options.dataFolder)),
    log: options.log,
  };
  const usual = options.port ?? lastPort(options.dataFolder);
  let server = await openLoopbackServer({ ...door, port: usual });
  if (!server.ok && options.port === null) server = await openLoopbackServer({ ...door, port: 0 });
  if (!server.ok) {
    await core.value.close();
    return server;
  }
  if (options.port === null) rememberPort(options.dataFolder, server.value.port);
  return ok(serving(server.value, core.value));
}

function serving(server: LoopbackServer, core: Core): Serving {
  return {
    port: server.port,
    scripts: scriptsOf(core),
    freshAddress: () => server.freshAddress(),
    async close() {
      await server.close();
      await core.close();
    },
  };
}

/** What the gateway says of itself to a window. */
function scriptsOf(core: Core): string | null {
  const window = core.open();
  const told = window.snapshots().find((change): change is TopicChange<'gateway'> => change.topic === 'gateway');
  window.close();
  const [gateway] = told?.items ?? [];
  return gateway?.state === 'listening' ? `${gateway.host}:${gateway.port}` : null;
}

function lastPort(folder: string): number {
  try {
    const port = Number(readFileSync(join(folder, PORT_FILE), 'utf8'));
    return Number.isInteger(port) && port >= 1024 && port <= 65_535 ? port : 0;
  } catch {
    return 0;
  }
}

function rememberPort(folder: string, port: number): void {
  try {
    writeFileSync(join(folder, PORT_FILE), `${port}\n`);
  } catch {
    // Only costs an open tab a fresh address after the next start.
  }
}
