/**
 * The stand-in counter's front: a server on 127.0.0.1 that its libraries connect to. A test says through it what the counter does (see
 * counter.hpp, trader.cpp, md.cpp for the words), and closes it to cut the line.
 */
import { createServer, type Server, type Socket } from 'node:net';

type Library = 'trader' | 'md';

export class CounterFront {
  #server: Server | null = null;
  readonly #lines = new Map<Socket, Library>();
  /** Said to each library as it connects, before anything else. */
  readonly greeting: string[] = [];
  port = 0;

  async open(): Promise<this> {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('close', () => this.#lines.delete(socket));
      socket.once('data', (hello) => {
        this.#lines.set(socket, hello.toString().trim() === 'md' ? 'md' : 'trader');
        for (const command of this.greeting) socket.write(`${command}\n`);
      });
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    const address = server.address();
    if (address && typeof address === 'object') this.port = address.port;
    return this;
  }

  get address(): string {
    return `tcp://127.0.0.1:${this.port}`;
  }

  connected(library: Library): number {
    return [...this.#lines.values()].filter((one) => one === library).length;
  }

  say(command: string, to?: Library): void {
    for (const [socket, library] of this.#lines) if (to === undefined || to === library) socket.write(`${command}\n`);
  }

  /** Cuts every line; the libraries connect again by themselves. */
  cut(): void {
    for (const socket of this.#lines.keys()) socket.destroy();
  }

  /** Cuts every line and closes the port. `open` opens the same one again. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    this.cut();
    if (server) await new Promise<void>((resolve) => void server.close(() => resolve()));
  }
}
