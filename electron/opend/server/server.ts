/** The gateway's door: listens, takes at most so many clients, and lets go of those that are silent. */
import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { isLoopback } from '#electron/brokers/futu/session/address.ts';
import { CipherError, rsaCipher, type PacketCipher } from '#electron/brokers/futu/wire/cipher.ts';
import { fail, ok, type Result } from '#shared/result.ts';
import { ClientConnection, type ConnectionOptions } from './client-connection.ts';

export const MAX_CONNECTIONS = 50;
/** A client that has not shaken hands by then is let go with the silent ones. */
const SWEEP_MS = 5_000;

export interface ServerOptions extends Omit<ConnectionOptions, 'connId' | 'rsa'> {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** RSA private key (PEM) that clients hold too; needed for any host but this machine itself. */
  readonly key: string | null;
}

export interface OpendServer {
  readonly port: number;
  /** Those that have shaken hands. */
  readonly connections: ReadonlySet<ClientConnection>;
  close(): Promise<void>;
}

/** Beyond 2^53 and never the same twice, also over a restart: the ids of orders are made from it. 62 bits, so that signed readers can hold it. */
const newConnId = (): string => String((randomBytes(8).readBigUInt64BE() >> 2n) | (1n << 61n));

function cipherOf(host: string, key: string | null): Result<PacketCipher | null> {
  if (key === null) return isLoopback(host) ? ok(null) : fail('gateway-key-needed', { host });
  try {
    return ok(rsaCipher(key));
  } catch (error) {
    if (error instanceof CipherError) return fail('opend-key-unreadable', { reason: error.message });
    throw error;
  }
}

/** @returns `gateway-key-needed`, `opend-key-unreadable`, `gateway-port-taken`, `gateway-not-listening` */
export async function openServer(options: ServerOptions): Promise<Result<OpendServer>> {
  const cipher = cipherOf(options.host, options.key);
  if (!cipher.ok) return cipher;
  const all = new Set<ClientConnection>();
  const open = new Set<ClientConnection>();
  const tcp = createServer((socket) => {
    if (all.size >= MAX_CONNECTIONS) {
      options.log(`an OpenD client was refused: ${MAX_CONNECTIONS} are connected`);
      socket.destroy();
      return;
    }
    all.add(
      new ClientConnection(socket, {
        connId: newConnId(),
        rsa: cipher.value,
        handle: options.handle,
        sentence: options.sentence,
        now: options.now,
        log: options.log,
        onOpen: (connection) => {
          open.add(connection);
          options.onOpen(connection);
        },
        onClose: (connection) => {
          all.delete(connection);
          if (open.delete(connection)) options.onClose(connection);
        },
      }),
    );
  });
  const listening = await listen(tcp, options.host, options.port);
  if (!listening.ok) return listening;
  tcp.on('error', (error) => options.log(`the OpenD gateway's socket: ${error.message}`));
  const sweep = setInterval(() => {
    for (const connection of all) connection.checkSilence(options.now());
  }, SWEEP_MS);
  return ok({
    port: (tcp.address() as AddressInfo).port,
    connections: open,
    close() {
      clearInterval(sweep);
      for (const connection of all) connection.close(null);
      return new Promise((resolve) => {
        tcp.close(() => resolve());
      });
    },
  });
}

function listen(tcp: Server, host: string, port: number): Promise<Result<null>> {
  return new Promise((resolve) => {
    tcp.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code === 'EADDRINUSE' ? fail('gateway-port-taken', { host, port }) : fail('gateway-not-listening', { host, port, reason: error.code ?? error.message }));
    });
    tcp.listen(port, host, () => {
      tcp.removeAllListeners('error');
      resolve(ok(null));
    });
  });
}
