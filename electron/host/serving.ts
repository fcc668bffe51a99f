/** The core with the loopback server in front of it: what `npm run serve` keeps running. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCore } from '#electron/core/composition.ts';
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
  /** The built screen. */
  readonly rendererFolder: string;
  readonly log: HostLog;
}

export interface Serving {
  readonly port: number;
  /** An address that opens one browser window, once. */
  freshAddress(): string;
  /** Dismisses the windows, then closes the core. */
  close(): Promise<void>;
}

/**
 * Starts the core on a data folder and serves it.
 * @returns failures of the store (`store-in-use`, `store-corrupt` …) or of the port; nothing is left running then
 */
export async function serve(options: ServeOptions): Promise<Result<Serving>> {
  const core = await createCore({ dataFolder: options.dataFolder, ...(options.speed === null ? {} : { speed: options.speed }) });
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

function serving(server: LoopbackServer, core: { close(): Promise<void> }): Serving {
  return {
    port: server.port,
    freshAddress: () => server.freshAddress(),
    async close() {
      await server.close();
      await core.close();
    },
  };
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
