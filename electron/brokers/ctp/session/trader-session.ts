/**
 * The trading connection of a counter: its process, its line to the front and its login, kept up. The library connects again by itself after
 * a cut, and each time is a login anew; a process that crashed or hung is started again, less and less often.
 */
import { existsSync, readdirSync } from 'node:fs';
import { fail, ok, type Fault, type Result } from '#shared/result.ts';
import type { CallbackArgument } from '../binding/native-api.ts';
import type { Clock } from './clock.ts';
import { CounterLink, type LinkOptions } from './counter-link.ts';
import { HOPELESS, logIn, type Credentials, type LoggedIn } from './login.ts';
import type { Password } from './password.ts';

export interface TraderOptions {
  readonly link: LinkOptions;
  readonly who: Credentials;
  readonly password: Password;
  readonly clock: Clock;
  /** How long the first connection to the front may take: a closed port gives no callback at all. */
  readonly connectMs: number;
}

export interface TraderListener {
  /** Logged in, for the first time or again. */
  in(link: CounterLink, session: LoggedIn): void;
  down(fault: Fault): void;
  told(name: string, values: readonly CallbackArgument[]): void;
}

const BACK_OFF_MS: readonly number[] = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];
/** A login that was refused (the counter is being prepared, say) is tried again. */
const LOGIN_AGAIN_MS = 15_000;

export class TraderSession {
  readonly #options: TraderOptions;
  readonly #listener: TraderListener;
  #link: CounterLink | null = null;
  #ended = false;
  #failures = 0;
  #first: ((result: Result<null>) => void) | null = null;
  #cancelRetry = (): void => {};
  #cancelLogin = (): void => {};

  constructor(options: TraderOptions, listener: TraderListener) {
    this.#options = options;
    this.#listener = listener;
  }

  /**
   * Connects and logs in; from then on it keeps itself up. A first attempt that fails leaves nothing behind.
   * Errors: those of the folder and the process, counter-unreachable, counter-refused, counter-password-change, counter-no-answer.
   */
  async open(): Promise<Result<null>> {
    const { connectMs, link, clock } = this.#options;
    const first = new Promise<Result<null>>((resolve) => (this.#first = resolve));
    const started = await this.#start();
    if (!started.ok) {
      this.#first = null;
      return started;
    }
    const stop = clock.after(connectMs, () => this.#answerFirst(fail('counter-unreachable', { front: link.front, seconds: Math.round(connectMs / 1000) })));
    this.#connected = stop;
    const result = await first;
    stop();
    if (!result.ok) await this.close();
    return result;
  }
  #connected = (): void => {};

  #answerFirst(result: Result<null>): boolean {
    const first = this.#first;
    this.#first = null;
    first?.(result);
    return first !== null;
  }

  async #start(): Promise<Result<null>> {
    const { link: options } = this.#options;
    // Where flow files stand already, what was missed since is told at once; without them it would be the whole day, which is asked for anyway.
    const resume = existsSync(options.flow) && readdirSync(options.flow).length > 0;
    const opened = await CounterLink.open(options, {
      frontConnected: () => {
        this.#connected();
        void this.#logIn();
      },
      frontDisconnected: (fault) => {
        this.#cancelLogin();
        if (!this.#first) this.#listener.down(fault);
      },
      told: (name, values) => this.#listener.told(name, values),
      batch: () => undefined,
      lost: (fault) => this.#lost(fault),
    });
    if (!opened.ok) return opened;
    if (this.#ended) {
      await opened.value.close();
      return fail('broker-down');
    }
    this.#link = opened.value;
    await opened.value.begin(resume);
    return ok(null);
  }

  #lost(fault: Fault): void {
    this.#link = null;
    this.#cancelLogin();
    if (this.#answerFirst({ ok: false, fault }) || this.#ended) return;
    this.#listener.down(fault);
    this.#again();
  }

  #again(): void {
    this.#cancelRetry = this.#options.clock.after(BACK_OFF_MS[Math.min(this.#failures++, BACK_OFF_MS.length - 1)], () => void this.#startAgain());
  }

  async #startAgain(): Promise<void> {
    const started = await this.#start();
    if (started.ok || this.#ended) return;
    this.#listener.down(started.fault);
    this.#again();
  }

  async #logIn(): Promise<void> {
    const link = this.#link;
    if (!link) return;
    const { who, password, clock } = this.#options;
    this.#cancelLogin();
    const logged = await logIn(link, who, password);
    if (link !== this.#link || this.#ended) return;
    if (logged.ok) {
      this.#failures = 0;
      this.#answerFirst(ok(null));
      this.#listener.in(link, logged.value);
      return;
    }
    if (this.#answerFirst(logged)) return;
    // The line fell while we were logging in: the library connects again and we with it.
    if (logged.fault.code === 'counter-disconnected') return;
    this.#listener.down(logged.fault);
    if (!HOPELESS.has(Number(logged.fault.params?.id))) this.#cancelLogin = clock.after(LOGIN_AGAIN_MS, () => void this.#logIn());
  }

  get pid(): number | undefined {
    return this.#link?.pid;
  }

  get version(): string | null {
    return this.#link?.version ?? null;
  }

  async close(): Promise<void> {
    this.#ended = true;
    this.#cancelRetry();
    this.#cancelLogin();
    this.#answerFirst(fail('broker-down'));
    const link = this.#link;
    this.#link = null;
    await link?.close();
  }
}
