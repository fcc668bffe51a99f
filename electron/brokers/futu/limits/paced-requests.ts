/** Requests at the pace that OpenD allows: each waits for its place in the rate, and its caller may know for how long. */
import type { Answered, Asked, Call } from '#electron/brokers/futu/messages/protocol.ts';
import type { Clock } from '#electron/brokers/futu/session/connection.ts';
import type { OpendSession } from '#electron/brokers/futu/session/session.ts';
import { fail, type Result } from '#shared/result.ts';
import type { RateLimits } from './rate-limits.ts';

/** A question waits at most so long where its caller does not say. */
const LONGEST_WAIT_MS = 12_000;
/** Less than this nobody sees. */
const NOTICED_MS = 500;

export class PacedRequests {
  readonly #session: OpendSession;
  readonly #limits: RateLimits;
  readonly #clock: Clock;
  readonly #waits: (what: string, until: number) => void;

  /** @param waits told of what has to wait for its place, and until when */
  constructor(session: OpendSession, limits: RateLimits, clock: Clock, waits: (what: string, until: number) => void = () => {}) {
    this.#session = session;
    this.#limits = limits;
    this.#clock = clock;
    this.#waits = waits;
  }

  /** How long a call would wait now, ms; 0 for not at all. What a screen shows beside what it cannot do yet. */
  waitFor(call: Call, account = ''): number {
    return this.#limits.waitFor(call, account, this.#clock.now());
  }

  /**
   * Asks when the rate allows it. Where that would take longer than `longestMs` nothing is sent, no place is taken, and the fault says the
   * wait; otherwise as `OpendSession.request`.
   * @param account the trading account, where the limit is each account's own
   */
  async ask<C extends Call>(call: C, asked: Asked<C>, account = '', longestMs = LONGEST_WAIT_MS): Promise<Result<Answered<C>>> {
    const wait = this.waitFor(call, account);
    if (wait > longestMs) return fail('opend-wait', { what: call.name, seconds: Math.ceil(wait / 1_000) });
    this.#limits.take(call, account, this.#clock.now());
    if (wait >= NOTICED_MS) this.#waits(call.name, this.#clock.now() + wait);
    if (wait > 0) await new Promise<void>((resolve) => void this.#clock.after(wait, resolve));
    return this.#session.request(call, asked);
  }
}
