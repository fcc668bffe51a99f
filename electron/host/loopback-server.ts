/**
 * The core served to browsers of this machine: the built screen over HTTP and the contract over a WebSocket, on 127.0.0.1
 * and nowhere else.
 *
 * Being on loopback is not enough: any page that the user visits can send requests here, and a name that resolves to
 * 127.0.0.1 makes them same-origin (DNS rebinding). So every request needs our own Host (else 421), no foreign Origin (else
 * 403) and a session's cookie (else 401); a socket also needs our Origin, which a page cannot leave out or forge.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { Core } from '#electron/core/core.ts';
import { SESSION_PATH, WEBSOCKET_PATH } from '#shared/contract/bridge.ts';
import { MAX_MESSAGE_BYTES } from '#shared/contract/messages.ts';
import type { Result } from '#shared/result.ts';
import { fail, ok } from '#shared/result.ts';
import type { BrowserSessions } from './browser-sessions.ts';
import { readRendererFile } from './renderer-files.ts';
import type { HostLog } from './screen-port.ts';
import { securityHeaders } from './security-headers.ts';
import { dismissSocket, hostSocket } from './websocket-host.ts';

const ADDRESS = '127.0.0.1';
/** Windows at once. */
const MAX_WINDOWS = 32;
const CLOSING_MS = 1500;

export interface LoopbackOptions {
  readonly core: Core;
  /** The built screen. */
  readonly rendererFolder: string;
  readonly sessions: BrowserSessions;
  /** 0: any free one. */
  readonly port: number;
  readonly log: HostLog;
}

export interface LoopbackServer {
  readonly port: number;
  /** An address that opens one browser window, once. */
  freshAddress(): string;
  /** Dismisses every window; resolves when the port is free. */
  close(): Promise<void>;
}

/**
 * Opens the server.
 * @returns a failure `port-in-use` or `port-refused` where the port cannot be had
 */
export async function openLoopbackServer(options: LoopbackOptions): Promise<Result<LoopbackServer>> {
  const server = createServer({ requestTimeout: 15_000, headersTimeout: 10_000, maxHeaderSize: 16_384 });
  const listening = await listen(server, options.port);
  if (!listening.ok) return listening;
  const door = new Door(listening.value, options);
  server.on('request', (request, response) => void door.answer(request, response));
  server.on('upgrade', (request, socket, head) => door.upgrade(request, socket, head));
  return ok({
    port: listening.value,
    freshAddress: () => `${door.origin}/?token=${options.sessions.issueToken()}`,
    close: () => door.close(server),
  });
}

function listen(server: Server, port: number): Promise<Result<number>> {
  return new Promise((resolve) => {
    const refused = (cause: NodeJS.ErrnoException): void =>
      resolve(cause.code === 'EADDRINUSE' ? fail('port-in-use', { port }) : fail('port-refused', { port, reason: cause.code ?? cause.message }));
    server.once('error', refused);
    server.listen({ host: ADDRESS, port, exclusive: true }, () => {
      server.off('error', refused);
      resolve(ok((server.address() as AddressInfo).port));
    });
  });
}

class Door {
  readonly origin: string;
  readonly #host: string;
  readonly #cookie: string;
  readonly #options: LoopbackOptions;
  readonly #headers: Record<string, string>;
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });
  #closing = false;

  constructor(port: number, options: LoopbackOptions) {
    this.#options = options;
    this.#host = `${ADDRESS}:${port}`;
    this.origin = `http://${this.#host}`;
    // Cookies do not know ports: the name keeps two Pankous apart.
    this.#cookie = `pankou-${port}`;
    this.#headers = securityHeaders([`ws://${this.#host}`]);
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#answer(request, response);
    } catch (cause) {
      this.#options.log('error', `A request could not be answered: ${cause instanceof Error ? cause.message : String(cause)}`);
      if (!response.headersSent) this.#refuse(response, 500, 'Something went wrong inside Pankou; it is in the log.');
      else response.destroy();
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Nothing here takes a body.
    request.resume();
    const refusal = this.#foreign(request);
    if (refusal) return this.#refuse(response, ...refusal);
    if (request.method !== 'GET' && request.method !== 'HEAD') return this.#refuse(response, 405, 'Only GET is answered here.', { Allow: 'GET, HEAD' });
    const target = request.url ?? '/';
    const cut = target.indexOf('?');
    const path = cut < 0 ? target : target.slice(0, cut);
    const token = cut < 0 ? null : new URLSearchParams(target.slice(cut + 1)).get('token');
    if (path === '/' && token !== null) return this.#redeem(request, response, token);
    if (!this.#known(request)) return this.#refuse(response, 401, NO_SESSION);
    if (path === SESSION_PATH) return void response.writeHead(204, { ...this.#headers, 'Cache-Control': 'no-store' }).end();
    const file = await readRendererFile(this.#options.rendererFolder, path);
    if (!file) return this.#refuse(response, 404, 'There is no such page.');
    response.writeHead(200, {
      ...this.#headers,
      'Content-Type': file.type,
      'Content-Length': file.body.length,
      'Cache-Control': file.immutable ? 'private, max-age=31536000, immutable' : 'no-store',
    });
    response.end(request.method === 'HEAD' ? undefined : file.body);
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const refusal =
      this.#foreign(request) ??
      (request.url !== WEBSOCKET_PATH ? ([404, 'There is no such socket.'] as const) : null) ??
      (request.headers.origin === undefined ? ([403, 'A socket needs an Origin.'] as const) : null) ??
      (this.#known(request) ? null : ([401, NO_SESSION] as const)) ??
      (this.#closing || this.#sockets.clients.size >= MAX_WINDOWS ? ([503, 'Pankou has too many windows, or is closing.'] as const) : null);
    if (refusal) {
      const [status, sentence] = refusal;
      socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(sentence)}\r\n\r\n${sentence}`);
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (client: WebSocket) => {
      hostSocket(this.#options.core, client, { log: this.#options.log });
    });
  }

  async close(server: Server): Promise<void> {
    this.#closing = true;
    const gone = [...this.#sockets.clients].map((client) => new Promise<void>((resolve) => void client.once('close', () => resolve())));
    for (const client of this.#sockets.clients) dismissSocket(client);
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    server.closeIdleConnections();
    const cut = setTimeout(() => {
      for (const client of this.#sockets.clients) client.terminate();
      server.closeAllConnections();
    }, CLOSING_MS);
    // The sessions of the core end when their sockets do: the core is closed after them.
    await Promise.all([closed, ...gone]);
    clearTimeout(cut);
    this.#sockets.close();
  }

  #redeem(request: IncomingMessage, response: ServerResponse, token: string): void {
    const cookie = request.method === 'GET' ? this.#options.sessions.redeem(token) : null;
    if (cookie === null) return this.#refuse(response, 403, 'This address was used already, or is not one of ours. Press Enter where Pankou runs for a fresh one.');
    response.writeHead(303, {
      ...this.#headers,
      Location: '/',
      'Set-Cookie': `${this.#cookie}=${cookie}; Path=/; HttpOnly; SameSite=Strict`,
      'Cache-Control': 'no-store',
    });
    response.end();
  }

  /** What is wrong with where a request was sent, or where it comes from. */
  #foreign(request: IncomingMessage): readonly [status: number, sentence: string] | null {
    if (request.headers.host !== this.#host) return [421, `Pankou answers at ${this.origin} only.`];
    const { origin } = request.headers;
    if (origin !== undefined && origin !== this.origin) return [403, 'Pankou does not answer pages of other origins.'];
    return null;
  }

  #known(request: IncomingMessage): boolean {
    const start = `${this.#cookie}=`;
    return (request.headers.cookie ?? '').split(/; */).some((pair) => pair.startsWith(start) && this.#options.sessions.valid(pair.slice(start.length)));
  }

  #refuse(response: ServerResponse, status: number, sentence: string, more: Record<string, string> = {}): void {
    response.writeHead(status, { ...this.#headers, ...more, 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' });
    response.end(`${sentence}\n`);
  }
}

const NO_SESSION = 'This browser has no session with Pankou. Open the address that Pankou printed; press Enter where it runs for a fresh one.';
