/** Electron's utility processes, as Node's forks. */
import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';

interface ForkOptions {
  readonly env?: NodeJS.ProcessEnv;
}

class UtilityProcess extends EventEmitter {
  readonly #child;

  constructor(entry: string, args: readonly string[], { env }: ForkOptions) {
    super();
    const preload = new URL('./electron-parent-port.ts', import.meta.url).href;
    this.#child = fork(entry, [...args], { serialization: 'advanced', env: env ?? process.env, execArgv: ['--no-warnings', '--import', preload], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    this.#child.on('message', (message) => this.emit('message', message));
    this.#child.once('exit', (code, signal) => this.emit('exit', code ?? (signal ? 1 : 0)));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  postMessage(message: unknown): void {
    if (this.#child.connected) this.#child.send(message as never);
  }

  kill(): boolean {
    return this.#child.kill();
  }
}

export const utilityProcess = { fork: (entry: string, args: readonly string[] = [], options: ForkOptions = {}): UtilityProcess => new UtilityProcess(entry, args, options) };
