/**
 * The terminal's end of a counter's process: opens an API there, calls it, hears it, and knows when it is gone. A process that crashes or
 * stops answering is reported once with the reason; whoever owns the connection starts another.
 */
import { fork } from 'node:child_process';
import { dirname } from 'node:path';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';
import type { CallArgument, CallbackArgument } from '../binding/native-api.ts';
import type { FromChild, OpenRequest, RawLayout, ToChild } from './messages.ts';

/** A process that was started: Node's child, or Electron's utility process. */
export interface ChildHandle {
  send(message: ToChild): void;
  onMessage(listener: (message: FromChild) => void): void;
  /** `reason`: signal or exit code, in words for the log. */
  onExit(listener: (reason: string) => void): void;
  kill(): void;
  readonly pid: number | undefined;
}

/** @param environment what has to be set before the process starts (LD_LIBRARY_PATH, LOCPATH) */
export type ChildLauncher = (environment: Readonly<Record<string, string>>) => ChildHandle;

/** Forks the child's entry file with plain Node. */
export function nodeLauncher(entry: string): ChildLauncher {
  return (environment) => {
    const child = fork(entry, [], { serialization: 'advanced', env: { ...process.env, ...environment }, execArgv: ['--no-warnings'], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    return {
      send: (message) => {
        // A process that has just died is reported by its exit.
        if (child.connected) child.send(message);
      },
      onMessage: (listener) => void child.on('message', (message) => listener(message as FromChild)),
      onExit: (listener) => {
        child.once('exit', (code, signal) => listener(signal ?? `exit code ${code}`));
        child.once('error', (error) => listener(error.message));
      },
      kill: () => void child.kill('SIGKILL'),
      pid: child.pid,
    };
  };
}

/** The process went away before a call was answered: whether it was made is not known. */
export class ProcessEnded extends Error {
  constructor() {
    super('the counter’s process ended');
  }
}

export interface CounterListener {
  callback(name: string, values: readonly CallbackArgument[]): void;
  /** `count` structs of `size` bytes. */
  batch(name: string, bytes: Buffer, size: number, count: number): void;
  /** The process is gone, and not because it was asked to go. */
  lost(fault: Fault): void;
}

export interface Opened {
  readonly version: string | null;
  readonly methods: ReadonlySet<string>;
  /** Of the callbacks that come as bytes, by name. */
  readonly layouts: Readonly<Record<string, RawLayout>>;
}

const OPEN_LIMIT_MS = 20_000;
const PING_EVERY_MS = 1_000;
/** Silent for this long, its loop hangs in the vendor's library. */
const SILENT_LIMIT_MS = 8_000;
const RELEASE_LIMIT_MS = 3_000;

export class CounterProcess {
  readonly #child: ChildHandle;
  readonly #listener: CounterListener;
  readonly #waiting = new Map<number, { readonly resolve: (value: string | number | null) => void; readonly reject: (error: Error) => void }>();
  #nextCall = 1;
  #opening: ((opened: Result<Opened>) => void) | null = null;
  #released: ((inTime: boolean) => void) | null = null;
  #heardAt = performance.now();
  #pinging: NodeJS.Timeout | undefined;
  #ended = false;
  #closing = false;

  private constructor(child: ChildHandle, listener: CounterListener) {
    this.#child = child;
    this.#listener = listener;
    child.onMessage((message) => this.#heard(message));
    child.onExit((reason) => this.#gone({ code: 'counter-crashed', params: { reason } }));
  }

  /**
   * Starts a process and opens an API in it.
   * Errors: those of `readSdkFolder`, sdk-api-missing, sdk-library-refused, counter-crashed, counter-silent.
   */
  static async open(launch: ChildLauncher, request: OpenRequest, listener: CounterListener): Promise<Result<{ readonly process: CounterProcess; readonly opened: Opened }>> {
    // A library finds those that lie beside it; LOCPATH empty keeps old builds from reading a locale that is not theirs.
    const libraries = [request.folder, dirname(request.folder), process.env.LD_LIBRARY_PATH ?? ''].filter((path) => path !== '').join(':');
    const counter = new CounterProcess(launch({ LD_LIBRARY_PATH: libraries, LOCPATH: '' }), listener);
    const opened = await new Promise<Result<Opened>>((resolve) => {
      const timer = setTimeout(() => resolve(fail('counter-silent', { seconds: OPEN_LIMIT_MS / 1000 })), OPEN_LIMIT_MS);
      counter.#opening = (result) => {
        clearTimeout(timer);
        counter.#opening = null;
        resolve(result);
      };
      counter.#child.send({ type: 'open', request });
    });
    if (!opened.ok) {
      counter.#end();
      return opened;
    }
    counter.#pinging = setInterval(() => counter.#ping(), PING_EVERY_MS);
    counter.#pinging.unref();
    return ok({ process: counter, opened: opened.value });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  #ping(): void {
    if (performance.now() - this.#heardAt > SILENT_LIMIT_MS) this.#gone({ code: 'counter-silent', params: { seconds: SILENT_LIMIT_MS / 1000 } });
    else this.#child.send({ type: 'ping' });
  }

  #heard(message: FromChild): void {
    if (this.#ended) return;
    this.#heardAt = performance.now();
    switch (message.type) {
      case 'opened':
        this.#opening?.(ok({ version: message.version, methods: new Set(message.methods), layouts: message.layouts }));
        return;
      case 'refused':
        this.#opening?.({ ok: false, fault: message.fault });
        return;
      case 'result': {
        const waiting = this.#waiting.get(message.id);
        this.#waiting.delete(message.id);
        if (message.error === null) waiting?.resolve(message.value);
        else waiting?.reject(new Error(message.error));
        return;
      }
      case 'callback':
        this.#listener.callback(message.name, message.values);
        return;
      case 'batch': {
        const bytes = Buffer.from(message.bytes.buffer, message.bytes.byteOffset, message.bytes.byteLength);
        this.#listener.batch(message.name, bytes, message.size, bytes.length / message.size);
        return;
      }
      case 'released':
        this.#released?.(message.inTime);
        return;
      case 'pong':
    }
  }

  #gone(fault: Fault): void {
    if (this.#ended) return;
    this.#end();
    if (this.#opening) this.#opening({ ok: false, fault });
    else if (!this.#closing) this.#listener.lost(fault);
    this.#released?.(false);
  }

  /** Leaves nothing behind: no process, no timer, no call that waits. */
  #end(): void {
    this.#ended = true;
    clearInterval(this.#pinging);
    this.#child.kill();
    for (const { reject } of this.#waiting.values()) reject(new ProcessEnded());
    this.#waiting.clear();
  }

  /** Calls a method there. Rejects where this version has none, or when the process ends first. */
  call(method: string, ...values: readonly CallArgument[]): Promise<string | number | null> {
    return this.#call(method, values, false);
  }

  /** The same on a thread of its own, for what blocks. */
  callWaiting(method: string, ...values: readonly CallArgument[]): Promise<string | number | null> {
    return this.#call(method, values, true);
  }

  #call(method: string, values: readonly CallArgument[], wait: boolean): Promise<string | number | null> {
    if (this.#ended) return Promise.reject(new ProcessEnded());
    // It certainly does not go out any more.
    if (this.#closing) return Promise.reject(new Error(`${method} after the release`));
    const id = this.#nextCall++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#child.send({ type: 'call', id, method, values, wait });
    });
  }

  /** Releases the API and ends the process; one whose Release hangs is ended all the same. */
  async close(): Promise<void> {
    if (this.#ended) return;
    this.#closing = true;
    await new Promise<boolean>((resolve) => {
      this.#released = resolve;
      const timer = setTimeout(() => resolve(false), RELEASE_LIMIT_MS + 1_000);
      timer.unref();
      this.#child.send({ type: 'release', limitMs: RELEASE_LIMIT_MS });
    });
    this.#released = null;
    this.#end();
  }
}
